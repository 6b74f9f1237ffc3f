/**
 * The walk of one message, from the Queue to where it ends: envelope, commands, attempt, settlement, answer to the sender, fate. It
 * sequences and decides nothing itself. What it resolves to says when to look again.
 * In trouble (disk, bug) nothing was moved that recover can't mend: the message stays queued, and is looked at again a minute later.
 */
import { fateOf } from '../bounce/answer';
import { answerSender } from '../bounce/notify';
import { without, type Envelope, type Recipient } from '../mailroot/envelope';
import { whileHeld } from '../mailroot/moment';
import { finishLeaving, stateOrCondemn } from '../mailroot/recover';
import { isQueued, readQueued, removeCompanions, removeQueued, saveState } from '../mailroot/store';
import { openStory } from '../mailroot/story';
import { withDomain } from '../message/address';
import { firstEnvelope, withoutByteOrderMark } from '../origin';
import { outcomeOf } from '../outcome';
import { errorText } from '../ports';
import type { Outcome } from '../protocol';
import type { Again } from '../queue/schedule';
import { beginAttempt, expiresAt, isOpen, settle, type Outcomes, type Settlement } from '../queue/settle';
import { onArrival, tellArrival } from './arrival';
import { isHurried, outcomesOf, rehearse, whoseTurn, wire } from './attempting';
import { leaveQueue } from './leaving';
import { noteTo } from './noting';
import { tieDropped, withReports } from './reporting';
import type { Unsettled } from './shared';
import { steerAll, type Steering } from './steering';
import { aheadMs, messageClock, onItsClock, retryPolicies, type Ask, type Walk, type WalkPorts } from './walked';

/** Resolves to when to look again, or undefined when the message has left the Queue. Never rejects. */
export async function walk(id: string, ask: Ask, ports: WalkPorts): Promise<Again | undefined> {
  try {
    return await look(id, ask, ports);
  } catch (error) {
    ports.log.error(`${id} stays in the Queue, to be looked at again in a minute: ${errorText(error)}`);
    // Whoever asked for something is not kept waiting for the disk, nor is the message looked at without end for their sake.
    for (const { answer } of ask.commands.splice(0))
      answer({ kind: 'refused', why: `${errorText(error)}. Nothing was changed; ask again in a minute.` });
    return { at: ports.clock.now() + troubleMs };
  }
}
const troubleMs = 60_000;

async function look(id: string, ask: Ask, ports: WalkPorts): Promise<Again | undefined> {
  if (!(await isQueued(ports.mailRoot, id))) return gone(id, ports);
  const opened = await open(id, ask, ports);
  if (opened === undefined) return undefined;
  const walked = withReports(opened);
  const unsettled = ports.unsettled.get(id);
  if (unsettled !== undefined) return carryOut(walked, unsettled);
  if (walked.envelope.fate !== undefined) return finish(walked, walked.envelope);
  const steering = await steerAll(walked);
  await ports.letOut.saw(steering.walked);
  return goOn(steering);
}

/** Deleted by hand, or half gone when the disk failed: what is left of it follows. */
async function gone(id: string, { mailRoot, unsettled }: WalkPorts): Promise<undefined> {
  unsettled.delete(id);
  await finishLeaving(mailRoot, id);
}

/** The message as it is found; undefined when its state was damaged and it went to BadMail. */
async function open(id: string, ask: Ask, ports: WalkPorts): Promise<Walk | undefined> {
  const { mailRoot } = ports;
  const state = await stateOrCondemn(mailRoot, id);
  if (state.kind === 'condemned') return undefined;
  let read: Promise<Buffer> | undefined;
  const content = (): Promise<Buffer> => (read ??= readContent(id, ports));
  const hasState = state.kind === 'envelope';
  const { defaultDomain } = ports.config();
  const defaults = { ask, defaultDomain, fqdn: ports.fqdn() };
  const envelope = hasState
    ? state.envelope
    : onItsClock(firstEnvelope(id, await content(), defaults), ports.clock.now());
  const clock = messageClock(ports.clock, envelope);
  const story = openStory({ ...ports, clock }, id, envelope.attempts + 1);
  const startedAt = ports.clock.now();
  const walked: Walk = {
    ports,
    ask,
    id,
    content,
    clock,
    startedAt,
    envelope,
    hasState,
    askedFor: false,
    attempted: false,
    story,
  };
  if (hasState) return walked;
  await tellArrival(walked);
  return envelope.fate === undefined ? { ...walked, envelope: await onArrival(walked) } : walked;
}

async function readContent(id: string, { mailRoot }: WalkPorts): Promise<Buffer> {
  const bytes = await readQueued(mailRoot, id);
  if (bytes === undefined) throw new Error('its message file has gone meanwhile');
  return withoutByteOrderMark(bytes);
}

async function goOn({ walked, then }: Steering): Promise<Again | undefined> {
  if (then === 'removed') return finish(walked, walked.envelope);
  if (walked.envelope.held !== undefined) return stayHeld(walked);
  if (then === 'attempt') return attemptNow({ ...walked, askedFor: true });
  if (then === 'wait' && isDue(walked)) return attemptNow({ ...walked, askedFor: isHurried(walked) });
  return conclude(walked, new Map());
}

async function stayHeld(walked: Walk): Promise<Again> {
  const { ports, envelope, story } = walked;
  if (!walked.hasState) story.note('note', `held: ${envelope.held?.why ?? ''}`);
  await saveState(ports.mailRoot, envelope, whileHeld);
  await story.flush();
  say(walked, envelope, 'Queue');
  return { at: Number.POSITIVE_INFINITY, priority: envelope.priority };
}

/** Woken for its delay notification or expiration only, a message is not attempted. */
function isDue({ envelope, clock, hasState, ports }: Walk): boolean {
  if (envelope.givenUpAt !== undefined) return false;
  if (!hasState) return true;
  const now = clock.now();
  return now < expiresAt(envelope, retryPolicies(ports.config())) && (envelope.nextAttemptAt ?? now) <= now;
}

/** Without an open recipient there is nothing to attempt: it is settled. */
async function attemptNow(asked: Walk): Promise<Again | undefined> {
  const walked = rehearse(asked);
  const { ports, story, hasState, clock } = walked;
  if (!walked.envelope.recipients.some(isOpen)) return conclude(walked, new Map());
  const begun = beginAttempt(walked.envelope, retryPolicies(ports.config()), clock.now());
  if (hasState) await saveState(ports.mailRoot, begun, engineMoment(begun, begun.nextAttemptAt));
  story.note('attempt', `number ${begun.attempts}${walked.askedFor ? ', asked for' : ''}`);
  const now = { ...walked, envelope: begun, attempted: true };
  const turn = { ...now, envelope: { ...begun, recipients: whoseTurn(walked) } };
  const outcomes = await outcomesOf(turn, noteTo(now));
  // Nothing is written to the transcripts behind the back of what follows: it may move or remove them.
  await story.written();
  return conclude(now, outcomes);
}

/** A moment of the message's clock by the engine's. */
function engineMoment(envelope: Envelope, at: number | undefined): number {
  return (at ?? 0) - aheadMs(envelope);
}

/** Settles, and carries out what that says. */
async function conclude(walked: Walk, outcomes: Outcomes): Promise<Again | undefined> {
  const { ports, envelope, hasState, clock } = walked;
  const settlement = settle(envelope, outcomes, { policies: retryPolicies(ports.config()), now: clock.now() });
  tellExpired(walked, settlement.failed);
  if (settlement.kind === 'done' && !hasState && settlement.envelope.recipients.every(isDropped))
    return dropped(walked, settlement);
  return carryOut(walked, { settlement, answered: false });
}

/** Answers the sender, and leaves or waits. The DSN is enqueued before the fate is written: a repeat replaces it. */
async function carryOut(walked: Walk, { settlement, answered }: Unsettled): Promise<Again | undefined> {
  const { ports, id } = walked;
  ports.unsettled.set(id, { settlement, answered });
  if (!(await isQueued(ports.mailRoot, id))) return deletedMeanwhile(walked);
  if (!answered) {
    await tieDropped(walked, settlement.envelope);
    await answer(walked, settlement);
  }
  ports.unsettled.set(id, { settlement, answered: true });
  return settlement.kind === 'wait'
    ? waitOn(walked, settlement)
    : finish(walked, withFate(walked, settlement.envelope));
}

/** What failed in an attempt was told there; what time or a person ended is told here. */
function tellExpired({ story }: Walk, failed: readonly Recipient[]): void {
  for (const { address, state } of failed)
    if (state.action === 'failed' && state.category === 'expired')
      story.note('failed', `${state.status} ${state.text}`, address);
}

async function deletedMeanwhile({ ports, id, story }: Walk): Promise<undefined> {
  ports.log.info(`${id} was deleted from the Queue while it was attempted; nothing more is done for it.`);
  ports.unsettled.delete(id);
  // What is still being written to its transcripts must not make them anew.
  await story.flush();
  await removeCompanions(ports.mailRoot, id);
}

function isDropped({ state }: Recipient): boolean {
  return state.action === 'delivered';
}

/** The hot path: nothing but Drop. Its story is the lines on top of the Drop file. */
async function dropped(walked: Walk, settlement: Settlement): Promise<undefined> {
  await tieDropped(walked, settlement.envelope);
  await answer(walked, settlement);
  await removeQueued(walked.ports.mailRoot, walked.id);
  say(walked, settlement.envelope, 'Drop');
}

async function answer(walked: Walk, settlement: Settlement): Promise<void> {
  const { ports, story, envelope: before, clock } = walked;
  const { mailRoot, onEnqueued } = ports;
  const config = ports.config();
  await answerSender({ before, ...settlement }, async () => (await wire(walked)).content, {
    mailRoot,
    clock,
    story,
    onEnqueued,
    fqdn: ports.fqdn(),
    settings: config,
    retryUntil: expiresAt(settlement.envelope, retryPolicies(config)),
    maxOriginalOctets: config['dsn.maxOriginalKilobytes'] * 1024,
    copyTo: withDomain(config['dsn.copyTo'], config.defaultDomain),
  });
}

async function waitOn(walked: Walk, settlement: Extract<Settlement, { kind: 'wait' }>): Promise<Again> {
  const { ports, story } = walked;
  const { wakeAt } = settlement;
  const envelope = hurried(walked, settlement.envelope, wakeAt);
  const news = isNews(walked, settlement);
  if (news) tellNext(walked, envelope);
  const lookAt = Math.max(engineMoment(envelope, wakeAt), walked.startedAt);
  await saveState(ports.mailRoot, envelope, lookAt);
  await ports.letOut.saw({ ...walked, envelope });
  ports.unsettled.delete(envelope.id);
  await story.flush();
  if (news) say(walked, envelope, 'Queue');
  return { at: lookAt, priority: envelope.priority };
}

/** A DSN about it that came in is noted, and nothing else has changed. */
function isNews({ ask, attempted }: Walk, { failed, delayed }: Extract<Settlement, { kind: 'wait' }>): boolean {
  return ask.reports.length === 0 || attempted || failed.length + delayed.length > 0;
}

/** A message whose clock is being advanced goes to its next event without waiting for it, until it is where it was to go. */
function hurried({ clock, story }: Walk, envelope: Envelope, wakeAt: number): Envelope {
  const { advanceUntil } = envelope;
  if (advanceUntil === undefined) return envelope;
  const now = clock.now();
  const arrived = without(envelope, 'advanceUntil');
  if (advanceUntil <= now) return arrived;
  const jumpMs = Math.max(0, Math.min(wakeAt, advanceUntil) - now);
  story.note(
    'command',
    `its clock is advanced by ${Math.round(jumpMs / 1000)} s to ${new Date(now + jumpMs).toISOString()}`,
  );
  return { ...(wakeAt > advanceUntil ? arrived : envelope), advancedMs: aheadMs(envelope) + jumpMs };
}

function tellNext({ ports, story }: Walk, envelope: Envelope): void {
  const open = envelope.recipients.filter(isOpen).length;
  const next = envelope.nextAttemptAt;
  const end = expiresAt(envelope, retryPolicies(ports.config()));
  if (next === undefined) return;
  if (next < end)
    story.note('next', `attempt ${envelope.attempts + 1} at ${new Date(next).toISOString()}, ${open} to go`);
  else story.note('next', `none: the message expires at ${new Date(end).toISOString()}, ${open} to go`);
}

/** Whoever failed at any attempt and could not be told of makes the message bad, even if the last attempt went well. */
function withFate({ story }: Walk, envelope: Envelope): Envelope {
  const fate = fateOf(envelope);
  story.note('end', fate.kind === 'bad' ? 'to BadMail' : 'finished: kept in Sent');
  return { ...envelope, fate };
}

async function finish(walked: Walk, envelope: Envelope): Promise<Again | undefined> {
  const { ports, story } = walked;
  await saveState(ports.mailRoot, envelope);
  ports.unsettled.delete(envelope.id);
  await story.flush();
  const end = await leaveQueue(walked, envelope);
  if (end.kind === 'stays') {
    say(walked, end.envelope, 'Queue');
    return { at: end.lookAt, priority: envelope.priority };
  }
  if (end.folder === 'Sent') ports.sent.ask();
  say(walked, envelope, end.folder);
  return undefined;
}

function say({ ports, ask, startedAt }: Walk, envelope: Envelope, folder: Outcome['folder']): void {
  ports.onOutcome(
    outcomeOf(envelope, { folder, durationMs: ports.clock.now() - startedAt, pickupFile: ask.pickupFile }),
  );
}
