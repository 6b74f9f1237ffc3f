/**
 * Files of the Ruby mail gem's `:file` delivery (Rails): one for each recipient, named by the address, to which each message is appended.
 * Newer gems write two line ends behind a message, older ones nothing at all, not even an end of its last line; so a message begins
 * where the header is that the gem always writes. Pure.
 */
import { isAddress } from '../message/pathLine';
import { asBuffer, earliestEnd, hasHeader, type Piece } from './piece';

const always = ['Date', 'From', 'Message-ID', 'Mime-Version'];
const beginning =
  /(?:Return-Path:[^\r\n]*\r?\n)?Date: [A-Z][a-z]{2}, [ \d]?\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}\r?\n/g;

/** The address a file is named by, without an extension that `:file` was told to add. */
export function addressOfFile(fileName: string): string | undefined {
  const name = fileName.replace(/\.(?:eml|txt|mail|msg|log)$/i, '');
  return name.includes('@') && isAddress(name) ? name : undefined;
}

export function looksLikeRails(bytes: Uint8Array, fileName: string): boolean {
  return addressOfFile(fileName) !== undefined && hasHeader(bytes, 0, always);
}

export function splitRails(bytes: Uint8Array, fileName: string): Piece[] {
  const receiver = addressOfFile(fileName);
  const pieces: Piece[] = [];
  for (let at = 0; at < bytes.length;) {
    const next = nextBeginning(bytes, at);
    const message = withoutTail(bytes.subarray(at, next));
    if (message.length > 0) pieces.push({ bytes: message, notes: [], ...(receiver !== undefined && { receiver }) });
    at = next;
  }
  return pieces;
}

function nextBeginning(bytes: Uint8Array, at: number): number {
  const from = earliestEnd(bytes, at);
  const text = asBuffer(bytes.subarray(from)).toString('latin1');
  for (const found of text.matchAll(beginning)) {
    if (hasHeader(bytes, from + found.index, always)) return from + found.index;
  }
  return bytes.length;
}

/** The two line ends behind a message are the gem's, not the message's. */
function withoutTail(message: Uint8Array): Uint8Array {
  const isOurs = asBuffer(message.subarray(-4)).toString('latin1') === '\r\n\r\n';
  return isOurs ? message.subarray(0, -4) : message;
}
