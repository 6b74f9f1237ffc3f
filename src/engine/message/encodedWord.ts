/**
 * Decodes RFC 2047 encoded words (`=?utf-8?Q?caf=C3=A9?=`) for a person to read. A word in an unknown charset or with broken
 * encoding is left as it stands. Writes none: what we compose is nodemailer's.
 */
import { decodeCharset } from './charset';

const wordShape = /=\?([^?\s]+)\?([bq])\?([^?\s]*)\?=/gi;

export function decodeWords(text: string): string {
  if (!text.includes('=?')) return text;
  // Blanks between two encoded words are not part of the text (RFC 2047 §6.2); neighbours may share a multi-byte character.
  const joined = text.replace(/(=\?[^?\s]+\?[bq]\?[^?\s]*\?=)[ \t]+(?==\?[^?\s]+\?[bq]\?[^?\s]*\?=)/gi, '$1');
  return joined.replace(/(?:=\?[^?\s]+\?[bq]\?[^?\s]*\?=)+/gi, decodeRun);
}

/** Neighbouring words of one charset are decoded as one run of bytes. */
function decodeRun(run: string): string {
  const words = [...run.matchAll(wordShape)].map((match) => {
    const [raw, charset = '', kind = '', payload = ''] = match;
    return { raw, charset: charset.split('*')[0]?.toLowerCase() ?? '', bytes: unpack(kind, payload) };
  });
  let text = '';
  for (let i = 0; i < words.length;) {
    const charset = words[i]?.charset ?? '';
    const start = i;
    while (words[i]?.charset === charset) i++;
    const same = words.slice(start, i);
    const decoded = decodeCharset(charset, Buffer.concat(same.map((word) => word.bytes)));
    text += decoded ?? same.map((word) => word.raw).join(' ');
  }
  return text;
}

function unpack(kind: string, payload: string): Buffer {
  if (kind.toLowerCase() === 'b') return Buffer.from(payload, 'base64');
  const plain = payload
    .replace(/_/g, ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(plain, 'latin1');
}
