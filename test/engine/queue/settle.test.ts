import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeliveryStatus, Envelope, RecipientState } from '../../../src/engine/mailroot/envelope';
import {
  beginAttempt,
  dueRecipients,
  retryIntervalMs,
  settle,
  withTaken,
  type RetryPolicies,
  type RetryPolicy,
} from '../../../src/engine/queue/settle';

const minute = 60_000;
const hour = 60 * minute;
const policy: RetryPolicy = {
  intervalsMs: [15, 30, 60, 240].map((minutes) => minutes * minute),
  delayNotificationMs: 12 * hour,
  expirationMs: 48 * hour,
  maxAttempts: 0,
};
const policies: RetryPolicies = { remote: policy, local: { ...policy, intervalsMs: [minute, 5 * minute] } };

const relayed: DeliveryStatus = { action: 'relayed', at: 0, nextHop: 'mx.test:25', reply: { code: 250, text: 'OK' } };
const greylisted: DeliveryStatus = {
  action: 'delayed',
  at: 0,
  stage: 'rcpt',
  category: 'greylisting',
  status: '4.7.1',
  text: 'Greylisted.',
};
const unknown: DeliveryStatus = {
  action: 'failed',
  at: 0,
  stage: 'rcpt',
  category: 'unknown-user',
  status: '5.1.1',
  text: 'User unknown.',
};

function envelope(...states: RecipientState[]): Envelope {
  return {
    version: 1,
    id: '20261123T115001Z-07b3a9c',
    arrivedAt: 0,
    source: { kind: 'pickup', file: 'hello.eml' },
    why: 'test',
    reversePath: 'app@example.com',
    recipients: states.map((state, i) => ({ address: `r${i}@example.net`, state })),
    attempts: 0,
  };
}

const pending: RecipientState = { action: 'pending' };

function outcomes(...statuses: DeliveryStatus[]): Map<string, DeliveryStatus> {
  return new Map(statuses.map((status, i) => [`r${i}@example.net`, status]));
}

test('one recipient relayed, one delayed: the message waits for the second alone, 15 minutes', () => {
  const begun = beginAttempt(envelope(pending, pending), policies, 0);
  const settlement = settle(begun, outcomes(relayed, greylisted), { policies, now: 0 });
  assert.equal(settlement.kind, 'wait');
  assert.equal(settlement.envelope.nextAttemptAt, 15 * minute);
  assert.deepEqual(
    settlement.envelope.recipients.map(({ state }) => state.action),
    ['relayed', 'delayed'],
  );
});

test('a recipient that failed is told of at once, though another still waits', () => {
  const begun = beginAttempt(envelope(pending, pending), policies, 0);
  const settlement = settle(begun, outcomes(unknown, greylisted), { policies, now: 0 });
  assert.equal(settlement.kind, 'wait');
  assert.deepEqual(
    settlement.failed.map(({ address }) => address),
    ['r0@example.net'],
  );
});

test('a failure already told of is not told of again', () => {
  const begun = beginAttempt(envelope(unknown, greylisted), policies, 15 * minute);
  const settlement = settle(begun, new Map([['r1@example.net', relayed]]), { policies, now: 15 * minute });
  assert.equal(settlement.kind, 'done');
  assert.deepEqual(settlement.failed, []);
});

test('when every recipient has an end the message is done and has no next attempt', () => {
  const settlement = settle(beginAttempt(envelope(pending), policies, 0), outcomes(relayed), { policies, now: 0 });
  assert.equal(settlement.kind, 'done');
  assert.equal(settlement.envelope.nextAttemptAt, undefined);
});

test('attempts come after 15, 30, 60 and then every 240 minutes', () => {
  const intervals = [1, 2, 3, 4, 5, 9].map((attempts) => retryIntervalMs(policy, attempts) / minute);
  assert.deepEqual(intervals, [15, 30, 60, 240, 240, 240]);
});

test('a dead host: attempts at 0, 15 min, 45 min, 1 h 45, 5 h 45, 9 h 45; delay told at 12 h; given up at 48 h', () => {
  let current = envelope(pending);
  const story: string[] = [];
  let now = 0;
  for (;;) {
    const due = (current.nextAttemptAt ?? 0) <= now && now < policy.expirationMs;
    const begun = due ? beginAttempt(current, policies, now) : current;
    if (due) story.push(`attempt ${now / minute}`);
    const settlement = settle(begun, due ? outcomes(greylisted) : new Map(), { policies, now });
    current = settlement.envelope;
    if (settlement.kind === 'done') break;
    if (settlement.delayed.length > 0) story.push(`delay ${now / minute}`);
    now = settlement.wakeAt;
  }
  story.push(`failed ${now / minute}`);
  assert.deepEqual(story.slice(0, 8), [
    'attempt 0',
    'attempt 15',
    'attempt 45',
    'attempt 105',
    'attempt 345',
    'attempt 585',
    'delay 720',
    'attempt 825',
  ]);
  assert.equal(story.at(-1), 'failed 2880');
  assert.equal(story.filter((line) => line.startsWith('delay')).length, 1);
  const [recipient] = current.recipients;
  assert.equal(recipient?.state.action, 'failed');
  assert.match(recipient.state.text, /expired.*Greylisted/);
});

test('a recipient never attempted before its message expired says so', () => {
  const settlement = settle(envelope(pending), new Map(), { policies, now: 48 * hour });
  assert.equal(settlement.kind, 'done');
  const [recipient] = settlement.failed;
  assert.equal(recipient?.state.action, 'failed');
  assert.match(recipient.state.text, /never attempted/);
});

test('a clock that went back does not undo or hurry anything: the message waits for the same moment', () => {
  const begun = beginAttempt(envelope(pending), policies, 10 * hour);
  const settlement = settle(begun, outcomes(greylisted), { policies, now: 9 * hour });
  assert.equal(settlement.kind, 'wait');
  assert.equal(settlement.envelope.nextAttemptAt, 10 * hour + 15 * minute);
});

void test('what is told later about the same attempt has a number of its own, and a repeat after a crash has the same', () => {
  const begun = { ...beginAttempt(envelope({ action: 'pending' }, { action: 'pending' }), policies, 0), attempts: 3 };
  const outcomes = new Map<string, DeliveryStatus>([
    ['r0@example.net', unknown],
    ['r1@example.net', greylisted],
  ]);
  const first = settle(begun, outcomes, { policies, now: 0 });
  assert.equal(first.envelope.noticed, 3);
  assert.equal(settle(begun, outcomes, { policies, now: 5 }).envelope.noticed, 3);
  const late = settle(first.envelope, new Map(), { policies, now: 12 * hour });
  assert.equal(late.kind === 'wait' && late.delayed.length, 1);
  assert.equal(late.envelope.noticed, 4);
  assert.equal(settle(late.envelope, new Map(), { policies, now: 48 * hour }).envelope.noticed, 5);
});

void test('where nothing is told, no number is taken', () => {
  const begun = beginAttempt(envelope({ action: 'pending' }), policies, 0);
  const { envelope: after } = settle(begun, new Map([['r0@example.net', greylisted]]), { policies, now: 0 });
  assert.equal(after.noticed, undefined);
});

const dropFull: DeliveryStatus = { ...greylisted, stage: 'drop', category: 'mailbox-full', status: '4.2.2' };

test('of two recipients each waits by its own schedule: one for Drop, one for a remote host', () => {
  let current = envelope(pending, pending);
  const tried: string[] = [];
  let now = 0;
  while (now < hour) {
    const due = dueRecipients(current, policies, now).map(({ address }) => address);
    tried.push(`${now / minute}: ${due.map((address) => (address.startsWith('r0') ? 'Drop' : 'host')).join(' ')}`);
    const begun = beginAttempt(current, policies, now);
    const all = outcomes(dropFull, greylisted);
    const settlement = settle(begun, new Map([...all].filter(([address]) => due.includes(address))), { policies, now });
    assert.ok(settlement.kind === 'wait');
    current = settlement.envelope;
    now = settlement.wakeAt;
  }
  assert.deepEqual(tried.slice(0, 6), ['0: Drop host', '1: Drop', '6: Drop', '11: Drop', '15: host', '16: Drop']);
  assert.deepEqual(
    tried.filter((line) => line.includes('host')).map((line) => line.split(':')[0]),
    ['0', '15', '45'],
  );
});

test('while an attempt for one of them runs the next moment is that of whoever comes first', () => {
  const first = settle(beginAttempt(envelope(pending, pending), policies, 0), outcomes(dropFull, greylisted), {
    policies,
    now: 0,
  });
  assert.equal(beginAttempt(first.envelope, policies, minute).nextAttemptAt, 6 * minute);
  assert.equal(beginAttempt(first.envelope, policies, 14 * minute).nextAttemptAt, 15 * minute);
});

test('who is tried later than others has a moment of his own, as long as that is so', () => {
  const both = settle(beginAttempt(envelope(pending, pending), policies, 0), outcomes(dropFull, greylisted), {
    policies,
    now: 0,
  });
  assert.deepEqual(
    both.envelope.recipients.map(({ nextAttemptAt }) => nextAttemptAt),
    [undefined, 15 * minute],
  );
  const dropped: DeliveryStatus = { action: 'delivered', at: minute, file: 'x.eml' };
  const begun = beginAttempt(both.envelope, policies, minute);
  const alone = settle(begun, new Map([['r0@example.net', dropped]]), { policies, now: minute });
  assert.equal(alone.envelope.nextAttemptAt, 15 * minute);
  assert.ok(alone.envelope.recipients.every(({ nextAttemptAt }) => nextAttemptAt === undefined));
  const done = settle(begun, outcomes(relayed, relayed), { policies, now: minute });
  assert.ok(done.envelope.recipients.every(({ nextAttemptAt }) => nextAttemptAt === undefined));
});

test('when the one who would have been tried next is given up, the others wait for their own moments', () => {
  const short = { ...policies, local: { ...policies.local, expirationMs: 10 * minute } };
  const both = settle(beginAttempt(envelope(pending, pending), short, 0), outcomes(dropFull, greylisted), {
    policies: short,
    now: 0,
  });
  assert.equal(both.envelope.nextAttemptAt, minute);
  const alone = settle(both.envelope, new Map(), { policies: short, now: 10 * minute });
  assert.deepEqual([alone.failed.length, alone.envelope.nextAttemptAt], [1, 15 * minute]);
});

test('where the intervals became longer meanwhile everybody is tried when the message is due', () => {
  const { envelope: waiting } = settle(beginAttempt(envelope(pending), policies, 0), outcomes(greylisted), {
    policies,
    now: 0,
  });
  const longer = { ...policies, remote: { ...policy, intervalsMs: [hour] } };
  assert.equal(dueRecipients(waiting, longer, 15 * minute).length, 1);
});

test('a requeued message begins its schedule and its attempts anew, with its history', () => {
  const three = { ...policies, remote: { ...policy, maxAttempts: 3 } };
  const history = [1, 2, 3].map((attempt) => ({ attempt, at: 0, durationMs: 0, action: 'delayed' as const }));
  const reopened = envelope(pending);
  const requeued = {
    ...reopened,
    attempts: 3,
    attemptsBefore: 3,
    requeuedAt: hour,
    recipients: reopened.recipients.map((each) => ({ ...each, history })),
  };
  const begun = beginAttempt(requeued, three, hour);
  assert.equal(begun.attempts, 4);
  const settlement = settle(begun, outcomes(greylisted), { policies: three, now: hour });
  assert.ok(settlement.kind === 'wait', 'it is not given up after one attempt of its new life');
  assert.equal(settlement.envelope.nextAttemptAt, hour + 15 * minute);
});

void test('while an attempt goes on, who is served by then is noted with its history, and nobody else is touched', () => {
  const begun = beginAttempt(envelope({ action: 'pending' }, { action: 'pending' }), policies, 0);
  const outcomes = new Map<string, DeliveryStatus>([
    ['r0@example.net', relayed],
    ['r1@example.net', greylisted],
  ]);
  const noted = withTaken(begun, outcomes, 5);
  assert.deepEqual(
    noted.recipients.map(({ state, history = [] }) => [state.action, history.length]),
    [
      ['relayed', 1],
      ['pending', 0],
    ],
  );
  assert.equal(noted.nextAttemptAt, begun.nextAttemptAt);
  assert.deepEqual(
    settle(begun, outcomes, { policies, now: 5 }).envelope.recipients[0],
    noted.recipients[0],
    'the end of the attempt says the same',
  );
});

void test('who asked to hear of a success is noted at the end alone', () => {
  const first = envelope({ action: 'pending' });
  const begun = { ...first, recipients: first.recipients.map((each) => ({ ...each, notify: ['SUCCESS' as const] })) };
  const [noted] = withTaken(begun, new Map([['r0@example.net', relayed]]), 5).recipients;
  assert.equal(noted?.state.action, 'pending');
});
