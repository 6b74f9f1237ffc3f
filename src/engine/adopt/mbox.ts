/**
 * mbox (RFC 4155): messages behind `From ` lines, with such lines in a body quoted by `>`. Reads mboxrd (any number of `>`, one is taken
 * off) and mboxo (one alone); a Content-Length that fits ends a message too, and then its body is taken as it stands. Pure.
 */
import { headerValue, readHeaders } from '../message/headers';
import { asBuffer, type Piece } from './piece';

export type MboxQuoting = 'mboxrd' | 'mboxo';

/** `From ann@here.test Mon Nov 23 11:50:01 2026`: a word, and a date with a time and a year. `From - ` is Thunderbird's. */
const fromLine = /^From \S+.* \d{1,2}:\d\d(?::\d\d)?\b.* \d{4}\b.*$/;

export function looksLikeMbox(bytes: Uint8Array): boolean {
  return fromLine.test(lineAt(asBuffer(bytes), 0));
}

export function splitMbox(bytes: Uint8Array, quoting: MboxQuoting): Piece[] {
  const buffer = asBuffer(bytes);
  const pieces: Piece[] = [];
  for (let at = nextFromLine(buffer, 0); at < buffer.length;) {
    const begin = afterLine(buffer, at);
    const counted = countedEnd(buffer, begin);
    const next = counted ?? nextFromLine(buffer, begin);
    const message = withoutBlankLine(buffer.subarray(begin, next));
    const verbatim = counted !== undefined && message.includes('\nFrom ');
    pieces.push({ bytes: verbatim ? message : unquoted(message, quoting), notes: [] });
    at = counted === undefined ? next : nextFromLine(buffer, counted);
  }
  return pieces;
}

/** A From line begins a message at the start of the file and behind a blank line. */
function nextFromLine(buffer: Buffer, from: number): number {
  for (let at = from; at >= 0 && at < buffer.length;) {
    if (fromLine.test(lineAt(buffer, at)) && isBehindBlank(buffer, at)) return at;
    const found = buffer.indexOf('\nFrom ', at);
    at = found < 0 ? -1 : found + 1;
  }
  return buffer.length;
}

function isBehindBlank(buffer: Buffer, at: number): boolean {
  return at === 0 || /\n\r?\n$/.test(buffer.toString('latin1', Math.max(0, at - 3), at));
}

/** The end that Content-Length tells, when a From line or the end of the file is there; it is wrong in many files. */
function countedEnd(buffer: Buffer, begin: number): number | undefined {
  const block = readHeaders(buffer.subarray(begin, begin + headerOctets));
  const length = Number(headerValue(block, 'Content-Length') ?? Number.NaN);
  if (!Number.isSafeInteger(length)) return undefined;
  const end = begin + block.bodyAt + length;
  const rest = buffer.toString('latin1', end, end + 8);
  return end <= buffer.length && /^(?:\r?\n)*(?:$|From )/.test(rest) ? end : undefined;
}
const headerOctets = 262_144;

/** The blank line in front of the next From line belongs to the mailbox. */
function withoutBlankLine(message: Buffer): Buffer {
  const end = /\n(\r?\n)$/.exec(message.toString('latin1', Math.max(0, message.length - 3)))?.[1];
  return end === undefined ? message : message.subarray(0, -end.length);
}

function unquoted(message: Buffer, quoting: MboxQuoting): Uint8Array {
  const quoted = quoting === 'mboxrd' ? /^>(>*From )/gm : /^>(From )/gm;
  if (!message.includes('>From ')) return message;
  return Buffer.from(message.toString('latin1').replace(quoted, '$1'), 'latin1');
}

function lineAt(buffer: Buffer, at: number): string {
  const end = buffer.indexOf(10, at);
  return buffer.toString('latin1', at, Math.min(end < 0 ? buffer.length : end, at + 1_000)).replace(/\r$/, '');
}

function afterLine(buffer: Buffer, at: number): number {
  const end = buffer.indexOf(10, at);
  return end < 0 ? buffer.length : end + 1;
}
