/**
 * What of a message takes part in a comparison. By meaning, what every sending makes anew (Date, Message-ID, boundaries, traces,
 * signatures) and how the octets were packed is left out; "everything" leaves out nothing. Pure.
 */

export type What = 'meaning' | 'everything';

export interface Wishes {
  readonly what: What;
  /** Names of further header fields that are left out. */
  readonly ignored?: readonly string[];
  /** What it matches is shown as `(masked)`: tokens in links, numbers of orders. */
  readonly mask?: RegExp;
}

/** Made anew by each sending, or on the way. */
const volatile = new Set([
  ...['date', 'message-id', 'received', 'x-received', 'return-path', 'delivered-to', 'received-spf'],
  ...['dkim-signature', 'domainkey-signature', 'authentication-results', 'x-mail-source'],
]);
const packing = new Set(['mime-version', 'content-transfer-encoding', 'content-id']);
/** Told with the structure of the message. */
const structural = new Set(['content-type', 'content-disposition']);

/** `key`: the name in lower case. */
export function takesPart(key: string, { what, ignored = [] }: Wishes): boolean {
  if (structural.has(key) || ignored.some((name) => name.toLowerCase() === key)) return false;
  return what === 'everything' || !(volatile.has(key) || packing.has(key) || key.startsWith('arc-'));
}

export function masked(text: string, { mask }: Wishes): string {
  return mask === undefined ? text : text.replace(mask, '(masked)');
}
