/**
 * The answer of a route dry run in words: a headline for each recipient, and facts below it, the same for the command line, the editor's page
 * and hovers. How they are drawn is the reader's. Pure.
 */
import type { Access, ForeseenHost, Obstacle, RouteAnswer, Way } from '../routeAnswer';

export interface RouteSection {
  /** Recipients that go the same way. */
  readonly addresses: readonly string[];
  /** One sentence without a full stop: `Captured in Drop`, `Handed to mx.example.com port 25`. */
  readonly headline: string;
  /** Whether mail for it would be taken somewhere. */
  readonly goes: boolean;
  readonly facts: readonly Fact[];
  readonly hosts: readonly HostSection[];
}

export interface HostSection {
  /** `mx.example.com port 25`. */
  readonly title: string;
  readonly facts: readonly Fact[];
}
export type Fact = readonly [name: string, value: string];

/** One for each way, in the order of the recipients. */
export function routeSections({ recipients }: RouteAnswer): RouteSection[] {
  const groups = new Map<string, { way: Way; addresses: string[] }>();
  for (const { address, way } of recipients) {
    const key = JSON.stringify(way);
    const group = groups.get(key) ?? { way, addresses: [] };
    group.addresses.push(address);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ way, addresses }) => {
    const hosts = way.kind === 'hosts' ? way.hosts.map((host) => hostSection(host, way.why)) : [];
    return { addresses, headline: headline(way), goes: goes(way), facts: factsOf(way), hosts };
  });
}

const most = 10;

/** The recipients of a section, those beyond the tenth as a number. */
export function addressWords({ addresses }: Pick<RouteSection, 'addresses'>): string {
  const more = addresses.length - most;
  return `${addresses.slice(0, most).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Whether there is a host or a folder that mail would be taken to. */
export function goes(way: Way): boolean {
  if (way.kind === 'drop') return true;
  if (way.kind === 'refused') return false;
  if (way.exchangers?.kind === 'not-asked' && way.exchangers.mayGo) return true;
  return way.hosts.some((host) => mayReach(host) && mayLogIn(host));
}

function mayReach({ access }: ForeseenHost): boolean {
  return access.kind === 'open' || (access.kind === 'not-asked' && access.mayGo);
}

/** Mail for a host whose password is missing is delayed before anybody is connected to. */
function mayLogIn({ login }: ForeseenHost): boolean {
  return login?.isKnown !== false;
}

export function headline(way: Way): string {
  switch (way.kind) {
    case 'drop':
      return 'Captured in Drop';
    case 'refused':
      return 'Refused: no route';
    case 'hosts':
      return hostsHeadline(way);
  }
}

type HostsWay = Extract<Way, { kind: 'hosts' }>;

function hostsHeadline(way: HostsWay): string {
  const [first, ...more] = way.hosts;
  if (first === undefined) return exchangersHeadline(way);
  const others = more.length === 0 ? '' : `, else to ${more.map(({ name }) => name).join(', ')}`;
  const host = `${title(first)}${others}`;
  const kind = first.simulated === undefined ? '' : 'a simulated host, ';
  if (goes(way)) return `Handed to ${kind}${host}`;
  if (way.hosts.some(mayReach)) return `Delayed: the engine does not have the password for ${kind}${host}`;
  const lost = way.hosts.every(({ access }) => access.kind === 'unresolved');
  return lost ? `Not delivered: no address is known of ${kind}${host}` : `Nothing would be sent to ${kind}${host}`;
}

function exchangersHeadline({ exchangers }: HostsWay): string {
  if (exchangers === undefined) return 'No host is known';
  return exchangers.kind === 'not-asked'
    ? `To the mail exchangers of ${exchangers.domain}, which were not looked up`
    : `No mail exchanger of ${exchangers.domain} can be had`;
}

function title({ name, port }: ForeseenHost): string {
  return `${name} port ${port}`;
}

function factsOf(way: Way): Fact[] {
  if (way.kind === 'refused') return [['Why', `${way.status} ${way.text}`]];
  const why: Fact = ['Why', way.why];
  if (way.kind === 'drop' || way.exchangers === undefined) return [why];
  const { exchangers } = way;
  switch (exchangers.kind) {
    case 'found':
      return [
        why,
        ['Exchangers', `those the DNS names for ${exchangers.domain}, in their order`],
        ...termFacts(exchangers),
      ];
    case 'trouble':
      return [why, ['Exchangers', `${exchangers.status} ${exchangers.text}`], ...termFacts(exchangers)];
    case 'not-asked':
      return [why, ['Exchangers', exchangers.why]];
  }
}

function termFacts({ terms }: { readonly terms: readonly string[] }): Fact[] {
  return terms.map((text) => ['Policy', text] as const);
}

function hostSection(host: ForeseenHost, why: string): HostSection {
  const { setting, helo, simulated } = host;
  return {
    title: title(host),
    facts: [
      ['Access', accessWords(host.access)],
      ...(simulated === undefined ? [] : [['Simulated', faultWords(simulated)] as const]),
      ['TLS', tlsWords(host)],
      ...(host.login === undefined ? [] : [['Logs in as', loginWords(host.login)] as const]),
      ...(helo === undefined ? [] : [['Greets with', 'HELO, so without any extension'] as const]),
      ['Time limits', timeWords(host.timeouts)],
      ...(setting === undefined || setting === why ? [] : [['Setting', setting] as const]),
    ],
  };
}

function accessWords(access: Access): string {
  switch (access.kind) {
    case 'open':
      return `${access.leaves ? 'may leave this machine, to' : 'this machine,'} ${access.addresses.join(', ')}`;
    case 'held-back':
    case 'self':
      return `${access.text} The setting is ${access.setting}.`;
    case 'unresolved':
      return access.text;
    case 'not-asked':
      return access.why;
  }
}

function faultWords({ label = '', by, does }: NonNullable<ForeseenHost['simulated']>): string {
  if (does.length === 0) return 'the host accepts the message';
  const who = by === 'rule' ? `rule "${label}"` : `"${label}" in the address`;
  return `${who}: the host ${does.join('; ')}`;
}

const policies = {
  off: 'never',
  opportunistic: 'where the host offers it; its certificate is not looked at',
  required: 'always; its certificate is not looked at',
  verified: 'always, verified',
} as const;

const demanded = {
  enforce: ', as the MTA-STS policy of the domain demands',
  testing: '; what would not pass its MTA-STS policy, which is being tested, is told',
} as const;

function tlsWords({ tls: { policy, implicit, against, sts } }: ForeseenHost): string {
  const words = `${policies[policy]}${sts === undefined ? '' : demanded[sts]}`;
  const held = against === undefined ? '' : `; its certificate is held against ${against}`;
  return `${words}${held}${implicit ? '; from the first octet' : ''}`;
}

function loginWords({ user, method, from, isKnown }: NonNullable<ForeseenHost['login']>): string {
  const how = method === undefined ? '' : ` (${method})`;
  const where =
    isKnown === undefined
      ? `a token printed by ${from}, which was not run for this`
      : `password from ${from}, ${isKnown ? 'which the engine has' : 'which the engine does not have'}`;
  return `${user}${how}, ${where}`;
}

function timeWords(timeouts: ForeseenHost['timeouts']): string {
  return Object.entries(timeouts)
    .map(([name, ms]) => `${name.replace(/Ms$/, '')} ${ms / 1_000} s`)
    .join(', ');
}

export function obstacleWords({ kind, text, setting }: Obstacle): string {
  const words = {
    refused: 'Refused',
    stays: 'Stays in Pickup',
    held: 'Would be held',
    delayed: 'Delayed',
    note: 'Note',
  }[kind];
  return `${words}: ${text}${setting === undefined || text.includes(setting) ? '' : ` (${setting})`}`;
}

/** Where the envelope is from; nothing where only addresses were asked about. */
export function envelopeWords({ sender, envelope }: RouteAnswer): string | undefined {
  if (sender === undefined) return undefined;
  return `From ${sender === '' ? '<>' : sender}${envelope === undefined ? '' : ` (${envelope})`}`;
}

/** Who would sign it; nothing where that is not known, or is told as an obstacle. */
export function signingFacts({ signing }: RouteAnswer): Fact[] {
  if (signing?.kind !== 'signers') return [];
  if (signing.signers.length === 0)
    return [['Signed with DKIM', 'by nobody: no key in mailroot.dkim is for the domain of its From']];
  return signing.signers.map(({ domain, selector, algorithm, from }) => [
    'Signed with DKIM',
    `for ${domain}, selector ${selector}, ${algorithm}, key from ${from} (mailroot.dkim)`,
  ]);
}

/** What holds for all of it, each with its setting. */
export function limitFacts({ limits }: RouteAnswer): Fact[] {
  const { recipientsPerTransaction, connectionsPerHost, messagesPerConnection, deadlineMinutes } = limits;
  const { retryMinutes, expirationHours } = limits;
  return [
    ['Recipients in a transaction', `${recipientsPerTransaction} (mailroot.maxRecipientsPerMessage)`],
    ['Connections to a host', `${connectionsPerHost} (mailroot.delivery.connectionsPerHop)`],
    ['Messages on a connection', `${messagesPerConnection} (mailroot.delivery.messagesPerConnection)`],
    ['Minutes for all of a delivery', `${deadlineMinutes} (mailroot.delivery.deadlineMinutes)`],
    ['Tried again', `after ${retryMinutes.join(', ')} minutes (mailroot.retry.intervalsMinutes)`],
    ['Given up', `after ${expirationHours} hours (mailroot.retry.expirationHours)`],
  ];
}
