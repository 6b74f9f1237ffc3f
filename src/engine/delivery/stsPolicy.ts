/**
 * What a domain publishes about TLS to its exchangers (MTA-STS, RFC 8461): the record in the DNS, the policy, and which hosts it allows.
 * Pure: fetching and keeping are others'.
 */
import type { StsPolicy } from '../mailroot/stsPolicies';

/** The id of the one record that begins as it must (§3.1); with several, or none, there is no policy. */
export function stsId(records: readonly string[]): string | undefined {
  const ours = records.filter((record) => /^v=STSv1\s*;/.test(record));
  const [, id] = /;\s*id\s*=\s*([A-Za-z0-9]{1,32})\s*(?:;|$)/.exec(ours.length === 1 ? (ours[0] ?? '') : '') ?? [];
  return id;
}

export type ReadPolicy =
  | { readonly kind: 'policy'; readonly policy: Omit<StsPolicy, 'id' | 'fetchedAt'> }
  | { readonly kind: 'bad'; readonly why: string };

/** §3.1.1: a year and a bit. */
const longestSeconds = 31_557_600;

/** §3.2. Fields nobody knows are for later versions; of a field that is there twice the first counts, but for mx. */
export function readPolicy(text: string): ReadPolicy {
  const fields = text.split(/\r?\n/).flatMap((line) => {
    const [, name, value] = /^([A-Za-z0-9][\w.-]{0,31})[ \t]*:[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [{ name, value }];
  });
  const first = (wanted: string): string | undefined => fields.find(({ name }) => name === wanted)?.value;
  if (first('version') !== 'STSv1') return bad('it has no "version: STSv1"');
  const mode = (['enforce', 'testing', 'none'] as const).find((each) => each === first('mode'));
  if (mode === undefined) return bad('its mode is none of enforce, testing, none');
  const age = first('max_age') ?? '';
  if (!/^\d{1,10}$/.test(age)) return bad('it has no max_age');
  const mx = fields.filter(({ name }) => name === 'mx').map(({ value }) => value.toLowerCase().replace(/\.$/, ''));
  if (mode !== 'none' && mx.length === 0) return bad('it names no mx');
  return { kind: 'policy', policy: { mode, mx, maxAgeSeconds: Math.min(Number(age), longestSeconds) } };
}

function bad(why: string): ReadPolicy {
  return { kind: 'bad', why };
}

/** §4.1: a wildcard stands for one label, the leftmost. */
export function allows({ mx }: Pick<StsPolicy, 'mx'>, host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  const parent = name.slice(name.indexOf('.') + 1);
  return mx.some((pattern) => pattern === name || (pattern.startsWith('*.') && pattern.slice(2) === parent));
}

/** §5.1: what was fetched counts for as long as it says. */
export function isFresh({ fetchedAt, maxAgeSeconds }: StsPolicy, now: number): boolean {
  return now < fetchedAt + maxAgeSeconds * 1_000;
}
