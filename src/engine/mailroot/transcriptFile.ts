/** Appends to a transcript beside its message. Not fsynced: it explains, it does not decide. */
import { appendFile } from 'node:fs/promises';
import { errorCode } from '../ports';
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
  const path = familyPath(mailRoot, piece.folder ?? 'Queue', piece);
  // Most are new: the header goes with the first lines, in one write.
  await appendFile(path, piece.header + piece.text, { flag: 'ax' }).catch(async (error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error;
    await appendFile(path, piece.text);
  });
}
