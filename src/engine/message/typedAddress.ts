/**
 * Addresses as delivery-status fields have them, with their type in front: `rfc822; ann@example.test`, or `utf-8; ...` for one that is
 * not ASCII (RFC 6533 §3), as it is where the part may hold UTF-8, else with `\x{FC}` for what is not ASCII. Encode and decode stand
 * together (property-tested). Pure; what is no typed address is undefined.
 */

export interface TypedAddress {
  /** Lower-case: `rfc822`, `utf-8`, or what a remote host has. */
  readonly type: string;
  readonly address: string;
}

/** `ascii` for message/delivery-status, `utf8` for message/global-delivery-status. */
export type Charset = 'ascii' | 'utf8';

/** An address of our own. */
export function typed(address: string): TypedAddress {
  return { type: isAscii(address) ? 'rfc822' : 'utf-8', address };
}

export function encodeAddress({ type, address }: TypedAddress, charset: Charset): string {
  if (type !== 'utf-8' && isAscii(address)) return `${type}; ${address}`;
  // QCHAR of RFC 6533 §3 has neither space nor backslash, plus or equals sign.
  const hidden = charset === 'ascii' ? /[^!-*,-<>-[\]-~]/gu : /[\p{Cc}\s\\]/gu;
  return `utf-8; ${address.replace(hidden, embedded)}`;
}

export function decodeAddress(text: string): TypedAddress | undefined {
  const [, type, rest = ''] = /^\s*([^\s;]+)\s*;\s*(.*?)\s*$/s.exec(text) ?? [];
  if (type === undefined || rest === '') return undefined;
  const lower = type.toLowerCase();
  // Some hosts put the path there, brackets and all.
  const bare = /^<(.+)>$/s.exec(rest)?.[1] ?? rest;
  return { type: lower, address: lower === 'utf-8' ? bare.replace(/\\x\{([0-9A-F]{2,6})\}/gi, character) : bare };
}

function embedded(character: string): string {
  const point = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return `\\x{${point.padStart(2, '0')}}`;
}

function character(raw: string, hex: string): string {
  const point = Number.parseInt(hex, 16);
  return point <= 0x10_ff_ff ? String.fromCodePoint(point) : raw;
}

export function isAscii(text: string): boolean {
  return !/[^\0-\x7f]/.test(text);
}
