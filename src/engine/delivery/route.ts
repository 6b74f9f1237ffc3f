/**
 * Says for a recipient where it goes, and why (message/governing has the rule): dropped here, handed to a next hop, to the exchangers of its domain, or refused with
 * the setting that would change it. Pure: settings in, decision out. Whether an address may be connected to is smtpClient's guard.
 */
import { domainOf } from '../message/address';
import type { Category } from '../message/categories';
import { bestMatch, governing } from '../message/governing';
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
  const by = governing(domain, settings);
  switch (by.kind) {
    case 'local':
      return { kind: 'drop', why: `local by mailroot.localDomains "${by.pattern}"` };
    case 'remote': {
      const hop = parseHop(settings.remoteDomains[by.pattern] ?? '', by.mayLeave);
      return { kind: 'hop', hop, why: `mailroot.remoteDomains "${by.pattern}"` };
    }
    case 'smart-host':
      return { kind: 'hop', hop: parseHop(settings.smartHost, by.mayLeave), why: 'mailroot.smartHost' };
    case 'direct': {
      const why = 'mailroot.directDelivery: the mail exchangers of its domain';
      return { kind: 'mx', domain, mayLeave: by.mayLeave, why };
    }
    case 'none':
      return nowhere(domain);
  }
}

/** The route that a person gave by hand: `Drop`, or a next hop. It may leave this machine only where the settings allow that domain. */
export function routeVia(address: string, via: string, settings: RouteSettings): Route {
  const why = 'asked for by hand';
  if (via.toLowerCase() === 'drop') return { kind: 'drop', why };
  const domain = domainOf(address);
  const named = Object.keys(settings.remoteDomains).filter((pattern) => pattern !== '*');
  const mayLeave = bestMatch(domain, [...settings.allowedDomains, ...named]) !== undefined;
  return { kind: 'hop', hop: parseHop(via, mayLeave), why };
}

function nowhere(domain: string): Route {
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
