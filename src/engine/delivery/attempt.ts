/**
 * One attempt for the open recipients of a message: each is routed, the local ones are dropped, the others grouped by next hop and
 * DSN parameters and handed to the SMTP client. Returns a status per recipient; decisions go to the story. Counts no attempts.
 * A drop that the disk refuses delays its recipients; every other trouble is a status already.
 */
import { errorText } from '../ports';
import type { DeliveryStatus, Envelope, Recipient } from '../mailroot/envelope';
import { replyLine } from '../mailroot/replyLine';
import type { Story } from '../mailroot/story';
import { domainOf } from '../message/address';
import { categories } from '../message/categories';
import type { Outgoing } from '../message/outgoing';
import { deliverAway, isRemote, type AwayPorts } from './away';
import { DropFull } from './dropRoom';
import type { Route } from './route';

export interface AttemptPorts extends AwayPorts {
  readonly route: (recipient: Recipient) => Route;
  /** Writes the Drop file for these recipients; resolves to its name when it is durable. */
  readonly drop: (recipients: readonly Recipient[]) => Promise<string>;
  /** What becomes of the recipients elsewhere when the message can't be signed as the settings demand; undefined when it can. */
  readonly unsigned?: (() => Promise<DeliveryStatus | undefined>) | undefined;
}

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
  const remote = routed.flatMap(({ recipient, route }) => (isRemote(route) ? [{ recipient, route }] : []));
  for (const [address, status] of await sendAway(remote, { envelope, wire, ports })) statuses.set(address, status);
  tellUntried(open, { statuses, ports });
  for (const [address, status] of statuses) tell(address, status, ports.story);
  return statuses;
}

/** What is to be signed and can't be goes to nobody. */
async function sendAway(
  remote: Parameters<typeof deliverAway>[0],
  message: Parameters<typeof deliverAway>[1] & { readonly ports: AttemptPorts },
): Promise<ReadonlyMap<string, DeliveryStatus>> {
  const unsigned = remote.length > 0 ? await message.ports.unsigned?.() : undefined;
  if (unsigned === undefined) return deliverAway(remote, message);
  return new Map(remote.map(({ recipient }) => [recipient.address, unsigned]));
}

function routeSentence(route: Route): string {
  switch (route.kind) {
    case 'drop':
      return `Drop: ${route.why}`;
    case 'hops':
      return `${route.hops.map(({ name, port }) => `${name} port ${port}`).join(', then ')}: ${route.why}`;
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
