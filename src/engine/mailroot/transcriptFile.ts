/** Appends to a transcript beside its message. Not fsynced: it explains, it does not decide. */
import { close, fstat, open, write } from './disk';
import { familyPath, type MailRoot } from './layout';

export interface TranscriptPiece {
  readonly id: string;
  readonly part: '.ltr' | '.rtr';
  /** Where its message is. Default: Queue. */
  readonly folder?: 'Queue' | 'Sent' | 'BadMail';
  /** A new file begins with it. */
  readonly header: string;
  readonly text: string;
}

export async function appendTranscript(mailRoot: MailRoot, piece: TranscriptPiece): Promise<void> {
  const file = await open(familyPath(mailRoot, piece.folder ?? 'Queue', piece), 'a');
  try {
    const isNew = (await fstat(file)).size === 0;
    await write(file, Buffer.from(isNew ? piece.header + piece.text : piece.text));
  } finally {
    await close(file);
  }
}
