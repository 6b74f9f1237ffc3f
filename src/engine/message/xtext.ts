/**
 * xtext (RFC 3461 §4): how ENVID and ORCPT carry any octet in an ESMTP parameter. Encode and decode stand together (property-tested).
 * What is no xtext is taken as it stands: people write these lines by hand.
 */
/** `+` and two hex digits for every octet that is not printable ASCII, and for `+` and `=`. */
export function encodeXtext(text: string): string {
  if (/^[!-*,-<>-~]*$/.test(text)) return text;
  return [...Buffer.from(text, 'utf8')].map(encodeOctet).join('');
}

function encodeOctet(octet: number): string {
  const plain = octet > 0x20 && octet < 0x7f && octet !== 0x2b && octet !== 0x3d;
  return plain ? String.fromCharCode(octet) : `+${octet.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Octets above 127 are UTF-8, or Latin-1 when they are not valid UTF-8. */
export function decodeXtext(text: string): string {
  if (!text.includes('+')) return text;
  const octets = Buffer.from(text, 'utf8').toString('latin1');
  const decoded = octets.replace(/\+([0-9A-F]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  const bytes = Buffer.from(decoded, 'latin1');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
