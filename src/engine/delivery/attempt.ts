/**
 * One attempt for the open recipients of a message: each is routed, the local ones are dropped, the others grouped by next hop and
 * DSN parameters and handed to the SMTP client. Returns a status per recipient; decisions go to the story. Counts no attempts.
 * A drop that the disk refuses delays its recipients; every other trouble is a status already.
 */
import { errorText, type Clock, type Resolver } from '../ports';
import { replyLine, type DeliveryStatus, type Envelope, type Recipient, type Stage } from '../mailroot/envelope';
import type { Story } from '../mailroot/story';
import { domainOf } from '../message/address';
import { categories } from '../message/categories';
import type { Outgoing } from '../message/outgoing';
import { classify } from './classify';
import { deliver } from './deliver';
import { DropFull } from './dropRoom';
import type { NextHop } from './hop';
import { exchangers } from './mx';
import type { SessionRecorder } from './lanes';
import type { SessionPool } from './pool';
import type { Route } from './route';
import type { Statuses as Found } from './smtpClient';
import type { Transaction } from './transaction';
import { waitTogether } from './waiting';

export interface AttemptPorts {
  readonly clock: Clock;
  readonly resolver: Resolver;
  readonly random: () => number;
  readonly pool: SessionPool;
  /** Recipients of one transaction; the rest go in further ones. */
  readonly maxRecipients: number;
  /** What is known about hosts from before that moment (epoch ms) does not count: when somebody asked for this attempt. */
  readonly since?: number | undefined;
  /** All that is left to do waits for sessions; what is returned is called when it goes on. */
  readonly wait?: () => () => void;
  readonly route: (recipient: Recipient) => Route;
  /** Writes the Drop file for these recipients; resolves to its name when it is durable. */
  readonly drop: (recipients: readonly Recipient[]) => Promise<string>;
  readonly story: Story;
  readonly stage: (stage: Stage, nextHop?: string) => void;
}

const nobodyMinds = () => (): void => undefined;

type Statuses = Map<string, DeliveryStatus>;

/**
 * The wire form is asked for when a host is there to take it, once per transaction. Recipients whose turn did not come before the pool was
 * closed have no status.
 */
export async function attempt(
  envelope: Envelope,
  wire: () => Outgoing | Promise<Outgoing>,
  ports: AttemptPorts,
): Promise<ReadonlyMap<string, DeliveryStatus>> {
  const open = envelope.recipients.filter(({ state }) => state.action === 'pending' || state.action === 'delayed');
  const routed = open.map((recipient) => ({ recipient, route: ports.route(recipient) }));
  for (const { recipient, route } of routed) ports.story.note('route', routeSentence(route), recipient.address);
  const statuses: Statuses = new Map();
  const local = routed.filter(({ route }) => route.kind === 'drop').map(({ recipient }) => recipient);
  if (local.length > 0) await dropAll(local, { ports, statuses });
  for (const { recipient, route } of routed) {
    if (route.kind === 'refused') statuses.set(recipient.address, refused(route, ports.clock.now()));
  }
  const groups = groupByHop(routed).flatMap((group) => inTransactions(group, ports));
  const together = waitTogether(groups.length, ports.wait ?? nobodyMinds);
  await Promise.all(
    groups.map(async (group) => {
      const found = await deliverGroup(group, { envelope, wire, ports, wait: together.wait }).finally(together.done);
      for (const [address, status] of found) statuses.set(address, status);
    }),
  );
  tellUntried(open, { statuses, ports });
  for (const [address, status] of statuses) tell(address, status, ports.story);
  return statuses;
}

function routeSentence(route: Route): string {
  switch (route.kind) {
    case 'drop':
      return `Drop: ${route.why}`;
    case 'hop':
      return `${route.hop.name} port ${route.hop.port}: ${route.why}`;
    case 'mx':
      return `mail exchangers of ${route.domain}: ${route.why}`;
    case 'refused':
      return 'none';
  }
}

function refused(route: Extract<Route, { kind: 'refused' }>, at: number): DeliveryStatus {
  const { category, status, text, setting } = route;
  return { action: 'failed', at, stage: 'route', category, status, text, setting };
}

async function dropAll(
  recipients: readonly Recipient[],
  { ports, statuses }: { ports: AttemptPorts; statuses: Statuses },
): Promise<void> {
  ports.stage('drop');
  const at = ports.clock.now();
  let status: DeliveryStatus;
  try {
    status = { action: 'delivered', at, file: await ports.drop(recipients) };
  } catch (error) {
    status = notDropped(error, at);
  }
  for (const { address } of recipients) statuses.set(address, status);
}

function notDropped(error: unknown, at: number): DeliveryStatus {
  const delayed = { action: 'delayed', at, stage: 'drop' } as const;
  if (error instanceof DropFull) {
    const { message, status, setting } = error;
    return { ...delayed, category: 'mailbox-full', status, text: `${message.replace(`${status} `, '')}.`, setting };
  }
  const text = `The message could not be written to Drop: ${errorText(error)}.`;
  return { ...delayed, category: 'disk', status: '4.3.1', text };
}

type RemoteRoute = Extract<Route, { kind: 'hop' | 'mx' }>;
interface Group {
  readonly route: RemoteRoute;
  readonly recipients: Recipient[];
}

/** DSN parameters are the client's per transaction, so recipients that differ in them go in transactions of their own. */
function groupByHop(routed: readonly { recipient: Recipient; route: Route }[]): Group[] {
  const groups = new Map<string, Group>();
  for (const { recipient, route } of routed) {
    if (route.kind !== 'hop' && route.kind !== 'mx') continue;
    const { notify, orcpt } = recipient;
    const key = JSON.stringify([route.kind === 'hop' ? route.hop : route.domain, notify, orcpt]);
    const group = groups.get(key) ?? { route, recipients: [] };
    group.recipients.push(recipient);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** As IIS did: no more than so many recipients at once, the rest in further transactions, and nobody hears of it. */
function inTransactions({ route, recipients }: Group, { maxRecipients, story }: AttemptPorts): Group[] {
  const parts: Group[] = [];
  for (let at = 0; at < recipients.length; at += maxRecipients)
    parts.push({ route, recipients: recipients.slice(at, at + maxRecipients) });
  if (parts.length > 1)
    story.note(
      'note',
      `${recipients.length} recipients go in ${parts.length} transactions (mailroot.maxRecipientsPerMessage)`,
    );
  return parts;
}

interface Context {
  readonly envelope: Envelope;
  readonly wire: () => Outgoing | Promise<Outgoing>;
  readonly ports: AttemptPorts;
  readonly wait: () => () => void;
}

async function deliverGroup(group: Group, context: Context): Promise<Statuses> {
  const { route } = group;
  if (route.kind === 'hop') return deliverTo([route.hop], group.recipients, context);
  const { clock, resolver, random } = context.ports;
  const found = await exchangers(route.domain, resolver, random);
  if (found.kind === 'hosts') {
    const hops = found.hosts.map((host): NextHop => ({ ...mxHop, name: host, host, mayLeave: route.mayLeave }));
    return deliverTo(hops, group.recipients, context);
  }
  const status = noExchanger(route.domain, found, clock.now());
  return new Map(group.recipients.map(({ address }) => [address, status]));
}

const mxHop = { port: 25, tls: 'opportunistic' } as const;

function noExchanger(
  domain: string,
  found: { kind: 'null-mx' } | { kind: 'trouble'; errorCode: string },
  at: number,
): DeliveryStatus {
  if (found.kind === 'trouble' && found.errorCode !== 'ENOTFOUND') {
    return classify({ stage: 'dns', errorCode: found.errorCode, errorText: `no answer about ${domain}` }, at);
  }
  const [status, text] =
    found.kind === 'null-mx'
      ? ['5.1.10', `${domain} says that it takes no mail (null MX, RFC 7505).`]
      : ['5.1.2', `Host not found. The domain ${domain} does not exist.`];
  return { action: 'failed', at, stage: 'dns', category: 'dns', status, text };
}

/** Hosts are tried in order; the next one only gets the recipients whose host could not be spoken to. */
async function deliverTo(
  hops: readonly NextHop[],
  recipients: readonly Recipient[],
  context: Context,
): Promise<Statuses> {
  const statuses: Statuses = new Map();
  let left = recipients;
  for (const hop of hops) {
    if (left.length === 0) break;
    const found = await oneSession(hop, left, context);
    for (const [address, status] of found) statuses.set(address, status);
    left = left.filter(({ address }) => isUnreached(statuses.get(address)));
  }
  return statuses;
}

function isUnreached(status: DeliveryStatus | undefined): boolean {
  return status?.action === 'delayed' && ['dns', 'connect', 'greeting'].includes(status.stage);
}

async function oneSession(hop: NextHop, recipients: readonly Recipient[], context: Context): Promise<Found> {
  const { envelope, wire, ports, wait } = context;
  const { reversePath, ret, envid, body, id } = envelope;
  const transaction: Transaction = {
    reversePath,
    recipients,
    content: wire,
    ...(ret && { ret }),
    ...(envid !== undefined && { envid }),
    ...(body && { body }),
  };
  const nextHop = `${hop.name}:${hop.port}`;
  const begin = (): SessionRecorder => {
    const session = ports.story.session(hop);
    return {
      record: session.record.bind(session),
      end: session.end.bind(session),
      stage: (stage) => ports.stage(stage, nextHop),
    };
  };
  return deliver(hop, transaction, { pool: ports.pool, ask: { id, since: ports.since, begin, wait } });
}

function tellUntried(
  open: readonly Recipient[],
  { statuses, ports }: { statuses: Statuses; ports: AttemptPorts },
): void {
  for (const { address } of open)
    if (!statuses.has(address))
      ports.story.note('note', 'not tried: MailRoot was stopped before its turn came', address);
}

function tell(address: string, status: DeliveryStatus, story: Story): void {
  switch (status.action) {
    case 'delivered':
      story.note('delivered', `in Drop as ${status.file}`, address);
      return;
    case 'relayed':
      story.note('relayed', `${status.nextHop} said: ${replyLine(status.reply)}`, address);
      return;
    case 'delayed':
    case 'failed':
      story.note(status.action, `${status.status} ${status.text}`, address);
      story.note('advice', advice(address, status), address);
  }
}

function advice(address: string, problem: Extract<DeliveryStatus, { action: 'delayed' | 'failed' }>): string {
  const { advice: next } = categories[problem.category];
  if (problem.setting === undefined) return next;
  const example = problem.category === 'no-route' ? `, for instance { "${domainOf(address)}": "localhost:1025" }` : '';
  return `${next} The setting is ${problem.setting}${example}.`;
}
