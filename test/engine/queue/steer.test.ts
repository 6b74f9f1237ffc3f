import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command } from '../../../src/engine/mailroot/command';
import type { Envelope, RecipientState } from '../../../src/engine/mailroot/envelope';
import { settle, type RetryPolicies } from '../../../src/engine/queue/settle';
import { steer, type EnvelopeCommand, type Steered } from '../../../src/engine/queue/steer';

const minute = 60_000;
const hour = 60 * minute;
const policy = { intervalsMs: [15 * minute], delayNotificationMs: 12 * hour, expirationMs: 48 * hour, maxAttempts: 0 };
const policies: RetryPolicies = { remote: policy, local: policy };

const relayed: RecipientState = { action: 'relayed', at: 0, nextHop: 'mx.test', reply: { code: 250, text: 'OK' } };
const delayed: RecipientState = {
  action: 'delayed',
  at: 0,
  stage: 'rcpt',
  category: 'greylisting',
  status: '4.7.1',
  text: 'Greylisted.',
};
const failed: RecipientState = { ...delayed, action: 'failed', status: '5.1.1', text: 'Unknown.' };

function envelope(states: readonly RecipientState[], more: Partial<Envelope> = {}): Envelope {
  return {
    version: 1,
    id: '20261123T115001Z-07b3a9c',
    arrivedAt: 0,
    source: { kind: 'pickup', file: 'a.eml' },
    why: 'test',
    reversePath: 'app@example.com',
    recipients: states.map((state, i) => ({ address: `r${i}@example.net`, state })),
    attempts: 1,
    nextAttemptAt: 15 * minute,
    ...more,
  };
}

function told(before: Envelope, command: EnvelopeCommand, now = minute): Steered {
  return steer(before, command, { policies, now, defaultDomain: 'localhost' });
}

function done(before: Envelope, command: EnvelopeCommand, now = minute): Extract<Steered, { kind: 'steered' }> {
  const steered = told(before, command, now);
  assert.equal(steered.kind, 'steered', steered.kind === 'refused' ? steered.why : '');
  return steered;
}

function refusal(before: Envelope, command: EnvelopeCommand): string {
  const steered = told(before, command);
  assert.equal(steered.kind, 'refused');
  return steered.why;
}

const advance = (moment: Extract<Command, { kind: 'advance' }>['moment']): EnvelopeCommand => ({
  kind: 'advance',
  moment,
});
const held = { at: 0, why: 'asked for' };

test('hold says who asked for it and since when; a second hold is refused', () => {
  const { envelope: after, then } = done(envelope([delayed]), { kind: 'hold', why: 'the host is being mended' });
  assert.deepEqual(after.held, { at: minute, why: 'the host is being mended' });
  assert.equal(then, 'wait');
  assert.match(refusal(after, { kind: 'hold' }), /held already \(the host is being mended\)/);
});

test('a held message is not attempted, and its clock does not run', () => {
  const waiting = envelope([delayed], { held });
  assert.match(refusal(waiting, { kind: 'retry' }), /held.*Release it first/);
  assert.match(refusal(waiting, advance({ to: 'next' })), /no time passes/);
});

test('released, it is attempted at once, and the time it was held does not count against its life', () => {
  const { envelope: after, then } = done(
    envelope([delayed], { held: { at: hour, why: 'x' } }),
    { kind: 'release' },
    5 * hour,
  );
  assert.equal(after.held, undefined);
  assert.equal(after.requeuedAt, 4 * hour);
  assert.equal(then, 'attempt');
  assert.match(refusal(envelope([delayed]), { kind: 'release' }), /not held/);
});

test('expire gives up who is still open, with the last reply, and leaves who has it alone', () => {
  const before = envelope([relayed, delayed, { action: 'pending' }], { held });
  const { envelope: given, then } = done(before, { kind: 'expire' });
  assert.equal(given.held, undefined);
  assert.equal(then, 'settle');
  const settlement = settle(given, new Map(), { policies, now: minute });
  assert.equal(settlement.kind, 'done');
  assert.deepEqual(
    settlement.envelope.recipients.map(({ state }) => state.action),
    ['relayed', 'failed', 'failed'],
  );
  assert.equal(settlement.failed.length, 2, 'the sender is told of both');
  assert.match(JSON.stringify(settlement.failed[0]), /Given up on request.*Greylisted/);
});

test('requeue tries again who has not got it, and begins its life anew', () => {
  const before = envelope([relayed, failed], { fate: { kind: 'sent' }, attempts: 3 });
  const { envelope: after, then } = done(before, { kind: 'requeue' }, 60 * hour);
  assert.deepEqual(
    after.recipients.map(({ state }) => state.action),
    ['relayed', 'pending'],
  );
  assert.equal(after.requeuedAt, 60 * hour);
  assert.equal(after.attempts, 3, 'history is kept');
  assert.equal(after.fate, undefined);
  assert.equal(then, 'attempt');
});

test('requeue with other recipients replaces those that have not got it', () => {
  const command: EnvelopeCommand = {
    kind: 'requeue',
    recipients: ['carol@example.org', 'root'],
    via: 'localhost:1025',
  };
  const { envelope: after, said } = done(envelope([relayed, failed]), command);
  assert.deepEqual(
    after.recipients.map(({ address, via }) => [address, via]),
    [
      ['r0@example.net', undefined],
      ['carol@example.org', 'localhost:1025'],
      ['root@localhost', 'localhost:1025'],
    ],
  );
  assert.equal(said, 'requeued for <carol@example.org>, <root@localhost> by way of localhost:1025');
});

test('requeued, a message may leave to the domains that were named, or is captured for those who have not got it there', () => {
  const [far, near] = ['far@far.test', 'near@example.net'];
  const before = envelope([relayed, failed], { mayLeave: ['old.test'] });
  const recipients = [far, near];
  const allowed = done(before, { kind: 'requeue', recipients, mayLeave: ['far.test'] });
  assert.deepEqual(allowed.envelope.mayLeave, ['old.test', 'far.test']);
  assert.match(allowed.said, /requeued for <far@far\.test>, <near@example\.net>; this message may leave to far\.test$/);
  const captured = done(before, { kind: 'requeue', recipients, capture: ['far.test', 'example.net'] });
  assert.deepEqual(
    captured.envelope.recipients.map(({ via }) => via),
    [undefined, 'Drop', 'Drop'],
  );
  assert.match(captured.said, /mail to far\.test, example\.net is captured/);
});

test('requeue of what everybody has asks for other recipients; a wrong address changes nothing', () => {
  assert.match(refusal(envelope([relayed]), { kind: 'requeue' }), /Every recipient has it/);
  assert.match(refusal(envelope([failed]), { kind: 'requeue', recipients: ['a b@x'] }), /"a b@x" is not an address/);
});

test('priority is kept and nothing else happens', () => {
  const { envelope: after, then } = done(envelope([delayed]), { kind: 'priority', priority: 'high' });
  assert.equal(after.priority, 'high');
  assert.equal(then, 'wait');
});

test('the clock is moved to the next event, the delay notification, the expiration, or by a duration', () => {
  const until = (moment: Extract<Command, { kind: 'advance' }>['moment']): number | undefined =>
    done(envelope([delayed]), advance(moment)).envelope.advanceUntil;
  assert.equal(until({ to: 'next' }), 15 * minute);
  assert.equal(until({ to: 'delay-notification' }), 12 * hour);
  assert.equal(until({ to: 'expiration' }), 48 * hour);
  assert.equal(until({ to: 'later', ms: hour }), hour + minute);
});

test('a delay notification that was sent is not a moment to move to', () => {
  const before = envelope([delayed]);
  const notified = { ...before, recipients: before.recipients.map((each) => ({ ...each, delayNotifiedAt: 1 })) };
  assert.match(refusal(notified, advance({ to: 'delay-notification' })), /has been sent/);
});
