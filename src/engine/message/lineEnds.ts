/**
 * Lines of a message as SMTP wants them: each ended by CRLF (RFC 5321 §2.3.8), and how long the longest is. Pure functions on bytes.
 */
const CR = 13;
const LF = 10;

/** Bare LF and bare CR become CRLF, and so does a missing last one; bytes that are right already are returned as they are. */
export function crlf(bytes: Buffer): Buffer {
  const last = bytes.at(-1);
  const unended = last !== undefined && last !== LF && last !== CR;
  const bare = countBare(bytes);
  if (bare === 0 && !unended) return bytes;
  const out = Buffer.allocUnsafe(bytes.length + bare + (unended ? 2 : 0));
  let at = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (isBare(bytes, i)) {
      out[at++] = CR;
      out[at++] = LF;
    } else out[at++] = bytes[i] ?? 0;
  }
  if (unended) out.write('\r\n', at, 'latin1');
  return out;
}

function countBare(bytes: Uint8Array): number {
  let bare = 0;
  for (let i = 0; i < bytes.length; i++) if (isBare(bytes, i)) bare++;
  return bare;
}

function isBare(bytes: Uint8Array, i: number): boolean {
  if (bytes[i] === LF) return bytes[i - 1] !== CR;
  return bytes[i] === CR && bytes[i + 1] !== LF;
}

/** Octets of a line without its CRLF (RFC 5322 §2.1.1). */
export const maxLineOctets = 998;

export interface LongLine {
  /** Counted from 1. */
  readonly line: number;
  readonly octets: number;
}

/** The first line that is longer than a line may be, in bytes whose lines end with CRLF. */
export function firstLongLine(bytes: Uint8Array): LongLine | undefined {
  let line = 1;
  for (let at = 0; at < bytes.length; line++) {
    const end = bytes.indexOf(LF, at);
    const octets = (end < 0 ? bytes.length : end - 1) - at;
    if (octets > maxLineOctets) return { line, octets };
    if (end < 0) break;
    at = end + 1;
  }
  return undefined;
}
