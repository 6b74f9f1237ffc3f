/** A stretch of text in an encoding of mail, and back. Pure; what can't be decoded is an answer, not a guess. */
import { decodeCharset } from '../../engine/message/charset';
import { decodeWords } from '../../engine/message/encodedWord';
import { quotedPrintableDecoded } from '../model/content';
import { encodeHeaderText } from './encodeWords';
import { base64Lines, quotedPrintable } from './transferEncoding';

export const encodings = ['quoted-printable', 'base64', 'encoded-word'] as const;
export type SelectionEncoding = (typeof encodings)[number];

/** In UTF-8. */
export function encodedSelection(text: string, to: SelectionEncoding, eol: string): string {
  switch (to) {
    case 'quoted-printable':
      return quotedPrintable(text, eol, (line) => Buffer.from(line, 'utf8'));
    case 'base64':
      return base64Lines(Buffer.from(text.replace(/\r\n|\r|\n/g, '\r\n'), 'utf8'), eol);
    case 'encoded-word':
      return encodeHeaderText(text);
  }
}

export type DecodedSelection =
  | { readonly kind: 'decoded'; readonly text: string; readonly from: SelectionEncoding }
  | { readonly kind: 'not-encoded' }
  | { readonly kind: 'not-text'; readonly from: SelectionEncoding };

/** By what it looks like; `encoding` and `charset` are those of the part it stands in. */
export function decodedSelection(
  text: string,
  { encoding, charset }: { encoding: string; charset: string },
): DecodedSelection {
  if (/=\?[^?\s]+\?[bq]\?[^?\s]*\?=/i.test(text)) {
    const decoded = decodeWords(text.replace(/\r?\n(?=[ \t])/g, ''));
    return decoded === text
      ? { kind: 'not-text', from: 'encoded-word' }
      : { kind: 'decoded', text: decoded, from: 'encoded-word' };
  }
  const from = encoding !== 'quoted-printable' && isBase64(text) ? 'base64' : 'quoted-printable';
  if (from === 'quoted-printable' && !/=(?:[0-9A-Fa-f]{2}|\r?\n)/.test(text)) return { kind: 'not-encoded' };
  const bytes = from === 'base64' ? Buffer.from(text, 'base64') : quotedPrintableDecoded(text);
  const decoded = asText(bytes, charset);
  return decoded === undefined ? { kind: 'not-text', from } : { kind: 'decoded', text: decoded, from };
}

/** Long enough not to be a word, and with nothing else in it. */
function isBase64(text: string): boolean {
  const signs = text.replace(/\s+/g, '');
  return signs.length >= 4 && signs.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(signs);
}

function asText(bytes: Buffer, charset: string): string | undefined {
  const known = charset === 'us-ascii' ? 'utf-8' : charset;
  const text = known === 'utf-8' ? strictUtf8(bytes) : decodeCharset(known, bytes);
  // eslint-disable-next-line no-control-regex -- octets of a picture are no text, whatever the charset
  return text === undefined || /[\u0000-\u0008\u000e-\u001a]/.test(text) ? undefined : text.replace(/\r\n/g, '\n');
}

function strictUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
