/**
 * Decides a message's fate from its envelope alone. Knows attempts and time, never reply codes: whether a reply is permanent
 * was decided where the reply was read. Moments are those of the message's own clock. Pure.
 */
import { without, type AttemptRecord, type DeliveryStatus, type Envelope, type Recipient } from '../mailroot/envelope';

/** All in milliseconds. The last interval repeats. */
export interface RetryPolicy {
  readonly intervalsMs: readonly number[];
  readonly delayNotificationMs: number;
  readonly expirationMs: number;
  /** Attempts after which it is given up (NT4's model); 0 lets time alone decide. */
  readonly maxAttempts: number;
}

/** IIS keeps one policy for what is dropped here and one for what goes to a remote host. */
export interface RetryPolicies {
  readonly local: RetryPolicy;
  readonly remote: RetryPolicy;
}

/**
 * `failed` are the recipients that failed just now (the sender has not heard of them); `delayed` those a delay notification is
 * owed for. `wait` says when to look again: the next attempt, a delay notification or an expiration, whichever is first.
 */
export type Settlement =
  | { readonly kind: 'done'; readonly envelope: Envelope; readonly failed: readonly Recipient[] }
  | {
      readonly kind: 'wait';
      readonly envelope: Envelope;
      readonly wakeAt: number;
      readonly failed: readonly Recipient[];
      readonly delayed: readonly Recipient[];
    };

export type Outcomes = ReadonlyMap<string, DeliveryStatus>;

export interface SettleAt {
  readonly policies: RetryPolicies;
  readonly now: number;
}

/** The interval until the next attempt, after `attempts` were made. */
export function retryIntervalMs(policy: RetryPolicy, attempts: number): number {
  const last = policy.intervalsMs.length - 1;
  return policy.intervalsMs[Math.min(Math.max(attempts - 1, 0), last)] ?? 0;
}

/** A recipient that has the message. */
export function isThere({ state }: Recipient): boolean {
  return state.action === 'delivered' || state.action === 'relayed';
}

/** A recipient that still has to be delivered. */
export function isOpen(recipient: Recipient): boolean {
  return recipient.state.action === 'pending' || recipient.state.action === 'delayed';
}

/** What could not be written to Drop waits by the local policy, everything else by the remote one. */
export function policyOf({ state }: Recipient, policies: RetryPolicies): RetryPolicy {
  return state.action === 'delayed' && state.stage === 'drop' ? policies.local : policies.remote;
}

/** Epoch ms from which delay and expiration count. */
export function bornAt(envelope: Envelope): number {
  return envelope.requeuedAt ?? envelope.arrivedAt;
}

/** The moment at which the last of its open recipients is given up. */
export function expiresAt(envelope: Envelope, policies: RetryPolicies): number {
  const lives = envelope.recipients.filter(isOpen).map((each) => policyOf(each, policies).expirationMs);
  return bornAt(envelope) + Math.max(0, ...lives);
}

/** The envelope as it stands while its next attempt runs: counted and the one after scheduled before connecting. */
export function beginAttempt(envelope: Envelope, policies: RetryPolicies, now: number): Envelope {
  const due = new Set(dueRecipients(envelope, policies, now));
  const moments = envelope.recipients.filter(isOpen).map((each) => {
    const interval = retryIntervalMs(policyOf(each, policies), triesOf(each, envelope) + 1);
    return due.has(each) ? now + interval : dueAt(each, envelope, policies);
  });
  return { ...envelope, attempts: envelope.attempts + 1, lastAttemptAt: now, nextAttemptAt: Math.min(...moments) };
}

/**
 * The open recipients whose turn it is. Each waits by its own schedule: what Drop can't take is not tried at a remote host the sooner.
 * When the settings say that it is nobody's turn (they were changed meanwhile), it is everybody's.
 */
export function dueRecipients(envelope: Envelope, policies: RetryPolicies, now: number): Recipient[] {
  const open = envelope.recipients.filter(isOpen);
  const due = open.filter((each) => each.state.action === 'pending' || dueAt(each, envelope, policies) <= now);
  return due.length === 0 ? open : due;
}

/** The next attempt of the message is that of its first recipient; who comes later has a moment of his own. */
function withMoments(envelope: Envelope, policies: RetryPolicies): Envelope {
  const moments = envelope.recipients.map((each) => (isOpen(each) ? dueAt(each, envelope, policies) : Infinity));
  const next = Math.min(...moments);
  const recipients = envelope.recipients.map((each, i) => {
    const at = moments[i] ?? next;
    return isOpen(each) && at > next ? { ...each, nextAttemptAt: at } : without(each, 'nextAttemptAt');
  });
  return { ...envelope, recipients, nextAttemptAt: next };
}

function dueAt(recipient: Recipient, envelope: Envelope, policies: RetryPolicies): number {
  const tries = triesOf(recipient, envelope);
  const last = tries === 0 ? undefined : recipient.history?.at(-1)?.at;
  const since = last ?? envelope.lastAttemptAt ?? bornAt(envelope);
  return since + retryIntervalMs(policyOf(recipient, policies), tries);
}

/** Attempts made for a recipient since its life began (anew). Where its history does not reach that far, it was in all of them. */
function triesOf({ state, history = [] }: Recipient, { attempts, attemptsBefore = 0 }: Envelope): number {
  if (state.action === 'pending') return 0;
  if (history.length === 0 || history.length >= historyLimit) return attempts - attemptsBefore;
  return history.filter(({ attempt }) => attempt > attemptsBefore).length;
}

/** Takes the outcomes of an attempt (none, when it was only woken by time) and decides what follows. */
export function settle(envelope: Envelope, outcomes: Outcomes, { policies, now }: SettleAt): Settlement {
  const recipients = envelope.recipients
    .map((each) => (isOpen(each) ? withOutcome(each, outcomes.get(each.address), { envelope, now }) : each))
    .map((each) => (isOpen(each) ? givenUp(each, envelope, { policies, now }) : each))
    .map((each) => (isOpen(each) ? each : without(each, 'nextAttemptAt')));
  const failed = recipients.filter((each, i) => hasFailed(each) && !hasFailed(envelope.recipients[i]));
  const hasNews = recipients.some((each, i) => !isOpen(each) && isOpen(envelope.recipients[i] ?? each));
  const told = hasNews ? numbered(envelope) : envelope;
  if (!recipients.some(isOpen)) return { kind: 'done', envelope: { ...finished(told), recipients }, failed };
  const open = { ...told, recipients };
  // Whose time is over may have been the next one to be tried.
  const attempted = outcomes.size > 0 || hasNews ? withMoments(open, policies) : open;
  return wait(attempted, failed, { policies, now, isNumbered: hasNews });
}

/**
 * A notification of this settlement is told by the attempt; one more about the same attempt (what time or a person decided later) by
 * the next number, so that it does not take the other's place. A repeat after a crash gets the same number.
 */
function numbered(envelope: Envelope): Envelope {
  return { ...envelope, noticed: Math.max(envelope.attempts, (envelope.noticed ?? 0) + 1) };
}

/**
 * The envelope with what hosts have taken so far, while its attempt goes on. Who asked to hear of a success is left out: the notification is
 * written at the end.
 */
export function withTaken(envelope: Envelope, outcomes: Outcomes, now: number): Envelope {
  const recipients = envelope.recipients.map((each) => {
    const status = outcomes.get(each.address);
    const isNoted = isOpen(each) && status?.action === 'relayed' && each.notify?.includes('SUCCESS') !== true;
    return isNoted ? withOutcome(each, status, { envelope, now }) : each;
  });
  return { ...envelope, recipients };
}

const historyLimit = 50;

function withOutcome(
  recipient: Recipient,
  status: DeliveryStatus | undefined,
  { envelope, now }: { envelope: Envelope; now: number },
): Recipient {
  if (status === undefined) return recipient;
  const history = [...(recipient.history ?? []), recordOf(status, envelope, now)].slice(-historyLimit);
  return { ...recipient, state: status, history };
}

function recordOf(status: DeliveryStatus, { attempts, lastAttemptAt }: Envelope, now: number): AttemptRecord {
  const at = lastAttemptAt ?? now;
  const base = { attempt: attempts, at, durationMs: Math.max(0, now - at), action: status.action };
  if (status.action === 'delivered') return base;
  const { nextHop, reply } = status;
  const hop = { ...(nextHop !== undefined && { nextHop }), ...(reply && { reply }) };
  if (status.action === 'relayed') return { ...base, ...hop };
  return { ...base, ...hop, stage: status.stage, status: status.status, text: status.text };
}

function wait(
  envelope: Envelope,
  failed: readonly Recipient[],
  { policies, now, isNumbered }: SettleAt & { isNumbered: boolean },
): Settlement {
  const delayAt = (each: Recipient): number => bornAt(envelope) + policyOf(each, policies).delayNotificationMs;
  const owed = (each: Recipient): boolean =>
    each.state.action === 'delayed' && each.delayNotifiedAt === undefined && now >= delayAt(each);
  const delayed = envelope.recipients.filter(owed);
  const recipients = envelope.recipients.map((each) => (owed(each) ? { ...each, delayNotifiedAt: now } : each));
  const moments = recipients
    .filter(isOpen)
    .flatMap((each) => [
      bornAt(envelope) + policyOf(each, policies).expirationMs,
      ...(each.delayNotifiedAt === undefined && delayAt(each) > now ? [delayAt(each)] : []),
    ]);
  const wakeAt = Math.min(...moments, envelope.nextAttemptAt ?? Number.POSITIVE_INFINITY);
  const told = delayed.length > 0 && !isNumbered ? numbered(envelope) : envelope;
  return { kind: 'wait', envelope: { ...told, recipients }, wakeAt, failed, delayed };
}

function hasFailed(recipient: Recipient | undefined): boolean {
  return recipient?.state.action === 'failed';
}

function finished(envelope: Envelope): Envelope {
  return without(envelope, 'nextAttemptAt', 'advanceUntil');
}

/** Expired: RFC 3463 X.4.7. The last reply stays, so that the sender reads why. */
function givenUp(recipient: Recipient, envelope: Envelope, { policies, now }: SettleAt): Recipient {
  const { expirationMs, maxAttempts } = policyOf(recipient, policies);
  if (envelope.givenUpAt !== undefined) return giveUp(recipient, now, 'Given up on request.');
  if (now - bornAt(envelope) >= expirationMs) {
    return giveUp(recipient, now, 'Not delivered before the message expired.');
  }
  const tries = triesOf(recipient, envelope);
  return maxAttempts > 0 && tries >= maxAttempts
    ? giveUp(recipient, now, `Not delivered in ${tries} attempts, the most allowed.`)
    : recipient;
}

/** Failed for a reason that is no reply: time, attempts, or a person's word. */
function giveUp(recipient: Recipient, now: number, why: string): Recipient {
  const { state } = recipient;
  const expired = { action: 'failed', at: now, category: 'expired', status: '4.4.7' } as const;
  if (state.action !== 'delayed') {
    return { ...recipient, state: { ...expired, stage: 'route', text: `${why} It was never attempted.` } };
  }
  const text = `${why} The last attempt said: ${state.text}`;
  return { ...recipient, state: { ...state, ...expired, text } };
}
