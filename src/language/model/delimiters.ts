/**
 * Finds the lines that separate parts while a message is read: those of every multipart that is open, by their values, each line once.
 * Holds the state of the reading; knows nothing of what a part is.
 */
import { lineContent } from './fields';
import type { Delimiter, LeftOut } from './part';

export interface Reading {
  readonly text: string;
  at: number;
  /** Boundaries of the multiparts we are inside of, outermost first. */
  readonly open: string[];
  /** Index into `open` of the innermost with that value. */
  readonly byValue: Map<string, number>;
  count: number;
  readonly leftOut: Set<LeftOut>;
}

/** Moves to the next line that is a delimiter of an open multipart, or to the end of the text. */
export function skipToDelimiter(reading: Reading): void {
  const { text } = reading;
  if (reading.open.length === 0) {
    reading.at = text.length;
    return;
  }
  while (reading.at < text.length) {
    if (delimiterAt(reading, reading.at) !== undefined) return;
    const next = text.indexOf('\n--', reading.at);
    reading.at = next < 0 ? text.length : next + 1;
  }
}

export interface FoundDelimiter extends Delimiter {
  readonly index: number;
}

/** The longest value a boundary may have is 70 characters (RFC 2046 §5.1.1); we let it be much longer, and no line take long. */
const longestDelimiter = 1_000;

export function delimiterAt({ text, byValue }: Reading, at: number): FoundDelimiter | undefined {
  if (byValue.size === 0 || !text.startsWith('--', at)) return undefined;
  const { end } = lineContent(text, at);
  if (end - at > longestDelimiter) return undefined;
  const line = text.slice(at, end).trimEnd();
  const opening = byValue.get(line.slice(2));
  if (opening !== undefined) return { start: at, end, closing: false, index: opening };
  const closing = line.endsWith('--') ? byValue.get(line.slice(2, -2)) : undefined;
  return closing === undefined ? undefined : { start: at, end, closing: true, index: closing };
}

/** The line break in front of a delimiter is the delimiter's. At the end of the text there is no delimiter. */
export function bodyEnd(text: string, bodyStart: number, at: number): number {
  if (at >= text.length && !text.startsWith('--', at)) return Math.max(bodyStart, at);
  let end = at;
  if (end > bodyStart && text.charCodeAt(end - 1) === 10) end--;
  while (end > bodyStart && text.charCodeAt(end - 1) === 13) end--;
  return end;
}
