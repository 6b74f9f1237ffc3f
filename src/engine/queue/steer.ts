/**
 * What a command makes of an envelope. Decides only: writing it down, and attempting where that follows, is the walk's. A command that
 * makes no sense now is refused with a sentence. `now` is the message's own clock, epoch ms. Pure.
 */
import type { Command, Moment } from '../mailroot/command';
import { without, type Envelope, type Recipient } from '../mailroot/envelope';
import { withDomain } from '../message/address';
import { isAddress } from '../message/pathLine';
import { withLeave } from './leave';
import { bornAt, expiresAt, isOpen, isThere, policyOf, type RetryPolicies } from './settle';

/** Commands about the envelope; `remove` and `edit` are about files, and the walk's own. */
export type EnvelopeCommand = Exclude<Command, { kind: 'remove' | 'edit' }>;

export type Steered =
  | {
      readonly kind: 'steered';
      readonly envelope: Envelope;
      /** What was done, for the LTR. */
      readonly said: string;
      /** `attempt` now, `settle` what was decided here, or `wait` as before. */
      readonly then: 'attempt' | 'settle' | 'wait';
    }
  | { readonly kind: 'refused'; readonly why: string };

export interface SteerAt {
  readonly policies: RetryPolicies;
  readonly now: number;
  readonly defaultDomain: string;
}

export function steer(envelope: Envelope, command: EnvelopeCommand, at: SteerAt): Steered {
  switch (command.kind) {
    case 'retry':
      return envelope.held === undefined
        ? steered(envelope, 'attempt now', 'attempt')
        : refused(`It is held (${envelope.held.why}). Release it first.`);
    case 'hold':
      return hold(envelope, command.why, at.now);
    case 'release':
      return release(envelope, at.now);
    case 'expire':
      return expire(envelope, at.now);
    case 'requeue':
      return requeue(envelope, command, at);
    case 'priority':
      return steered({ ...envelope, priority: command.priority }, `priority ${command.priority}`, 'wait');
    case 'advance':
      return advance(envelope, command.moment, at);
  }
}

function steered(envelope: Envelope, said: string, then: 'attempt' | 'settle' | 'wait'): Steered {
  return { kind: 'steered', envelope, said, then };
}

function refused(why: string): Steered {
  return { kind: 'refused', why };
}

function hold(envelope: Envelope, why = 'asked for', now: number): Steered {
  if (envelope.held !== undefined) return refused(`It is held already (${envelope.held.why}).`);
  return steered({ ...envelope, held: { at: now, why } }, `held: ${why}`, 'wait');
}

/** Time spent held does not count against its life. */
function release(envelope: Envelope, now: number): Steered {
  const { held, ...rest } = envelope;
  if (held === undefined) return refused('It is not held.');
  const requeuedAt = bornAt(envelope) + Math.max(0, now - held.at);
  return steered({ ...rest, requeuedAt }, 'released', 'attempt');
}

function expire(envelope: Envelope, now: number): Steered {
  return steered({ ...without(envelope, 'held'), givenUpAt: now }, 'given up on request', 'settle');
}

function requeue(
  envelope: Envelope,
  { recipients: wanted, via, mayLeave, capture }: Extract<Command, { kind: 'requeue' }>,
  { now, defaultDomain }: SteerAt,
): Steered {
  const wrong = wanted?.find((address) => !isAddress(address));
  if (wrong !== undefined) return refused(`"${wrong}" is not an address. Nothing was changed.`);
  const route = via === undefined ? {} : { via };
  const kept = envelope.recipients.filter(isThere);
  const again = envelope.recipients.filter((each) => !isThere(each));
  if (wanted === undefined && again.length === 0)
    return refused('Every recipient has it. Name other recipients to send it to.');
  const next =
    wanted === undefined ? again.map((each) => reopened(each)) : wanted.map((each) => fresh(each, defaultDomain));
  const recipients = [...kept, ...next.map((each) => ({ ...each, ...route }))];
  const whom = next.map(({ address }) => `<${address}>`).join(', ');
  const anew = { ...without(envelope, 'held', 'givenUpAt', 'fate', 'nextAttemptAt'), requeuedAt: now };
  const leave = withLeave({ ...anew, attemptsBefore: envelope.attempts, recipients }, { mayLeave, capture });
  const said = [`requeued for ${whom}${via === undefined ? '' : ` by way of ${via}`}`, ...leave.notes].join('; ');
  return steered(leave.envelope, said, 'attempt');
}

function reopened(recipient: Recipient): Recipient {
  return { ...without(recipient, 'delayNotifiedAt', 'nextAttemptAt', 'via'), state: { action: 'pending' } };
}

function fresh(address: string, defaultDomain: string): Recipient {
  return { address: withDomain(address, defaultDomain), state: { action: 'pending' } };
}

function advance(envelope: Envelope, moment: Moment, { policies, now }: SteerAt): Steered {
  if (envelope.held !== undefined)
    return refused(`It is held (${envelope.held.why}): no time passes. Release it first.`);
  const until = momentOf(envelope, moment, { policies, now });
  if (until === undefined) return refused('Its delay notification has been sent, or its time for it has passed.');
  const said = `its clock is moved ahead to ${new Date(until).toISOString()} (${wordsOf(moment)})`;
  return steered({ ...envelope, advanceUntil: until }, said, 'wait');
}

/** Undefined when that moment is behind it. */
function momentOf(
  envelope: Envelope,
  moment: Moment,
  { policies, now }: Pick<SteerAt, 'policies' | 'now'>,
): number | undefined {
  switch (moment.to) {
    case 'later':
      return now + moment.ms;
    case 'expiration':
      return expiresAt(envelope, policies);
    case 'next':
      return Math.min(...events(envelope, policies, now));
    case 'delay-notification':
      return delays(envelope, policies, now)[0];
  }
}

function wordsOf(moment: Moment): string {
  switch (moment.to) {
    case 'later':
      return `by ${Math.round(moment.ms / 1000)} s`;
    case 'expiration':
      return 'its expiration';
    case 'next':
      return 'its next event';
    case 'delay-notification':
      return 'its delay notification';
  }
}

function delays(envelope: Envelope, policies: RetryPolicies, now: number): number[] {
  return envelope.recipients
    .filter((each) => isOpen(each) && each.delayNotifiedAt === undefined)
    .map((each) => bornAt(envelope) + policyOf(each, policies).delayNotificationMs)
    .filter((at) => at > now)
    .sort((a, b) => a - b);
}

function events(envelope: Envelope, policies: RetryPolicies, now: number): number[] {
  const next = envelope.nextAttemptAt === undefined ? [] : [envelope.nextAttemptAt];
  return [...next, ...delays(envelope, policies, now), expiresAt(envelope, policies)];
}
