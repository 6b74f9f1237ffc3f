/**
 * Takes the transfer encoding off, piece by piece, so that what is decoded need not fit into memory. Gives the same octets as decoding it
 * as a whole (language/model/content), and is as tolerant.
 */
import { quotedPrintableDecoded } from '../../language/model/content';

export function decodedSteps(pieces: Iterable<Buffer>, encoding: string): Iterable<Buffer> {
  switch (encoding) {
    case 'base64':
      return base64Decoded(pieces);
    case 'quoted-printable':
      return linesDecoded(pieces);
    default:
      return pieces;
  }
}

/** Four signs are three octets: what is over waits for the next piece. Padding ends it, as everywhere in Node. */
function* base64Decoded(pieces: Iterable<Buffer>): Generator<Buffer, undefined> {
  let left = '';
  for (const piece of pieces) {
    const text = piece.toString('latin1');
    const padding = text.indexOf('=');
    const signs = left + (padding < 0 ? text : text.slice(0, padding)).replace(/[^A-Za-z0-9+/_-]+/g, '');
    const whole = padding < 0 ? signs.length - (signs.length % 4) : signs.length;
    yield Buffer.from(signs.slice(0, whole), 'base64');
    left = signs.slice(whole);
    if (padding >= 0) return;
  }
  yield Buffer.from(left, 'base64');
}

/** What the end of a piece means is known when the next one is there: `=` and what follows it, blanks, a carriage return. */
function* linesDecoded(pieces: Iterable<Buffer>): Generator<Buffer, undefined> {
  const asLatin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
  let left = '';
  for (const piece of pieces) {
    const text = left + piece.toString('latin1');
    const sure = sureEnd(text);
    yield quotedPrintableDecoded(text.slice(0, sure), asLatin1);
    left = text.slice(sure);
  }
  yield quotedPrintableDecoded(left, asLatin1);
}

/** Blanks without end are nobody's line: they are not waited for longer. */
const longestWait = 64_000;

function sureEnd(text: string): number {
  const line = text.lastIndexOf('\n') + 1;
  if (line > 0 && text.length - line < longestWait) return line;
  const last = blanksAt(text, text.length);
  let end = last;
  if (text[last - 1] === '=') end = last - 1;
  else if (last === text.length && text[last - 2] === '=') end = last - 2;
  end = blanksAt(text, end);
  return text.length - end > longestWait ? text.length : end;
}

/** Where the blanks that end there begin. */
function blanksAt(text: string, end: number): number {
  let at = end;
  while (at > 0 && ' \t\r'.includes(text.charAt(at - 1))) at--;
  return at;
}
