/**
 * Says for a recipient where it goes, and why (message/governing has the rule): dropped here, handed to a next hop, to the exchangers of
 * its domain, or refused with the setting that would change it. Pure: settings in, decision out. Whether an address may be connected to is connection's guard.
 */
import { domainOf } from '../message/address';
import type { Category } from '../message/categoryTitles';
import { bestMatch, governing, type DomainSettings } from '../message/governing';
import type { NextHop } from './hop';
import { parseHops, type HopsSetting } from './hopSettings';

/** What decides for a domain, and what its next hops look like. */
export interface RouteSettings extends DomainSettings {
  readonly remoteDomains: Readonly<Record<string, HopsSetting>>;
  readonly smartHost: HopsSetting;
  /** IIS: attempt direct delivery before sending to the smart host. */
  readonly smartHostAfterDirect: boolean;
}

/** The attempt a simulated host is asked for: which one of which message (by the ENVID it will see), for whom. */
export interface AskedFor {
  readonly envid: string;
  readonly attempt: number;
  readonly sender: string;
  /** How far the clock of the message is ahead of the engine's. */
  readonly aheadMs: number;
}

/** The simulated remote host of an address under `sim.test`, or that a rule names, if the simulator runs. */
export type SimulatedHop = (address: string, about?: AskedFor) => NextHop | undefined;

export type Route =
  | { readonly kind: 'drop'; readonly why: string }
  /** The next hops in the order in which they are tried. */
  | { readonly kind: 'hops'; readonly hops: readonly NextHop[]; readonly why: string }
  | {
      readonly kind: 'mx';
      readonly domain: string;
      readonly mayLeave: boolean;
      readonly why: string;
      /** Tried when none of the exchangers can be spoken to. */
      readonly otherwise?: readonly NextHop[];
    }
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
    return { kind: 'hops', hops: [simulator], why: 'a simulated remote host (docs/simulator.md)' };
  const by = governing(domain, settings);
  switch (by.kind) {
    case 'local':
      return { kind: 'drop', why: `local by mailroot.localDomains "${by.pattern}"` };
    case 'remote': {
      const why = `mailroot.remoteDomains "${by.pattern}"`;
      const hops = parseHops(settings.remoteDomains[by.pattern] ?? '', { mayLeave: by.mayLeave, setting: why });
      return { kind: 'hops', hops, why };
    }
    case 'smart-host':
      return smartHost(domain, settings, by);
    case 'direct': {
      const why = 'mailroot.directDelivery: the mail exchangers of its domain';
      return { kind: 'mx', domain, mayLeave: by.mayLeave, why };
    }
    case 'none':
      return nowhere(domain);
  }
}

/** What a person calls the way out: the hosts in their order, or the domain whose exchangers are asked; nothing for what stays here. */
export function namesOf(route: Route): string[] {
  if (route.kind === 'hops') return route.hops.map(({ name }) => name);
  return route.kind === 'mx' ? [route.domain] : [];
}

/** The route that a person gave by hand: `Drop`, or a next hop. It may leave this machine only where the settings allow that domain. */
export function routeVia(address: string, via: string, settings: RouteSettings): Route {
  const why = 'asked for by hand';
  if (via.toLowerCase() === 'drop') return { kind: 'drop', why };
  const domain = domainOf(address);
  const named = Object.keys(settings.remoteDomains).filter((pattern) => pattern !== '*');
  const mayLeave = bestMatch(domain, [...settings.allowedDomains, ...named]) !== undefined;
  return { kind: 'hops', hops: parseHops(via, { mayLeave, setting: 'the route given by hand' }), why };
}

function smartHost(domain: string, settings: RouteSettings, { mayLeave }: { readonly mayLeave: boolean }): Route {
  const setting = 'mailroot.smartHost';
  const hops = parseHops(settings.smartHost, { mayLeave, setting });
  if (!settings.smartHostAfterDirect) return { kind: 'hops', hops, why: setting };
  const why = 'mailroot.smartHostAfterDirect: the mail exchangers of its domain, then mailroot.smartHost';
  return { kind: 'mx', domain, mayLeave, why, otherwise: hops };
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
