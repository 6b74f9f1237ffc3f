/**
 * Which setting decides where mail for a domain goes, and whether it may leave this machine. What is made of it (a next hop, a Drop file,
 * an explanation) is others'. Pure.
 */

/** The settings that decide it; what a next hop looks like does not matter here. */
export interface DomainSettings {
  readonly localDomains: readonly string[];
  readonly remoteDomains: Readonly<Record<string, unknown>>;
  readonly allowedDomains: readonly string[];
  /** Off when `''`. */
  readonly smartHost: unknown;
  readonly directDelivery: boolean;
}

export type Governing =
  | { readonly kind: 'local'; readonly pattern: string }
  | { readonly kind: 'remote'; readonly pattern: string; readonly mayLeave: boolean }
  | { readonly kind: 'smart-host'; readonly mayLeave: boolean }
  | { readonly kind: 'direct'; readonly mayLeave: boolean }
  /** No setting says anything. */
  | { readonly kind: 'none' };

/** The more exact of local and remote wins, and of two equals the remote. What is neither goes to the smart host, else direct. */
export function governing(domain: string, settings: DomainSettings): Governing {
  const local = bestMatch(domain, settings.localDomains);
  const remote = bestMatch(domain, Object.keys(settings.remoteDomains));
  if (remote !== undefined && (local === undefined || specificity(remote) >= specificity(local))) {
    // Naming a domain in remoteDomains is the user's leave to send to it; "*" names none.
    const mayLeave = remote !== '*' || bestMatch(domain, settings.allowedDomains) !== undefined;
    return { kind: 'remote', pattern: remote, mayLeave };
  }
  if (local !== undefined) return { kind: 'local', pattern: local };
  const mayLeave = bestMatch(domain, settings.allowedDomains) !== undefined;
  if (settings.smartHost !== '') return { kind: 'smart-host', mayLeave };
  return settings.directDelivery ? { kind: 'direct', mayLeave } : { kind: 'none' };
}

/** The pattern that fits best: the exact domain, then the longest `*.` wildcard (which does not fit the domain itself), then `*`. */
export function bestMatch(domain: string, patterns: readonly string[]): string | undefined {
  let best: string | undefined;
  for (const pattern of patterns) {
    if (fits(domain, pattern) && (best === undefined || specificity(pattern) > specificity(best))) best = pattern;
  }
  return best;
}

function fits(domain: string, pattern: string): boolean {
  if (pattern === '*') return true;
  if (pattern.startsWith('*.')) return domain.endsWith(pattern.slice(1)) && domain.length > pattern.length - 1;
  return domain === pattern;
}

/** Exact before any wildcard, a longer wildcard before a shorter, `*` last. */
function specificity(pattern: string): number {
  if (pattern === '*') return 0;
  return pattern.startsWith('*.') ? pattern.length : 1_000 + pattern.length;
}
