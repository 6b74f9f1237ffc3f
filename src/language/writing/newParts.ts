/**
 * Puts parts into a message: beside those there are, or by making a multipart out of what is one part. What there is keeps its octets;
 * fields of MIME go with the content they are about. Pure.
 */
import { fieldOf, type Field } from '../model/fields';
import type { Message, Part } from '../model/part';
import { cut, type Edit } from '../model/span';

export interface NewPart {
  /** Lines of its head. */
  readonly head: readonly string[];
  /** Without a line end behind its last line. */
  readonly body: string;
}

export interface Making {
  readonly eol: string;
  /** Something nobody has used before. */
  readonly unique: string;
}

/** A boundary that stands nowhere in the text. */
export function newBoundary({ text }: Message, { unique }: Making): string {
  let value = `=_${unique.replace(/[^0-9A-Za-z]/g, '').slice(0, 24)}`;
  while (text.includes(value)) value += '_';
  return value;
}

export function partText({ head, body }: NewPart, eol: string): string {
  return [...head, '', body].join(eol);
}

/** In front of the closing delimiter of a multipart, or at its end where it is not closed; then it is. */
export function appended({ text }: Message, part: Part & { kind: 'multipart' }, made: NewPart & Making): Edit {
  const { value, delimiters } = part.boundary;
  const closing = delimiters.find((each) => each.closing);
  const piece = `--${value}${made.eol}${partText(made, made.eol)}${made.eol}`;
  if (closing !== undefined) return { start: closing.start, end: closing.start, text: piece };
  const before = part.body.end > 0 && text[part.body.end - 1] !== '\n' ? made.eol : '';
  const after = part.end === text.length || delimiters.length === 0 ? made.eol : '';
  return { start: part.body.end, end: part.body.end, text: `${before}${piece}--${value}--${after}` };
}

export interface Wrapping extends Making {
  /** `multipart/mixed`. */
  readonly type: string;
  readonly before?: NewPart;
  readonly after?: NewPart;
}

/** The part becomes a multipart, and its content the part in it; new ones stand in front of that or behind. */
export function wrapped(message: Message, part: Part, wrapping: Wrapping): Edit[] {
  const { text } = message;
  const { eol, type, before, after } = wrapping;
  const boundary = newBoundary(message, wrapping);
  const content = part.fields.filter(({ key }) => key.startsWith('content-'));
  const opening = before === undefined ? '' : `--${boundary}${eol}${partText(before, eol)}${eol}`;
  const inner = `${opening}--${boundary}${eol}${content.map((field) => lines(text, field, eol)).join('')}${eol}`;
  const closing = after === undefined ? '' : `--${boundary}${eol}${partText(after, eol)}${eol}`;
  const atEnd = part.body.end === text.length;
  const end = `${eol}${closing}--${boundary}--${atEnd ? eol : ''}`;
  return [
    ...content.map(({ start, end: to }) => ({ start, end: to, text: '' })),
    { start: part.head.end, end: part.body.start, text: '' },
    { start: part.body.start, end: part.body.start, text: headEnd(message, part, { eol, type, boundary }) + inner },
    { start: part.body.end, end: part.body.end, text: end },
  ].sort((a, b) => a.start - b.start || a.end - b.end);
}

/** What the head ends with from now on, its blank line included. */
function headEnd(
  { text }: Message,
  part: Part,
  { eol, type, boundary }: Record<'eol' | 'type' | 'boundary', string>,
): string {
  const last = part.fields.at(-1);
  const before = last !== undefined && !cut(text, last).endsWith('\n') ? eol : '';
  const version =
    part.path === '' && fieldOf(part.fields, 'mime-version') === undefined ? `MIME-Version: 1.0${eol}` : '';
  return `${before}${version}Content-Type: ${type}; boundary="${boundary}"${eol}${eol}`;
}

function lines(text: string, field: Field, eol: string): string {
  const written = cut(text, field);
  return written.endsWith('\n') ? written : written + eol;
}
