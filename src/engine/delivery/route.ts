/**
 * Says for a recipient where it goes, and why: dropped here, handed to a next hop, to the exchangers of its domain, or refused with
 * the setting that would change it. Pure: settings in, decision out. Whether an address may be connected to is smtpClient's guard.
 */
import { domainOf } from '../message/address';
import type { Category } from '../message/categories';
import type { NextHop } from './hop';

/** A next hop as the settings have it (`"host"`, `"host:port"`, `"[ip]:port"` or an object). */
export type HopSetting =
  string | { readonly host: string; readonly port?: number | undefined; readonly tls?: NextHop['tls'] | undefined };

export interface RouteSettings {
  readonly localDomains: readonly string[];
  readonly remoteDomains: Readonly<Record<string, HopSetting>>;
  readonly allowedDomains: readonly string[];
  readonly smartHost: HopSetting;
  readonly directDelivery: boolean;
}

/** The simulated remote host of an address under `sim.test`, if the simulator runs. */
export type SimulatedHop = (address: string) => NextHop | undefined;

export type Route =
  | { readonly kind: 'drop'; readonly why: string }
  | { readonly kind: 'hop'; readonly hop: NextHop; readonly why: string }
  | { readonly kind: 'mx'; readonly domain: string; readonly mayLeave: boolean; readonly why: string }
  | {
      readonly kind: 'refused';
      readonly category: Category;
      readonly status: string;
      readonly text: string;
      readonly setting: string;
    };

export function route(address: string, settings: RouteSettings, simulated: SimulatedHop): Route {
  const domain = domainOf(address);
  const simulator = simulated(address);
  if (simulator !== undefined)
    return { kind: 'hop', hop: simulator, why: 'a simulated remote host (docs/simulator.md)' };
  const local = bestMatch(domain, settings.localDomains);
  const remote = bestMatch(domain, Object.keys(settings.remoteDomains));
  if (remote !== undefined && (local === undefined || specificity(remote) >= specificity(local))) {
    return remoteRoute(settings, remote);
  }
  if (local !== undefined) return { kind: 'drop', why: `local by mailroot.localDomains "${local}"` };
  return elsewhere(domain, settings);
}

function remoteRoute(settings: RouteSettings, pattern: string): Route {
  const setting = settings.remoteDomains[pattern] ?? '';
  // Naming a domain in remoteDomains is the user's leave to send to it; "*" names none.
  const mayLeave = pattern !== '*' || settings.allowedDomains.includes('*');
  return { kind: 'hop', hop: parseHop(setting, mayLeave), why: `mailroot.remoteDomains "${pattern}"` };
}

function elsewhere(domain: string, settings: RouteSettings): Route {
  const allowed = bestMatch(domain, settings.allowedDomains) !== undefined;
  if (settings.smartHost !== '') {
    return { kind: 'hop', hop: parseHop(settings.smartHost, allowed), why: 'mailroot.smartHost' };
  }
  if (settings.directDelivery) {
    return { kind: 'mx', domain, mayLeave: allowed, why: 'mailroot.directDelivery: the mail exchangers of its domain' };
  }
  return {
    kind: 'refused',
    category: 'no-route',
    status: '5.4.4',
    text:
      `No route to ${domain === '' ? 'an address without a domain' : domain}: it is not in mailroot.localDomains, ` +
      'has no next hop in mailroot.remoteDomains, and neither mailroot.smartHost nor mailroot.directDelivery is set.',
    setting: 'mailroot.remoteDomains',
  };
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

/** `"mx.test:2526"` → host and port; port 25 when none is given; `[::1]` and `[192.0.2.1]` keep DNS out of it. */
export function parseHop(setting: HopSetting, mayLeave: boolean): NextHop {
  const given = typeof setting === 'string' ? { host: setting } : setting;
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(given.host.trim()) ?? [];
  const host = bracketed?.replace(/^ipv6:/i, '') ?? plain ?? given.host;
  return {
    name: host,
    host,
    port: given.port ?? (port === undefined ? 25 : Number(port)),
    tls: given.tls ?? 'opportunistic',
    mayLeave,
  };
}
