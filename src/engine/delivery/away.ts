/**
 * The recipients of one message that are not here: grouped by where they go, each group taken to its next hops in order, in as many
 * transactions as it needs. A host that could not be spoken to passes them on to the next one; the mildest of what was met counts.
 */
import type { DeliveryStatus, Envelope, Recipient, Stage } from '../mailroot/envelope';
import type { Story } from '../mailroot/story';
import type { Outgoing } from '../message/outgoing';
import { deliver } from './deliver';
import { directHops, putOff, type DirectPorts } from './direct';
import { overTls, type NextHop } from './hop';
import type { SessionRecorder } from './lanes';
import type { SessionPool } from './pool';
import type { Route } from './route';
import type { Statuses } from './smtpSession';
import type { Transaction } from './transaction';
import { waitTogether } from './waiting';

export interface AwayPorts extends DirectPorts {
  readonly pool: SessionPool;
  /** Recipients of one transaction; the rest go in further ones. */
  readonly maxRecipients: number;
  /** What is known about hosts from before that moment (epoch ms) does not count: when somebody asked for this attempt. */
  readonly since?: number | undefined;
  /** All that is left to do waits for sessions; what is returned is called when it goes on. */
  readonly wait?: () => () => void;
  /** Told what hosts have taken so far, each time one has taken it and others are still to be asked. */
  readonly note?: ((statuses: Statuses) => Promise<void>) | undefined;
  readonly story: Story;
  readonly stage: (stage: Stage, nextHop?: string) => void;
}

export type RemoteRoute = Extract<Route, { kind: 'hops' | 'mx' }>;

export function isRemote(route: Route): route is RemoteRoute {
  return route.kind === 'hops' || route.kind === 'mx';
}

interface Message {
  readonly envelope: Envelope;
  /** Asked for when a host is there to take it, once per transaction. */
  readonly wire: () => Outgoing | Promise<Outgoing>;
  readonly ports: AwayPorts;
}
type Context = Message & {
  readonly wait: () => () => void;
  readonly heard: (statuses: Statuses) => Promise<void>;
};

const nobodyMinds = () => (): void => undefined;

/** Recipients whose turn did not come before the pool was closed have no status. */
export async function deliverAway(
  routed: readonly { readonly recipient: Recipient; readonly route: RemoteRoute }[],
  message: Message,
): Promise<Statuses> {
  const groups = groupByRoute(routed);
  const together = waitTogether(groups.length, message.ports.wait ?? nobodyMinds);
  const context = { ...message, wait: together.wait, heard: noteWhile(routed.length, message.ports.note) };
  const found = await Promise.all(groups.map((group) => deliverGroup(group, context).finally(together.done)));
  return new Map(found.flatMap((statuses) => [...statuses]));
}

/** Hears of every transaction; what is known when nobody else is to be asked is no news, since it is told by the end. */
function noteWhile(all: number, note: AwayPorts['note']): Context['heard'] {
  const heard = new Map<string, DeliveryStatus>();
  return async (statuses) => {
    for (const [address, status] of statuses) heard.set(address, status);
    const isTaken = [...statuses.values()].some(({ action }) => action === 'relayed');
    if (isTaken && heard.size < all) await note?.(new Map(heard));
  };
}

interface Group {
  readonly route: RemoteRoute;
  readonly recipients: Recipient[];
}

function groupByRoute(routed: Parameters<typeof deliverAway>[0]): Group[] {
  const groups = new Map<string, Group>();
  for (const { recipient, route } of routed) {
    const key = JSON.stringify(route.kind === 'hops' ? route.hops : [route.domain, route.mayLeave]);
    const group = groups.get(key) ?? { route, recipients: [] };
    group.recipients.push(recipient);
    groups.set(key, group);
  }
  return [...groups.values()];
}

async function deliverGroup({ route, recipients }: Group, context: Context): Promise<Statuses> {
  if (route.kind === 'hops') return inTurn(route.hops, recipients, context);
  const { otherwise = [] } = route;
  const found = await directHops(route, { ...context.ports, requireTls: context.envelope.requireTls === true });
  for (const note of found.notes) context.ports.story.note('note', note);
  if (found.kind === 'hops') return inTurn([...found.hops, ...otherwise], recipients, context);
  const { status } = found;
  // That there is no such domain is an answer; that nobody answers is when the smart host may know more.
  if (status.action === 'delayed' && otherwise.length > 0) return inTurn(otherwise, recipients, context);
  return new Map(recipients.map(({ address }) => [address, status]));
}

/** Hosts are tried in order; the next one only gets the recipients whose host could not be spoken to. */
async function inTurn(
  hops: readonly NextHop[],
  recipients: readonly Recipient[],
  context: Context,
): Promise<Map<string, DeliveryStatus>> {
  const statuses = new Map<string, DeliveryStatus>();
  let left = recipients;
  for (const given of hops) {
    const hop = context.envelope.requireTls === true ? overTls(given) : given;
    if (left.length === 0) break;
    for (const [address, status] of await toHop(hop, left, context))
      statuses.set(address, milder(statuses.get(address), putOff(hop, status)));
    left = left.filter(({ address }) => isUnreached(statuses.get(address)));
  }
  return statuses;
}

/** MAIL was not reached: another host may do better. */
function isUnreached(status: DeliveryStatus | undefined): boolean {
  if (status?.action !== 'delayed' && status?.action !== 'failed') return false;
  return ['dns', 'connect', 'greeting', 'ehlo', 'tls', 'auth'].includes(status.stage);
}

/** A host that was down may take it tomorrow, whatever the one after it said at the door. */
function milder(before: DeliveryStatus | undefined, now: DeliveryStatus): DeliveryStatus {
  return before?.action === 'delayed' && now.action === 'failed' && isUnreached(now) ? before : now;
}

/** As many recipients at a time as a message may have; those the host has no room for in that transaction go in the next. */
async function toHop(hop: NextHop, recipients: readonly Recipient[], context: Context): Promise<Statuses> {
  const { maxRecipients, story } = context.ports;
  const parts = Math.ceil(recipients.length / maxRecipients);
  if (parts > 1)
    story.note(
      'note',
      `${recipients.length} recipients go in ${parts} transactions (mailroot.maxRecipientsPerMessage)`,
    );
  const statuses = new Map<string, DeliveryStatus>();
  let left = recipients;
  while (left.length > 0) {
    const now = left.slice(0, maxRecipients);
    const found = await oneTransaction(hop, now, context);
    await context.heard(found);
    for (const [address, status] of found) statuses.set(address, status);
    const relayed = now.some(({ address }) => found.get(address)?.action === 'relayed');
    const tooMany = now.filter(({ address }) => relayed && isTooMany(found.get(address)));
    left = [...tooMany, ...left.slice(now.length)];
    if (now.every(({ address }) => isUnreached(found.get(address)))) return giveAll(left, { statuses, like: found });
  }
  return statuses;
}

/** Who comes behind a transaction that did not get to MAIL needs no own. */
function giveAll(
  left: readonly Recipient[],
  { statuses, like }: { statuses: Map<string, DeliveryStatus>; like: Statuses },
): Statuses {
  const [status] = like.values();
  if (status !== undefined) for (const { address } of left) statuses.set(address, status);
  return statuses;
}

/** RFC 5321 §4.5.3.1.10: 452 to a recipient among others says that they are too many at a time. */
function isTooMany(status: DeliveryStatus | undefined): boolean {
  if (status?.action !== 'delayed' || status.stage !== 'rcpt' || status.reply?.code !== 452) return false;
  return status.reply.enhanced === undefined || status.reply.enhanced === '4.5.3';
}

function oneTransaction(hop: NextHop, recipients: readonly Recipient[], context: Context): Promise<Statuses> {
  const { envelope, wire, ports, wait } = context;
  const { reversePath, ret, envid, body, id, requireTls } = envelope;
  const transaction: Transaction = {
    reversePath,
    recipients,
    content: wire,
    ...(ret && { ret }),
    ...envidFor(hop, { envid, id }),
    ...(body && { body }),
    ...(requireTls && { requireTls }),
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

/** A simulated host tells the attempts of a message apart by its ENVID: where none is sent, it gets the queue id. */
function envidFor(hop: NextHop, { envid, id }: Pick<Envelope, 'envid' | 'id'>): Pick<Transaction, 'envid'> {
  const known = envid ?? (hop.simulated ? id : undefined);
  return known === undefined ? {} : { envid: known };
}
