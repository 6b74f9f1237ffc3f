import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CounterName } from '../../src/engine/counters';
import type { RecipientState } from '../../src/engine/mailroot/envelope';
import type { Outcome } from '../../src/engine/protocol';
import { Tally } from '../../src/engine/tally';

const id = '20261123T115001Z-07b3a9c';
const start = 1_000;
const at = 2_000;
const delivered: RecipientState = { action: 'delivered', at, file: 'x.eml' };
const relayed: RecipientState = { action: 'relayed', at, nextHop: 'mx', reply: { code: 250, text: 'OK' } };
const problem = (action: 'delayed' | 'failed', stage: 'drop' | 'rcpt' | 'connect', when = at): RecipientState => ({
  action,
  at: when,
  stage,
  category: 'internal',
  status: '4.0.0',
  text: 'no',
});
function outcome(states: Readonly<Record<string, RecipientState>>, changes: Partial<Outcome> = {}): Outcome {
  return {
    id,
    attempt: 1,
    durationMs: 1,
    folder: 'Sent',
    recipients: Object.entries(states).map(([address, state]) => ({ address, state })),
    sentence: '',
    ...changes,
  };
}
const none = { queued: 0, deferred: 0, held: 0 };

/** What is not 0. */
function counted(tally: Tally, queue = none): Partial<Record<CounterName, number>> {
  return Object.fromEntries(Object.entries(tally.read(queue)).filter(([, value]) => value !== 0));
}

void test('a message to two here and one far away is one delivered and one sent, with three recipients', () => {
  const tally = new Tally(start);
  tally.outcome(outcome({ a: delivered, b: delivered, c: relayed }));
  assert.deepEqual(counted(tally), { messagesDelivered: 1, messagesSent: 1, recipientsLocal: 2, recipientsRemote: 1 });
});

void test('what was counted at one attempt is not counted again at the next', () => {
  const tally = new Tally(start);
  tally.outcome(outcome({ a: relayed, b: problem('delayed', 'rcpt') }, { folder: 'Queue' }));
  tally.outcome(outcome({ a: relayed, b: problem('failed', 'rcpt', at + 1) }, { attempt: 2 }));
  assert.deepEqual(counted(tally), { messagesSent: 1, recipientsRemote: 1, recipientsFailed: 1, sendRetries: 1 });
});

void test('what an engine of before has done is not counted by this one', () => {
  const tally = new Tally(start);
  const before = { action: 'relayed', at: start - 1, nextHop: 'mx', reply: { code: 250, text: 'OK' } } as const;
  tally.outcome(outcome({ a: before, b: relayed }, { attempt: 3 }));
  assert.deepEqual(counted(tally), { messagesSent: 1, recipientsRemote: 1, sendRetries: 1 });
});

void test('a retry is one of delivery or of sending, by where it went', () => {
  const tally = new Tally(start);
  tally.outcome(outcome({ a: problem('delayed', 'drop') }, { folder: 'Queue' }));
  tally.outcome(outcome({ a: { ...delivered, at: at + 1 } }, { attempt: 2, folder: 'Drop' }));
  assert.deepEqual(counted(tally), { messagesDelivered: 1, recipientsLocal: 1, deliveryRetries: 1 });
});

void test('notifications are counted as they are made, and when they fail themselves', () => {
  const tally = new Tally(start);
  tally.outcome(outcome({ a: delivered }, { id: `${id}-f1`, folder: 'Drop' }));
  tally.outcome(outcome({ a: problem('delayed', 'rcpt') }, { id: `${id}-d2`, folder: 'Queue' }));
  tally.outcome(
    outcome(
      { a: problem('failed', 'rcpt', at + 1) },
      { id: `${id}-d2`, attempt: 2, folder: 'BadMail', reason: 'dsn-undeliverable' },
    ),
  );
  const { ndrs, delays, dsnFailures, badDsn, messagesSubmitted } = tally.read(none);
  assert.deepEqual([ndrs, delays, dsnFailures, badDsn, messagesSubmitted], [1, 1, 1, 1, 2]);
});

for (const [reason, name] of [
  ['bad-pickup-file', 'badPickupFile'],
  ['general-failure', 'badGeneral'],
  ['hop-count-exceeded', 'badHops'],
  ['no-recipients', 'badRecipients'],
  ['damaged-state', 'badState'],
  ['not-returned', 'badReturned'],
] as const) {
  void test(`a message in BadMail for ${reason} has its counter`, () => {
    const tally = new Tally(start);
    tally.outcome(outcome({}, { folder: 'BadMail', reason, attempt: 0 }));
    assert.deepEqual(counted(tally), { [name]: 1 });
  });
}

void test('arrivals are counted by the way they came', () => {
  const tally = new Tally(start);
  tally.pickedUp();
  tally.received();
  assert.deepEqual(counted(tally), { messagesSubmitted: 2, pickupRetrieved: 1, messagesReceived: 1 });
});

void test('a host that could not be reached is a connection error, once for each message', () => {
  const tally = new Tally(start);
  tally.outcome(outcome({ a: problem('delayed', 'connect'), b: problem('delayed', 'connect') }, { folder: 'Queue' }));
  assert.equal(tally.read(none).connectionErrors, 1);
});

void test('sessions are counted while they last, and their octets', () => {
  const tally = new Tally(start);
  const [one, two] = [tally.outbound(), tally.inbound()];
  one.content(100);
  two.content(10);
  assert.deepEqual(counted(tally), {
    outboundTotal: 1,
    outboundCurrent: 1,
    inboundTotal: 1,
    inboundCurrent: 1,
    bytesSent: 100,
    bytesReceived: 10,
  });
  for (const session of [one, one, two]) session.ended();
  const { outboundCurrent, inboundCurrent, outboundTotal } = tally.read(none);
  assert.deepEqual([outboundCurrent, inboundCurrent, outboundTotal], [0, 0, 1]);
});

for (const [reply, name] of [
  ['552 5.3.4 Too large', 'refusedSize'],
  ['452 4.3.1 Disk full', 'refusedMail'],
  ['550 5.7.1 Unable to relay', 'refusedAddress'],
  ['553 5.1.3 Not an address', 'refusedAddress'],
  ['452 4.5.3 Too many recipients', 'refusedAddress'],
] as const) {
  void test(`"${reply}" is counted as ${name}`, () => {
    const tally = new Tally(start);
    tally.inbound().said(reply);
    assert.equal(tally.read(none)[name], 1);
    tally.outbound().said(reply);
    assert.equal(tally.read(none)[name], 1, 'what we say to others is no refusal');
  });
}

void test('the lengths of the queues: those in hand are pending, local ones wait for Drop, held ones are no retries', () => {
  const tally = new Tally(start);
  tally.outcome(outcome({ a: problem('delayed', 'drop') }, { folder: 'Queue' }));
  tally.outcome(outcome({ a: problem('delayed', 'rcpt') }, { folder: 'Queue', id: `${id}2` }));
  const { queueLength, pending, localQueue, remoteQueue, localRetry, remoteRetry } = tally.read({
    queued: 9,
    deferred: 6,
    held: 2,
  });
  assert.deepEqual([queueLength, pending, localQueue, remoteQueue, localRetry, remoteRetry], [9, 3, 1, 5, 1, 3]);
});
