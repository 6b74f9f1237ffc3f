/**
 * What is in the body of a part: its octets, decoded by the transfer encoding, and their number without decoding. Tolerant: what is
 * broken is skipped, as mail programs do; the rules say that it is.
 */
import { decodeCharset } from '../../engine/message/charset';
import { parameterText, readStructured } from './parameters';
import { fieldOf } from './fields';
import { isEncoded, type Part } from './part';
import { cut } from './span';

/** Octets of the body as they stand, encoded as the document is. */
export type Encode = (text: string) => Buffer;
export const asUtf8: Encode = (text) => Buffer.from(text, 'utf8');

export function decodedBody(text: string, part: Part, encode: Encode = asUtf8): Buffer {
  const body = cut(text, part.body);
  switch (part.encoding) {
    case 'base64':
      return Buffer.from(body, 'base64');
    case 'quoted-printable':
      return quotedPrintableDecoded(body, encode);
    default:
      return encode(body);
  }
}

/** RFC 2045 §6.7; octets above 127 are no part of the encoding and are left as they are. */
export function quotedPrintableDecoded(body: string, encode: Encode = asUtf8): Buffer {
  const pieces = body
    .split(/\r?\n/)
    .map(withoutLastBlanks)
    .join('\r\n')
    .replace(/=\r\n/g, '')
    .split(/((?:=[0-9A-Fa-f]{2})+)/);
  return Buffer.concat(
    pieces.map((piece, i) => (i % 2 === 0 ? encode(piece) : Buffer.from(piece.replace(/=/g, ''), 'hex'))),
  );
}

/** Blanks at the end of a line were put there on the way (RFC 2045 §6.7(3)). */
function withoutLastBlanks(line: string): string {
  let end = line.length;
  while (line.charCodeAt(end - 1) === 32 || line.charCodeAt(end - 1) === 9) end--;
  return line.slice(0, end);
}

/** Octets behind the transfer encoding. Exact for base64 and for what is not encoded. */
export function decodedSize(text: string, part: Part): number {
  if (part.encoding !== 'base64') return decodedBody(text, part).length;
  let signs = 0;
  for (let at = part.body.start; at < part.body.end; at++) if (isBase64(text.charCodeAt(at))) signs++;
  return Math.floor((signs * 3) / 4);
}

/** A-Z a-z 0-9 + /; padding does not count. */
function isBase64(code: number): boolean {
  const isLetter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return isLetter || (code >= 47 && code <= 57) || code === 43;
}

/** The text of a part of text; undefined when its charset is not known here. */
export function decodedText(text: string, part: Part, encode: Encode = asUtf8): string | undefined {
  if (!isEncoded(part.encoding)) return cut(text, part.body);
  return decodeCharset(charsetOf(part), decodedBody(text, part, encode));
}

/** Lower case; `us-ascii` where none is named (RFC 2046 §4.1.2). */
export function charsetOf(part: Part): string {
  return parameterText(part.type, 'charset')?.toLowerCase() ?? 'us-ascii';
}

/** The name a part would be saved under. */
export function fileNameOf(text: string, part: Part): string | undefined {
  const disposition = fieldOf(part.fields, 'content-disposition');
  const named = disposition && parameterText(readStructured(text, disposition.value), 'filename');
  return named ?? parameterText(part.type, 'name');
}

/** `12 B`, `3.4 KB`, `5.6 MB`. */
export function sizeText(octets: number): string {
  if (octets < 1_000) return `${octets} B`;
  const [value, unit] = octets < 1_000_000 ? [octets / 1_000, 'KB'] : [octets / 1_000_000, 'MB'];
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}
