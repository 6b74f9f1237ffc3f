/** Text and octets as quoted-printable (RFC 2045 §6.7) and base64 (§6.8), in lines that fit. Pure; decoding is model/content's. */
import type { Encode } from '../model/content';

const longestLine = 76;

/** Lines of base64, without a line end behind the last. */
export function base64Lines(bytes: Uint8Array, eol: string): string {
  const signs = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  return (signs.match(/.{1,76}/g) ?? []).join(eol);
}

/** Line breaks of the text stay line breaks. */
export function quotedPrintable(text: string, eol: string, encode: Encode): string {
  return text
    .split(/\r?\n/)
    .map((line) => wrapped(units(line, encode), eol))
    .join(eol);
}

/** What must not be broken: a plain character, or the `=XX` of an octet. A blank at the end of a line would be lost. */
function units(line: string, encode: Encode): string[] {
  const bytes = encode(line);
  const last = bytes.length - 1;
  return [...bytes].map((octet, i) => {
    const plain = octet >= 33 && octet <= 126 && octet !== 61;
    const blank = (octet === 32 || octet === 9) && i < last;
    return plain || blank ? String.fromCharCode(octet) : hex(octet);
  });
}

export function hex(octet: number): string {
  return `=${octet.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Soft line breaks (`=` at the end); a dot that would stand first on a line, and the From of an mbox, are encoded. */
function wrapped(all: readonly string[], eol: string): string {
  const lines: string[] = [];
  let line = '';
  all.forEach((unit, i) => {
    const room = i === all.length - 1 ? longestLine : longestLine - 1;
    if (line.length + unit.length > room) {
      lines.push(`${line}=`);
      line = '';
    }
    line += line === '' && unit === '.' ? hex(46) : unit;
  });
  return [...lines, line].map((each) => each.replace(/^From /, '=46rom ')).join(eol);
}
