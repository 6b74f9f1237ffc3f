/**
 * What would leave this machine: of a message, who would be refused because their domain is not allowed; of the settings, for which domains
 * mail can leave at all. Pure: takes the engine's foresight, or the settings.
 */
import type { EngineConfig } from '../engine/config';
import { domainOf } from '../engine/message/domain';
import { governing } from '../engine/message/governing';
import type { ForeseenHost, RouteAnswer, Way } from '../engine/routeAnswer';

/** Envelope recipients whom mail would have to leave for, and may not. */
export interface HeldBack {
  readonly recipients: readonly string[];
  readonly domains: readonly string[];
  /** The hosts it would go to, as people read them: `relay.test port 587`, `the mail exchangers of far.test`. */
  readonly hosts: readonly string[];
}

/** Undefined when nobody is held back. */
export function heldBackOf({ recipients }: Pick<RouteAnswer, 'recipients'>): HeldBack | undefined {
  const held = recipients.filter(({ way }) => isHeldBack(way));
  if (held.length === 0) return undefined;
  return {
    recipients: held.map(({ address }) => address),
    domains: [...new Set(held.map(({ address }) => domainOf(address)))],
    hosts: [...new Set(held.flatMap(({ way }) => hostsOf(way)))],
  };
}

function isHeldBack(way: Way): boolean {
  if (way.kind !== 'hosts' || way.hosts.some(({ access }) => access.kind === 'open')) return false;
  const exchangers = way.exchangers?.kind === 'not-asked' && !way.exchangers.mayGo;
  return exchangers || way.hosts.some(isBarred);
}

function isBarred({ access }: ForeseenHost): boolean {
  return access.kind === 'held-back' || (access.kind === 'not-asked' && !access.mayGo);
}

function hostsOf(way: Way): string[] {
  if (way.kind !== 'hosts') return [];
  const exchangers = way.exchangers === undefined ? [] : [`the mail exchangers of ${way.exchangers.domain}`];
  return [...exchangers, ...way.hosts.filter(isBarred).map(({ name, port }) => `${name} port ${port}`)];
}

type Settings = Pick<
  EngineConfig,
  'localDomains' | 'remoteDomains' | 'allowedDomains' | 'smartHost' | 'directDelivery' | 'rehearsalRecipient'
>;

/** The domains and patterns that mail can leave for; `*` is any. */
export function canLeaveTo(settings: Settings): string[] {
  const named = Object.entries(settings.remoteDomains).flatMap(([pattern, hops]) =>
    pattern !== '*' && leadsOut(hops) ? [pattern] : [],
  );
  const allowed = settings.allowedDomains.filter((pattern) => {
    const by = governing(pattern.replace('*', 'any'), settings);
    if (by.kind === 'smart-host') return leadsOut(settings.smartHost);
    if (by.kind === 'remote') return leadsOut(settings.remoteDomains[by.pattern] ?? '');
    return by.kind === 'direct';
  });
  return [...new Set([...named, ...allowed])];
}

/** Whether any of the hosts may be another machine: what is not this one by its name. */
function leadsOut(hops: EngineConfig['smartHost']): boolean {
  const all = Array.isArray(hops) ? (hops as readonly unknown[]) : [hops];
  return all
    .flatMap(namesOf)
    .some((name) => !/^(?:(?:.+\.)?localhost|127\.[\d.]+|\[?(?:ipv6:)?::1\]?)(?::\d+)?$/i.test(name));
}

function namesOf(hop: unknown): string[] {
  if (typeof hop === 'string') return [hop];
  if (typeof hop !== 'object' || hop === null) return [];
  const { host, hosts = [] } = hop as { readonly host?: string; readonly hosts?: readonly string[] };
  return host === undefined ? [...hosts] : [host];
}

/** One sentence for the status item; undefined while nothing can leave. */
export function leavingWords(settings: Settings): string | undefined {
  const domains = canLeaveTo(settings);
  if (domains.length === 0) return undefined;
  const whom = domains.includes('*') ? 'any domain' : domains.slice(0, 8).join(', ');
  const more = domains.length > 8 && !domains.includes('*') ? ` and ${domains.length - 8} more` : '';
  const rehearsal =
    settings.rehearsalRecipient === '' ? '' : ` In this rehearsal, all of it goes to ${settings.rehearsalRecipient}.`;
  return `Mail can leave this machine for ${whom}${more}.${rehearsal}`;
}
