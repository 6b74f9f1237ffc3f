/**
 * Takes a multipart message apart far enough to read a report: the parts of one boundary with their headers, decoded. No nesting, no
 * charsets. Pure; never throws: what can't be told apart is not returned.
 */
import { headerValue, readHeaders, type HeaderBlock } from './headers';

export interface Part {
  /** `message/delivery-status`, lower-case. */
  readonly type: string;
  readonly header: HeaderBlock;
  /** Transfer encoding taken off. */
  readonly content: Buffer;
}

/** A report has three parts; some hosts add one or two. */
const partLimit = 10;

const parameterShape = /;\s*([^\s=;]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;]*)/gs;

/** Media type and parameters, names lower-case: `multipart/report; boundary="x"`. The first of two parameters of a name counts. */
export function readContentType(value: string): { type: string; parameters: Readonly<Record<string, string>> } {
  const type = value.replace(/;.*$/s, '').trim().toLowerCase();
  const parameters: Record<string, string> = {};
  for (const [, name = '', raw = ''] of value.matchAll(parameterShape))
    parameters[name.toLowerCase()] ??= raw.startsWith('"') ? raw.slice(1, -1).replace(/\\(.)/gs, '$1') : raw;
  return { type, parameters };
}

/** `from` is the first byte of the body. */
export function readParts(bytes: Uint8Array, from: number, boundary: string): Part[] {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Part[] = [];
  let start: number | undefined;
  for (const line of delimiters(body, from, boundary)) {
    if (start !== undefined) parts.push(partOf(body.subarray(start, line.at)));
    if (line.isLast || parts.length === partLimit) return parts;
    start = line.end;
  }
  // Cut off: what is there is read.
  if (start !== undefined) parts.push(partOf(body.subarray(start)));
  return parts;
}

export interface Delimiter {
  /** Where the line break in front of it begins, which belongs to it (RFC 2046 §5.1.1). */
  readonly at: number;
  readonly end: number;
  readonly isLast: boolean;
}

/** The lines that part a multipart body, each with the line break in front of it. */
export function* delimiters(body: Buffer, from: number, boundary: string): Generator<Delimiter> {
  const mark = `--${boundary}`;
  for (let at = body.indexOf(mark, from); at >= 0; at = body.indexOf(mark, at + mark.length)) {
    if (at > from && body[at - 1] !== LF) continue;
    const feed = body.indexOf(LF, at);
    const end = feed < 0 ? body.length : feed + 1;
    const rest = body.toString('latin1', at + mark.length, end);
    if (!/^(?:--)?[ \t\r\n]*$/.test(rest)) continue;
    const breakAt = at - (body[at - 2] === CR ? 2 : 1);
    yield { at: Math.max(from, breakAt), end, isLast: rest.startsWith('--') };
  }
}

const LF = 10;
const CR = 13;

function partOf(bytes: Buffer): Part {
  const header = readHeaders(bytes);
  const { type } = readContentType(headerValue(header, 'Content-Type') ?? 'text/plain');
  const encoding = headerValue(header, 'Content-Transfer-Encoding')?.toLowerCase() ?? '7bit';
  return { type, header, content: decoded(bytes.subarray(header.bodyAt), encoding) };
}

function decoded(content: Buffer, encoding: string): Buffer {
  switch (encoding) {
    case 'base64':
      return Buffer.from(content.toString('latin1'), 'base64');
    case 'quoted-printable':
      return Buffer.from(unquoted(content.toString('latin1')), 'latin1');
    default:
      return content;
  }
}

function unquoted(text: string): string {
  return text
    .replace(/=[ \t]*\r?\n/g, '')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
