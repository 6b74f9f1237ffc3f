/** Octets in a named charset as text, for a person to read. An unknown charset is an answer (undefined), not an error. */

/** windows-1252 0x80-0x9F, which TextDecoder reads wrongly in several Node 20, 22 and 24 releases. */
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

export function decodeCharset(charset: string, bytes: Buffer): string | undefined {
  if (['windows-1252', 'cp1252', 'iso-8859-1', 'latin1', 'us-ascii'].includes(charset)) {
    return bytes.toString('latin1').replace(/[\u0080-\u009f]/g, (c) => windows1252[c.charCodeAt(0) - 0x80] ?? c);
  }
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return undefined;
  }
}
