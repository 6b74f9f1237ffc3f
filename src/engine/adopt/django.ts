/**
 * Files of Django's filebased (and console) backend: messages, each followed by a line of 79 dashes. A body may have such a line too, so
 * that it only ends a message where the file ends or the next header begins, and never inside a multipart. Pure.
 */
import { asBuffer, earliestEnd, hasHeader, type Piece } from './piece';

const dashes = `\n${'-'.repeat(79)}`;

/** Whether the file ends with such a line. */
export function looksLikeDjango(bytes: Uint8Array): boolean {
  const tail = asBuffer(bytes.subarray(-dashes.length - 2)).toString('latin1');
  return /^[\s\S]{0,2}\n-{79}\r?\n?$/.test(tail) && hasHeader(bytes, 0, ['From']);
}

export function splitDjango(bytes: Uint8Array): Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = endOfMessage(bytes, at);
    const message = bytes.subarray(at, end.message);
    const notes = end.separated ? [] : ['no line of dashes follows it: it may be cut off'];
    if (!isBlank(message)) pieces.push({ bytes: message, notes });
    at = end.next;
  }
  return pieces;
}

interface End {
  readonly message: number;
  readonly next: number;
  readonly separated: boolean;
}

function endOfMessage(bytes: Uint8Array, at: number): End {
  const buffer = asBuffer(bytes);
  // The line end in front of the dashes is Django's own, not the message's.
  let found = buffer.indexOf(dashes, Math.max(earliestEnd(bytes, at) - 1, at));
  while (found >= 0) {
    const next = nextLine(buffer, found + dashes.length);
    if (next !== undefined && begins(bytes, next)) return { message: found, next, separated: true };
    found = buffer.indexOf(dashes, found + 1);
  }
  return { message: bytes.length, next: bytes.length, separated: false };
}

/** Behind the line end at `at`, or undefined when the line of dashes goes on. */
function nextLine(buffer: Buffer, at: number): number | undefined {
  if (at >= buffer.length) return at;
  const end = /^\r?\n/.exec(buffer.toString('latin1', at, at + 2))?.[0];
  return end === undefined ? undefined : at + end.length;
}

function begins(bytes: Uint8Array, at: number): boolean {
  if (isBlank(bytes.subarray(at))) return true;
  return hasHeader(bytes, at, ['From', 'Message-ID']) || hasHeader(bytes, at, ['From', 'MIME-Version']);
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((octet) => octet === 10 || octet === 13 || octet === 32);
}
