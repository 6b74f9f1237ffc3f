/**
 * Reads the header block of a message as bytes have it: fields in order, where each stands, where the body begins.
 * Never throws: a line that is no header field ends the block, as every mail system has it. LF, CRLF and mixed.
 * Leaves MIME to mailparser and decoding of words to encodedWord.
 */
import { decodeWords } from './encodedWord';

/** One field. `value` is unfolded and trimmed, not decoded. Offsets are bytes into the message. */
export interface HeaderField {
  readonly name: string;
  readonly value: string;
  readonly start: number;
  /** First byte behind the field, its line ending included. */
  readonly end: number;
}

export interface HeaderBlock {
  readonly fields: readonly HeaderField[];
  /** First byte of the body (behind the blank line), or the length when there is no body. */
  readonly bodyAt: number;
  /** False when the block ended at a line that is neither a field nor blank, or at the end of the bytes. */
  readonly closed: boolean;
}

const LF = 10;
const CR = 13;
const fieldShape = /^([!-9;-~]+)[ \t]*:(.*)$/s;

/** `from` skips bytes in front, such as an envelope block already read. */
export function readHeaders(bytes: Uint8Array, from = 0): HeaderBlock {
  const fields: HeaderField[] = [];
  let at = from;
  while (at < bytes.length) {
    const end = fieldEnd(bytes, at);
    const text = utf8OrLatin1(bytes.subarray(at, end));
    if (/^\r*\n?$/.test(text)) return { fields, bodyAt: end, closed: true };
    const [, name, rest] = fieldShape.exec(text) ?? [];
    if (name === undefined || rest === undefined) return { fields, bodyAt: at, closed: false };
    fields.push({ name, value: unfolded(rest).trim(), start: at, end });
    at = end;
  }
  return { fields, bodyAt: bytes.length, closed: false };
}

/** Without the line breaks inside of it (RFC 5322 §2.2.3). Linear: a hostile value is a megabyte of CR. */
function unfolded(value: string): string {
  const [last = '', ...before] = value.split('\n').reverse();
  return before.reverse().map(withoutReturns).join('') + last;
}

function withoutReturns(line: string): string {
  let end = line.length;
  while (line.charCodeAt(end - 1) === CR) end--;
  return line.slice(0, end);
}

/** End of the field that starts at `at`: folded lines (leading space or tab) belong to it; a blank line stands alone. */
function fieldEnd(bytes: Uint8Array, at: number): number {
  let end = lineEnd(bytes, at);
  if (isBlank(bytes, at, end)) return end;
  while ((bytes[end] === 32 || bytes[end] === 9) && !isBlank(bytes, end, lineEnd(bytes, end)))
    end = lineEnd(bytes, end);
  return end;
}

function lineEnd(bytes: Uint8Array, at: number): number {
  const lf = bytes.indexOf(LF, at);
  return lf < 0 ? bytes.length : lf + 1;
}

function isBlank(bytes: Uint8Array, at: number, end: number): boolean {
  for (let i = at; i < end; i++) if (bytes[i] !== CR && bytes[i] !== LF) return false;
  return true;
}

/** Raw header bytes are UTF-8 (RFC 6532) or, when they are not valid UTF-8, Latin-1: never mangled, never thrown on. */
function utf8OrLatin1(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  }
}

/** Value of the first field of that name (any case), undecoded. */
export function headerValue(block: Pick<HeaderBlock, 'fields'>, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return block.fields.find((field) => field.name.toLowerCase() === wanted)?.value;
}

/** Values of all fields of that name, in order. */
export function headerValues(block: Pick<HeaderBlock, 'fields'>, name: string): string[] {
  const wanted = name.toLowerCase();
  return block.fields.filter((field) => field.name.toLowerCase() === wanted).map((field) => field.value);
}

/** Value of the first field of that name with its encoded words decoded, for a person to read. */
export function headerText(block: HeaderBlock, name: string): string | undefined {
  const value = headerValue(block, name);
  return value === undefined ? undefined : decodeWords(value);
}
