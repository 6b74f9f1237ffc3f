/**
 * Where secrets come from: `${env:NAME}` is a variable of the engine's process, `${secret:NAME}` was handed over by an editor and is kept in
 * memory only. Nothing else is a secret: a password that stands in a setting is refused there.
 */
export type Secrets = Readonly<Record<string, string>>;

export function secretBehind(reference: string, secrets: Secrets): string | undefined {
  const [, kind, name = ''] = /^\$\{(env|secret):([\w.-]+)\}$/.exec(reference) ?? [];
  if (kind === 'env') return process.env[name];
  return kind === 'secret' && Object.hasOwn(secrets, name) ? secrets[name] : undefined;
}

/** Several clients may hand over theirs; an empty one is forgotten. */
export function withSecrets(known: Secrets, given: Secrets = {}): Secrets {
  const all = Object.entries({ ...known, ...given });
  return Object.fromEntries(all.filter(([, value]) => value !== ''));
}
