/** Shapes of values that several settings have: each says in words what is wrong with a bad one. */
import * as v from 'valibot';

export const domain = v.pipe(
  v.string(),
  v.trim(),
  v.toLowerCase(),
  v.regex(/^(\*|(\*\.)?[^\s*@]+)$/, 'is not a domain, "*." wildcard or "*"'),
);
export const port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535));
export const positive = v.pipe(v.number(), v.minValue(0, 'must not be negative'));
export const atLeastOne = v.pipe(v.number(), v.integer(), v.minValue(1, 'must be at least 1'));
export const text = v.pipe(v.string(), v.trim(), v.minLength(1, 'must not be empty'));
export const atLeastZero = v.pipe(v.number(), v.integer(), v.minValue(0, 'must not be negative'));
export const network = v.pipe(
  v.string(),
  v.trim(),
  v.check(isNetwork, 'is not an address or a network such as 192.0.2.0/24'),
);
export const secret = v.pipe(
  v.string(),
  v.check(isReference, 'must be "${env:NAME}" or "${secret:NAME}": a password has no place in a file of settings'),
);

/** `${env:NAME}` or `${secret:NAME}`. */
export function isReference(text: string): boolean {
  return /^\$\{(?:env|secret):[\w.-]+\}$/.test(text);
}

function isNetwork(text: string): boolean {
  const [address, bits, more] = text.split('/');
  const four = v.is(v.pipe(v.string(), v.ipv4()), address);
  const longest = four ? 32 : v.is(v.pipe(v.string(), v.ipv6()), address) ? 128 : -1;
  const fits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= longest);
  return longest >= 0 && more === undefined && fits;
}
