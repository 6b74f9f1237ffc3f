/**
 * Decides a message's fate from its envelope alone. Knows attempts and time, never reply codes: whether a reply is permanent
 * was decided where the reply was read. Pure.
 */
import type { DeliveryStatus, Envelope, Recipient } from '../mailroot/envelope';

/** All in milliseconds. The last interval repeats. */
export interface RetryPolicy {
  readonly intervalsMs: readonly number[];
  readonly delayNotificationMs: number;
  readonly expirationMs: number;
}

/**
 * `failed` are the recipients that failed just now (the sender has not heard of them); `delayed` those a delay notification is
 * owed for. `wait` says when to look again: the next attempt, the delay notification or the expiration, whichever is first.
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

/** The interval until the next attempt, after `attempts` were made. */
export function retryIntervalMs(policy: RetryPolicy, attempts: number): number {
  const last = policy.intervalsMs.length - 1;
  return policy.intervalsMs[Math.min(Math.max(attempts - 1, 0), last)] ?? 0;
}

/** A recipient that still has to be delivered. */
export function isOpen(recipient: Recipient): boolean {
  return recipient.state.action === 'pending' || recipient.state.action === 'delayed';
}

/** The envelope as it stands while its next attempt runs: counted and the one after scheduled before connecting. */
export function beginAttempt(envelope: Envelope, policy: RetryPolicy, now: number): Envelope {
  const attempts = envelope.attempts + 1;
  return { ...envelope, attempts, nextAttemptAt: now + retryIntervalMs(policy, attempts) };
}

/** Takes the outcomes of an attempt (none, when it was only woken by time) and decides what follows. */
export function settle(
  envelope: Envelope,
  outcomes: Outcomes,
  { policy, now }: { policy: RetryPolicy; now: number },
): Settlement {
  const expired = now - envelope.arrivedAt >= policy.expirationMs;
  const recipients = envelope.recipients.map((each) => {
    const after = isOpen(each) ? { ...each, state: outcomes.get(each.address) ?? each.state } : each;
    return expired && isOpen(after) ? giveUp(after, now) : after;
  });
  const failed = recipients.filter((each, i) => hasFailed(each) && !hasFailed(envelope.recipients[i]));
  if (!recipients.some(isOpen)) {
    return { kind: 'done', envelope: { ...withoutNextAttempt(envelope), recipients }, failed };
  }
  return wait({ ...envelope, recipients }, failed, { policy, now });
}

function wait(
  envelope: Envelope,
  failed: readonly Recipient[],
  { policy, now }: { policy: RetryPolicy; now: number },
): Settlement {
  const delayAt = envelope.arrivedAt + policy.delayNotificationMs;
  const owed = envelope.delayNotifiedAt === undefined && now >= delayAt;
  const delayed = owed ? envelope.recipients.filter((each) => each.state.action === 'delayed') : [];
  const after = owed ? { ...envelope, delayNotifiedAt: now } : envelope;
  const moments = [envelope.arrivedAt + policy.expirationMs, envelope.nextAttemptAt ?? Number.POSITIVE_INFINITY];
  if (after.delayNotifiedAt === undefined) moments.push(delayAt);
  return { kind: 'wait', envelope: after, wakeAt: Math.min(...moments), failed, delayed };
}

function hasFailed(recipient: Recipient | undefined): boolean {
  return recipient?.state.action === 'failed';
}

function withoutNextAttempt(envelope: Envelope): Envelope {
  const { nextAttemptAt, ...rest } = envelope;
  return nextAttemptAt === undefined ? envelope : rest;
}

/** Expired: RFC 3463 X.4.7. The last reply stays, so that the sender reads why. */
function giveUp(recipient: Recipient, now: number): Recipient {
  const { state } = recipient;
  const expired = { action: 'failed', at: now, category: 'expired', status: '4.4.7' } as const;
  if (state.action !== 'delayed') {
    const text = 'Not delivered before the message expired. It was never attempted.';
    return { ...recipient, state: { ...expired, stage: 'route', text } };
  }
  const text = `Not delivered before the message expired. The last attempt said: ${state.text}`;
  return { ...recipient, state: { ...state, ...expired, text } };
}
