/**
 * The shape of `mailroot.dkim`: who signs what leaves. What can't be used of it does not fall back to nothing, which would let mail leave
 * unsigned that was to be signed: its domain stays, without a key.
 */
import * as v from 'valibot';
import { isReference, text } from './shapes';

const dkimKey = v.strictObject({
  selector: v.pipe(v.string(), v.trim(), v.regex(/^[a-z0-9_](?:[\w.-]*\w)?$/i, 'is not a selector')),
  key: v.pipe(
    text,
    v.check(
      (given) => !given.includes('BEGIN'),
      'must be the path of a file, "${env:NAME}" or "${secret:NAME}": a key has no place in a file of settings',
    ),
    v.check((given) => !given.startsWith('${') || isReference(given), 'must be "${env:NAME}" or "${secret:NAME}"'),
  ),
});
const dkimKeys = v.lazy((given) =>
  Array.isArray(given) ? v.pipe(v.array(dkimKey), v.minLength(1, 'needs at least one key')) : dkimKey,
);
const signingDomain = v.pipe(
  v.string(),
  v.trim(),
  v.toLowerCase(),
  v.regex(/^[^\s*@.]+(?:\.[^\s*@.]+)+$/, 'is not a domain; it also speaks for those below it'),
);

export const dkim = v.record(signingDomain, dkimKeys);
export type DkimSettings = Readonly<Record<string, v.InferOutput<typeof dkimKeys>>>;

/** What stands in for a value that is not all good: the domains whose keys can't be used have none. */
export function usableDkim(raw: unknown): DkimSettings {
  if (typeof raw !== 'object' || raw === null) return {};
  const read = Object.entries(raw).map(([name, keys]) => {
    const found = v.safeParse(dkimKeys, keys);
    return [name.trim().toLowerCase(), found.success ? found.output : []] as const;
  });
  return Object.fromEntries(read);
}
