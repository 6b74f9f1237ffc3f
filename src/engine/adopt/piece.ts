/**
 * What the splitters cut a foreign file into, and what they know alike about where a message can begin and where it can not end. Pure.
 */
import { headerValue, readHeaders } from '../message/headers';

/** One message out of a foreign file. */
export interface Piece {
  readonly bytes: Uint8Array;
  /** The one recipient it is for, where the spool knows it and the message does not say it. */
  readonly receiver?: string;
  /** What a person should know about it, one sentence each. */
  readonly notes: readonly string[];
}

/** Far enough for any header; a file of gigabytes is not searched for the end of one. */
const headerOctets = 262_144;

/** Whether the header block at `at` has all of these fields. */
export function hasHeader(bytes: Uint8Array, at: number, names: readonly string[]): boolean {
  const block = readHeaders(bytes.subarray(at, at + headerOctets));
  return names.every((name) => headerValue(block, name) !== undefined);
}

/** A message that begins at `at` does not end before this: not in its header, and a multipart not before its closing delimiter. */
export function earliestEnd(bytes: Uint8Array, at: number): number {
  const block = readHeaders(bytes.subarray(at, at + headerOctets));
  const body = at + block.bodyAt;
  const boundary = boundaryOf(headerValue(block, 'Content-Type') ?? '');
  if (boundary === undefined) return body;
  const closing = Buffer.from(`\n--${boundary}--`, 'latin1');
  const found = asBuffer(bytes).indexOf(closing, body - 1);
  return found < 0 ? body : found + closing.length;
}

function boundaryOf(contentType: string): string | undefined {
  if (!/^\s*multipart\//i.test(contentType)) return undefined;
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType) ?? [];
  return quoted ?? plain;
}

export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
