/** Finds the line of a transcript that a failure came from: the reply in the remote one, else the decision in the local one. Pure. */
import type { Reply } from '../../engine/mailroot/envelope';
import { decodeLtr, decodeRtrLine, type LtrEntry } from '../../engine/mailroot/transcript';

export interface TranscriptLine {
  /** From 0. */
  readonly line: number;
  readonly length: number;
  readonly text: string;
}

export interface Wanted {
  readonly attempt: number;
  readonly reply?: Reply | undefined;
  readonly address?: string | undefined;
}

/** The newest line of the attempt with that reply; where several were told the same, the last. */
export function remoteLine(transcript: string, { attempt, reply }: Wanted): TranscriptLine | undefined {
  if (reply === undefined) return undefined;
  const words = reply.text.split('\n')[0] ?? '';
  const lines = transcript.split(/\r?\n/);
  let current = 0;
  let found: TranscriptLine | undefined;
  lines.forEach((line, i) => {
    current = Number(/^== attempt (\d+),/.exec(line)?.[1] ?? current);
    const { mark, text } = decodeRtrLine(line);
    const fits = mark === '<' && text.startsWith(String(reply.code)) && text.includes(words);
    if (current === attempt && fits) found = { line: i, length: line.length, text };
  });
  return found;
}

/** The newest decision about the recipient, or how the message ended. */
export function localLine(transcript: string, { address }: Wanted): TranscriptLine | undefined {
  const lines = transcript.split(/\r?\n/);
  const found = lines.flatMap((line, i) => {
    const [entry] = decodeLtr(line);
    const isIt = entry !== undefined && entry.kind !== 'text' && isAbout(entry, address);
    return isIt ? [{ line: i, length: line.length, text: entry.text }] : [];
  });
  return found.at(-1);
}

function isAbout({ kind, recipient }: LtrEntry, address: string | undefined): boolean {
  if (address === undefined) return kind === 'end';
  return (kind === 'failed' || kind === 'delayed') && recipient === address;
}
