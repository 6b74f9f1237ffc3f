/**
 * The walk of one message, from the Queue to where it ends: envelope, attempt, settlement, answer to the sender, fate. The only file
 * that carries a value from one stage to the next; it sequences and decides nothing itself. What it resolves to says when to look again.
 * In trouble (disk, bug) nothing was moved that recover can't mend: the message stays queued, and is looked at again a minute later.
 */
import { fateOf } from './bounce/answer';
import { answerSender } from './bounce/notify';
import type { EngineConfig } from './config';
import { attempt, type AttemptPorts } from './delivery/attempt';
import { dropFile } from './delivery/drop';
import { internalError, tooManyHops } from './delivery/setback';
import { route, type SimulatedHop } from './delivery/route';
import type { Envelope, Recipient } from './mailroot/envelope';
import type { MailRoot } from './mailroot/layout';
import { finishLeaving, stateOrCondemn } from './mailroot/recover';
import {
  drop,
  isQueued,
  leave,
  pruneSent,
  readQueued,
  removeCompanions,
  removeQueued,
  saveState,
} from './mailroot/store';
import { openStory, type Story } from './mailroot/story';
import { withDomain } from './message/address';
import { outgoing, outgoingOnce, type Origin } from './message/outgoing';
import { hopCount } from './message/trace';
import { arrivalSentences, firstEnvelope, originFor, withoutByteOrderMark } from './origin';
import { outcomeOf } from './outcome';
import { errorText, type Clock, type Log, type Resolver } from './ports';
import type { Outcome, Progress } from './protocol';
import { beginAttempt, isOpen, settle, type Outcomes, type RetryPolicy, type Settlement } from './queue/settle';

export interface WalkPorts {
  readonly mailRoot: MailRoot;
  readonly clock: Clock;
  readonly resolver: Resolver;
  readonly random: () => number;
  readonly log: Log;
  /** The settings as they are now. */
  readonly config: () => EngineConfig;
  readonly fqdn: () => string;
  readonly simulated: SimulatedHop;
  readonly pool: AttemptPorts['pool'];
  readonly onProgress: (progress: Progress) => void;
  readonly onOutcome: (outcome: Outcome) => void;
  /** A DSN was put into the Queue. */
  readonly onEnqueued: (id: string) => void;
  /** By id: what attempts brought and the disk has not taken yet. Kept between walks, lost in a crash. */
  readonly unsettled: Map<string, Unsettled>;
}

/** The end of an attempt: written down later when it can't be now, and not attempted again meanwhile. */
export interface Unsettled {
  readonly settlement: Settlement;
  readonly answered: boolean;
}

export interface Ask {
  /** Attempt now, whatever the schedule says. */
  readonly retryNow: boolean;
  /** Name in Pickup it was claimed from, when we still know. */
  readonly pickupFile?: string;
}

/** What the steps of one walk share. */
interface Walk {
  readonly ports: WalkPorts;
  readonly ask: Ask;
  readonly id: string;
  readonly bytes: Buffer;
  readonly startedAt: number;
  readonly envelope: Envelope;
  readonly hasState: boolean;
  readonly story: Story;
}

/** Resolves to epoch ms at which to look again, or undefined when the message has left the Queue. Never rejects. */
export async function walk(id: string, ask: Ask, ports: WalkPorts): Promise<number | undefined> {
  try {
    return await look(id, ask, ports);
  } catch (error) {
    ports.log.error(`${id} stays in the Queue, to be looked at again in a minute: ${errorText(error)}`);
    return ports.clock.now() + troubleMs;
  }
}
const troubleMs = 60_000;

async function look(id: string, ask: Ask, ports: WalkPorts): Promise<number | undefined> {
  const startedAt = ports.clock.now();
  const read = await readQueued(ports.mailRoot, id);
  if (read === undefined) return gone(id, ports);
  const bytes = withoutByteOrderMark(read);
  const state = await stateOrCondemn(ports.mailRoot, id);
  if (state.kind === 'condemned') return undefined;
  const hasState = state.kind === 'envelope';
  const first = hasState
    ? state.envelope
    : firstEnvelope(id, bytes, { ask, defaultDomain: ports.config().defaultDomain, fqdn: ports.fqdn() });
  const story = openStory(ports, id, first.attempts + 1);
  const walked: Walk = { ports, ask, id, bytes, startedAt, envelope: first, hasState, story };
  const unsettled = ports.unsettled.get(id);
  if (unsettled !== undefined) return carryOut(walked, unsettled);
  if (!hasState) tellArrival(walked);
  if (first.fate !== undefined) return finish(walked, first);
  return isDue(walked) ? attemptNow(walked) : conclude(walked, new Map());
}

/** Deleted by hand, or half gone when the disk failed: what is left of it follows. */
async function gone(id: string, { mailRoot, unsettled }: WalkPorts): Promise<undefined> {
  unsettled.delete(id);
  await finishLeaving(mailRoot, id);
}

/** Woken for its delay notification or expiration only, a message is not attempted. */
function isDue({ ask, envelope, startedAt, hasState, ports }: Walk): boolean {
  if (ask.retryNow || !hasState) return true;
  const expired = startedAt - envelope.arrivedAt >= retryPolicy(ports.config()).expirationMs;
  return !expired && (envelope.nextAttemptAt ?? Number.POSITIVE_INFINITY) <= startedAt;
}

function tellArrival({ bytes, envelope, story }: Walk): void {
  const { from, paths } = arrivalSentences(envelope);
  story.note('arrival', `${from}, ${bytes.length} octets`);
  story.note('envelope', `${paths}: ${envelope.why}`);
}

async function attemptNow(walked: Walk): Promise<number | undefined> {
  const { ports, story, hasState } = walked;
  const begun = beginAttempt(walked.envelope, retryPolicy(ports.config()), walked.startedAt);
  if (hasState) await saveState(ports.mailRoot, begun, begun.nextAttemptAt);
  story.note('attempt', `number ${begun.attempts}${walked.ask.retryNow ? ', asked for' : ''}`);
  const now = { ...walked, envelope: begun };
  return conclude(now, await outcomesOf(now));
}

async function outcomesOf(walked: Walk): Promise<Outcomes> {
  const { bytes, envelope, ports, story } = walked;
  const hops = hopCount(bytes);
  if (hops > ports.config().maxHopCount) return tooManyHops(envelope.recipients, { hops, at: walked.startedAt });
  try {
    return await attempt(
      envelope,
      outgoingOnce(bytes, () => originOf(walked), story),
      attemptPorts(walked),
    );
  } catch (error) {
    ports.log.error(
      `${walked.id}: a fault in MailRoot itself: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    story.note('note', `a fault in MailRoot itself delayed this attempt: ${errorText(error)}`);
    return internalError(envelope.recipients, { at: walked.startedAt, why: errorText(error) });
  }
}

function originOf({ envelope, ports, bytes }: Walk): Origin {
  return originFor(envelope, bytes, { fqdn: ports.fqdn(), dotStuffed: ports.config()['pickup.dotStuffed'] });
}

function attemptPorts(walked: Walk): AttemptPorts {
  const { ports, id, bytes, envelope, story, ask } = walked;
  const { clock, resolver, random, mailRoot, pool } = ports;
  const file = ask.pickupFile === undefined ? {} : { pickupFile: ask.pickupFile };
  return {
    clock,
    resolver,
    random,
    story,
    pool,
    since: ask.retryNow ? walked.startedAt : undefined,
    maxRecipients: ports.config().maxRecipientsPerMessage,
    route: (address) => route(address, ports.config(), ports.simulated),
    drop: (recipients) => drop(mailRoot, id, dropFile(bytes, envelope, { recipients, origin: originOf(walked) })),
    stage: (stage, nextHop) =>
      ports.onProgress({ id, ...file, stage, attempt: envelope.attempts, ...(nextHop !== undefined && { nextHop }) }),
  };
}

/** Settles, and carries out what that says. */
async function conclude(walked: Walk, outcomes: Outcomes): Promise<number | undefined> {
  const { ports, envelope, hasState } = walked;
  const now = ports.clock.now();
  const settlement = settle(envelope, outcomes, { policy: retryPolicy(ports.config()), now });
  tellExpired(walked, settlement.failed);
  if (settlement.kind === 'done' && !hasState && settlement.envelope.recipients.every(isDropped))
    return dropped(walked, settlement);
  return carryOut(walked, { settlement, answered: false });
}

/** Answers the sender, and leaves or waits. The DSN is enqueued before the fate is written: a repeat replaces it. */
async function carryOut(walked: Walk, { settlement, answered }: Unsettled): Promise<number | undefined> {
  const { ports, id } = walked;
  ports.unsettled.set(id, { settlement, answered });
  if (!(await isQueued(ports.mailRoot, id))) return deletedMeanwhile(walked);
  if (!answered) await answer(walked, settlement);
  ports.unsettled.set(id, { settlement, answered: true });
  return settlement.kind === 'wait'
    ? waitOn(walked, settlement)
    : finish(walked, withFate(walked, settlement.envelope));
}

function answer(walked: Walk, settlement: Settlement): Promise<void> {
  const { ports, story, bytes, envelope: before } = walked;
  const { mailRoot, clock, onEnqueued } = ports;
  const config = ports.config();
  return answerSender({ before, ...settlement }, () => outgoing(bytes, originOf(walked)).content, {
    mailRoot,
    clock,
    story,
    onEnqueued,
    fqdn: ports.fqdn(),
    settings: config,
    retryUntil: before.arrivedAt + retryPolicy(config).expirationMs,
    maxOriginalOctets: config['dsn.maxOriginalKilobytes'] * 1024,
    copyTo: withDomain(config['dsn.copyTo'], config.defaultDomain),
  });
}

/** What failed in an attempt was told there; what time alone ended is told here. */
function tellExpired({ story }: Walk, failed: readonly Recipient[]): void {
  for (const { address, state } of failed)
    if (state.action === 'failed' && state.category === 'expired')
      story.note('failed', `${state.status} ${state.text}`, address);
}

async function deletedMeanwhile({ ports, id }: Walk): Promise<undefined> {
  ports.log.info(`${id} was deleted from the Queue while it was attempted; nothing more is done for it.`);
  ports.unsettled.delete(id);
  await removeCompanions(ports.mailRoot, id);
}

function isDropped({ state }: Recipient): boolean {
  return state.action === 'delivered';
}

/** The hot path: nothing but Drop. Its story is the lines on top of the Drop file. */
async function dropped(walked: Walk, settlement: Settlement): Promise<undefined> {
  await answer(walked, settlement);
  await removeQueued(walked.ports.mailRoot, walked.id);
  say(walked, settlement.envelope, 'Drop');
}

async function waitOn(walked: Walk, settlement: Extract<Settlement, { kind: 'wait' }>): Promise<number> {
  const { ports, story } = walked;
  const { envelope, wakeAt } = settlement;
  const open = envelope.recipients.filter(isOpen).length;
  const next = envelope.nextAttemptAt;
  const expiresAt = envelope.arrivedAt + retryPolicy(ports.config()).expirationMs;
  if (next !== undefined && next < expiresAt)
    story.note('next', `attempt ${envelope.attempts + 1} at ${new Date(next).toISOString()}, ${open} to go`);
  else if (next !== undefined)
    story.note('next', `none: the message expires at ${new Date(expiresAt).toISOString()}, ${open} to go`);
  await saveState(ports.mailRoot, envelope, wakeAt);
  ports.unsettled.delete(envelope.id);
  await story.flush();
  say(walked, envelope, 'Queue');
  return wakeAt;
}

/** Whoever failed at any attempt and could not be told of makes the message bad, even if the last attempt went well. */
function withFate({ story }: Walk, envelope: Envelope): Envelope {
  const fate = fateOf(envelope);
  story.note('end', fate.kind === 'bad' ? 'to BadMail' : 'finished: kept in Sent');
  return { ...envelope, fate };
}

async function finish(walked: Walk, envelope: Envelope): Promise<undefined> {
  const { ports, story } = walked;
  await saveState(ports.mailRoot, envelope);
  ports.unsettled.delete(envelope.id);
  await story.flush();
  const folder = await leave(ports.mailRoot, envelope);
  if (folder === 'Sent') await pruneSent(ports.mailRoot, ports.config()['sent.keep']);
  say(walked, envelope, folder);
}

function say({ ports, ask, startedAt }: Walk, envelope: Envelope, folder: Outcome['folder']): void {
  ports.onOutcome(
    outcomeOf(envelope, { folder, durationMs: ports.clock.now() - startedAt, pickupFile: ask.pickupFile }),
  );
}

const minuteMs = 60_000;

export function retryPolicy(config: EngineConfig): RetryPolicy {
  return {
    intervalsMs: config['retry.intervalsMinutes'].map((minutes) => minutes * minuteMs),
    delayNotificationMs: config['retry.delayNotificationHours'] * 60 * minuteMs,
    expirationMs: config['retry.expirationHours'] * 60 * minuteMs,
  };
}
