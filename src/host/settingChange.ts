/**
 * What a setting becomes when a person allows a domain, gives one a next hop, or trusts a certificate. Pure: takes the values there are and
 * returns the one to write; it is for the caller to ask first.
 */
import type { ExplainSettings, HopWords } from '../engine/explain/explanation';
import { governing } from '../engine/message/governing';

export interface SettingChange {
  /** Below `mailroot.`. */
  readonly name: 'allowedDomains' | 'remoteDomains' | 'smartHost';
  readonly value: unknown;
}

export function allowing(domain: string, { allowedDomains }: Pick<ExplainSettings, 'allowedDomains'>): SettingChange {
  return { name: 'allowedDomains', value: [...new Set([...allowedDomains, domain])] };
}

export function routing(
  domain: string,
  hop: string,
  { remoteDomains }: Pick<ExplainSettings, 'remoteDomains'>,
): SettingChange {
  return { name: 'remoteDomains', value: { ...remoteDomains, [domain]: hop } };
}

export interface Trusted {
  readonly domain: string;
  /** SHA-256. */
  readonly fingerprint: string;
  /** `host [address]:port`. */
  readonly nextHop: string;
}

/** Undefined where no setting names the host: its name came from DNS, or another setting has been made meanwhile. */
export function trusting(trusted: Trusted, settings: ExplainSettings): SettingChange | undefined {
  const by = governing(trusted.domain, settings);
  if (by.kind === 'remote') {
    const value = pinned(settings.remoteDomains[by.pattern], trusted);
    if (value === undefined) return undefined;
    return { name: 'remoteDomains', value: { ...settings.remoteDomains, [by.pattern]: value } };
  }
  if (by.kind !== 'smart-host') return undefined;
  const value = pinned(settings.smartHost, trusted);
  return value === undefined ? undefined : { name: 'smartHost', value };
}

type Hops = HopWords | readonly HopWords[];

function pinned(hops: Hops | undefined, trusted: Trusted): Hops | undefined {
  if (hops === undefined) return undefined;
  if (!isList(hops)) return namesHost(hops, trusted) ? withFingerprint(hops, trusted) : undefined;
  const found = hops.findIndex((hop) => namesHost(hop, trusted));
  return found < 0 ? undefined : hops.map((hop, i) => (i === found ? withFingerprint(hop, trusted) : hop));
}

function isList(hops: Hops): hops is readonly HopWords[] {
  return Array.isArray(hops);
}

function namesHost(hop: HopWords, { nextHop }: Trusted): boolean {
  const [name = ''] = nextHop.split(/ |:\d+$/);
  const hosts = typeof hop === 'string' ? [hop] : (hop.hosts ?? [hop.host ?? '']);
  return hosts.some((host) => hostName(host) === name.toLowerCase());
}

function hostName(host: string): string {
  return host
    .trim()
    .replace(/:\d+$/, '')
    .replace(/^\[(?:ipv6:)?(.*)\]$/i, '$1')
    .toLowerCase();
}

function withFingerprint(hop: HopWords, { fingerprint }: Trusted): HopWords {
  const given = typeof hop === 'string' ? { host: hop } : hop;
  const terms = typeof given.tls === 'object' ? given.tls : {};
  const tls: { readonly policy: string; readonly fingerprint: string } = { ...terms, policy: 'verified', fingerprint };
  return { ...given, tls };
}
