/**
 * Header fields of a text with their offsets: the same fields, by the same rules, as the engine reads out of bytes (message/headers).
 * Never throws: a line that is no field ends the block, and the block says so. Linear, whatever the lines are like.
 */
import { trimmed, type Span } from './span';

/** One field, its line end included. */
export interface Field extends Span {
  readonly name: string;
  /** The name in lower case. */
  readonly key: string;
  readonly nameSpan: Span;
  /** Offset of the colon. */
  readonly colon: number;
  /** What stands behind the colon, folds and all, without blanks around it. */
  readonly value: Span;
}

/** How a block ended: at a blank line, at a line that is no field, at a delimiter of MIME, or where the text ends. */
export type HeadEnd = 'blank' | 'text' | 'delimiter' | 'end';

export interface Head extends Span {
  readonly fields: readonly Field[];
  readonly ended: HeadEnd;
  /** Where the body begins: behind the blank line, if there is one. */
  readonly bodyAt: number;
}

/** Offset behind the line break that ends the line at `at`. */
export function lineEnd(text: string, at: number): number {
  const lf = text.indexOf('\n', at);
  return lf < 0 ? text.length : lf + 1;
}

/** The line without its line break. */
export function lineContent(text: string, start: number, end = lineEnd(text, start)): Span {
  let to = end;
  if (to > start && text.charCodeAt(to - 1) === 10) to--;
  while (to > start && text.charCodeAt(to - 1) === 13) to--;
  return { start, end: to };
}

export type IsDelimiter = (lineStart: number) => boolean;

export function readHead(text: string, from: number, isDelimiter: IsDelimiter = () => false): Head {
  const fields: Field[] = [];
  const head = (at: number, ended: HeadEnd, bodyAt = at): Head => ({ start: from, end: at, fields, ended, bodyAt });
  let at = from;
  while (at < text.length) {
    const next = lineEnd(text, at);
    const content = lineContent(text, at, next);
    if (content.end === at) return head(at, 'blank', next);
    if (isDelimiter(at)) return head(at, 'delimiter');
    const field = readField(text, at, next);
    if (field === undefined) return head(at, 'text');
    fields.push(field);
    at = field.end;
  }
  return head(at, 'end');
}

const nameShape = /([!-9;-~]+)[ \t]*:/y;

function readField(text: string, start: number, firstEnd: number): Field | undefined {
  nameShape.lastIndex = start;
  const name = nameShape.exec(text)?.[1];
  if (name === undefined) return undefined;
  const colon = nameShape.lastIndex - 1;
  const end = foldedEnd(text, firstEnd);
  return {
    start,
    end,
    name,
    key: name.toLowerCase(),
    nameSpan: { start, end: start + name.length },
    colon,
    value: trimmed(text, { start: colon + 1, end }),
  };
}

/** Lines that begin with a space or tab belong to the field above, even when nothing else is on them. */
function foldedEnd(text: string, firstEnd: number): number {
  let end = firstEnd;
  while (text.charCodeAt(end) === 32 || text.charCodeAt(end) === 9) end = lineEnd(text, end);
  return end;
}

/** The value on one line: folds are taken out (RFC 5322 §2.2.3). */
export function unfolded(text: string, { start, end }: Span): string {
  const value = text.slice(start, end);
  if (!value.includes('\n')) return value;
  const lines = value.split('\n');
  return lines.map((line, i) => (i < lines.length - 1 ? withoutReturns(line) : line)).join('');
}

function withoutReturns(line: string): string {
  let end = line.length;
  while (line.charCodeAt(end - 1) === 13) end--;
  return line.slice(0, end);
}

export function fieldOf(fields: readonly Field[], key: string): Field | undefined {
  return fields.find((field) => field.key === key);
}

export function fieldsOf(fields: readonly Field[], ...keys: readonly string[]): Field[] {
  return fields.filter((field) => keys.includes(field.key));
}
