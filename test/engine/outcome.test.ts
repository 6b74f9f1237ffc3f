import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RecipientState } from '../../src/engine/mailroot/envelope';
import { firstEnvelope, originFor } from '../../src/engine/origin';
import { outcomeOf } from '../../src/engine/outcome';
import { envelope, id, now, problem } from '../views/envelopes';

const relayed: RecipientState = {
  action: 'relayed',
  at: now,
  nextHop: 'mx.test [192.0.2.1]:25',
  reply: { code: 250, enhanced: '2.0.0', text: 'OK' },
};
const delivered: RecipientState = { action: 'delivered', at: now, file: `${id}.eml` };

const told = (...states: RecipientState[]): string =>
  outcomeOf(envelope(states), { folder: 'Sent', durationMs: 5, pickupFile: 'a.eml' }).sentence;

void test('the worst news comes first', () => {
  assert.match(told(delivered, relayed, problem('delayed'), problem('failed')), /^r3@example\.org failed: /);
  assert.match(told(delivered, relayed, problem('delayed')), /^r2@example\.org delayed: /);
  assert.match(told(delivered, relayed), /^r1@example\.org accepted by mx\.test/);
  assert.equal(told(delivered), 'Delivered to Drop: r0@example.org');
});

void test('how many fared alike, and how the others fared, is counted', () => {
  assert.match(told(problem('failed'), problem('failed'), delivered), /\(and 1 more\); 1 delivered$/);
  assert.equal(told(delivered, delivered), 'Delivered to Drop: r0@example.org (and 1 more)');
  assert.match(told(relayed, delivered), /250 2\.0\.0 OK; 1 delivered$/);
  assert.match(told(delivered, problem('failed'), problem('delayed'), delivered), /; 1 delayed, 2 delivered$/);
});

void test('the reply is told on one line', () => {
  const state = problem('failed', { reply: { code: 550, enhanced: '5.1.1', text: 'no such user\nsee http://x' } });
  assert.equal(told(state), 'r0@example.org failed: 550 5.1.1 no such user / see http://x');
});

void test('trouble without a reply is told in its own words', () => {
  const { reply, ...unreached } = problem('delayed', { text: 'Nothing listens there.' });
  assert.ok(reply);
  assert.equal(told(unreached), 'r0@example.org delayed: Nothing listens there.');
});

void test('a message without recipients, or not attempted yet, says so', () => {
  assert.equal(told(), 'No recipients');
  assert.equal(told({ action: 'pending' }), 'r0@example.org: not attempted yet');
});

void test('what ended in BadMail is told by its reason', () => {
  const bad = envelope([], { fate: { kind: 'bad', reason: 'bad-pickup-file', text: 'No sender.' } });
  const outcome = outcomeOf(bad, { folder: 'BadMail', durationMs: 1, pickupFile: undefined });
  assert.equal(outcome.sentence, 'No sender.');
  assert.equal('pickupFile' in outcome, false);
});

void test('an outcome has where the message is, when it is tried again, and every recipient', () => {
  const state = envelope([problem('delayed'), delivered], { attempts: 3, nextAttemptAt: now + 1 });
  const outcome = outcomeOf(state, { folder: 'Queue', durationMs: 12, pickupFile: 'a.eml' });
  assert.deepEqual(
    [outcome.id, outcome.attempt, outcome.durationMs, outcome.folder, outcome.pickupFile, outcome.nextAttemptAt],
    [id, 3, 12, 'Queue', 'a.eml', now + 1],
  );
  assert.equal(outcome.recipients.length, 2);
});

const ask = { ask: {}, defaultDomain: 'here.test', fqdn: 'host.test' };

void test('a picked-up file tells by its own bytes who sends and who receives', () => {
  const bytes = Buffer.from('From: ann@here.test\r\nTo: bob@there.test\r\n\r\n');
  const first = firstEnvelope(id, bytes, { ...ask, ask: { pickupFile: 'a.eml' } });
  assert.deepEqual(first.source, { kind: 'pickup', file: 'a.eml' });
  assert.equal(first.reversePath, 'ann@here.test');
  assert.deepEqual(first.recipients, [{ address: 'bob@there.test', state: { action: 'pending' } }]);
  assert.equal(first.attempts, 0);
  assert.equal(first.arrivedAt, Date.UTC(2026, 10, 24, 11, 50, 1, 200));
});

void test('a message of the network tells which client handed it in', () => {
  const bytes = Buffer.from(
    'X-Sender: <ann@here.test> SOURCE=smtp:client.test+20[127.0.0.1]\r\nX-Receiver: <bob@there.test>\r\nSubject: x\r\n\r\n',
  );
  const { source } = firstEnvelope(id, bytes, ask);
  assert.equal(source.kind, 'smtp');
  assert.match(source.client, /^client\.test/);
});

void test('the same file, dropped into Pickup by somebody, was picked up', () => {
  const bytes = Buffer.from(
    'X-Sender: <a@here.test> SOURCE=smtp:x\r\nX-Receiver: <b@there.test>\r\nSubject: x\r\n\r\n',
  );
  const { source } = firstEnvelope(id, bytes, { ...ask, ask: { pickupFile: 'copy.eml' } });
  assert.deepEqual(source, { kind: 'pickup', file: 'copy.eml' });
});

void test('a notification is known by its id', () => {
  const bytes = Buffer.from('X-Sender: <>\r\nX-Receiver: <ann@here.test>\r\nSubject: DSN\r\n\r\n');
  const first = firstEnvelope(`${id}-f1`, bytes, ask);
  assert.deepEqual(first.source, { kind: 'dsn', of: id });
  assert.equal(first.reversePath, '');
});

void test('a file without sender or recipient has its fate at once', () => {
  const nobody = firstEnvelope(id, Buffer.from('To: bob@there.test\r\n\r\n'), ask);
  assert.equal(nobody.fate?.kind, 'bad');
  const nowhere = firstEnvelope(id, Buffer.from('From: ann@here.test\r\n\r\n'), ask);
  assert.equal(nowhere.fate?.kind, 'bad');
  assert.notEqual(nowhere.why, nobody.why);
});

void test('what is added to a message keeps the name we had at its first attempt, whatever the settings say later', () => {
  const bytes = Buffer.from('From: ann@here.test\r\nTo: bob@there.test\r\n\r\n');
  const first = firstEnvelope(id, bytes, ask);
  const later = { fqdn: 'renamed.test', dotStuffed: 'auto' } as const;
  assert.equal(originFor(first, bytes, later).fqdn, 'host.test');
  const { fqdn, ...fromBefore } = first;
  assert.equal(fqdn, 'host.test');
  assert.equal(originFor(fromBefore, bytes, later).fqdn, 'renamed.test');
});

void test('dots are decided upon for what came through Pickup alone: over SMTP they were taken off already', () => {
  const bytes = Buffer.from('X-Sender: <a@b.c>\r\nX-Receiver: <d@e.f>\r\nSubject: x\r\n\r\n..one\r\n');
  const now = { fqdn: 'host.test', dotStuffed: 'always' } as const;
  const picked = firstEnvelope(id, bytes, { ...ask, ask: { pickupFile: 'a.eml' } });
  assert.equal(originFor(picked, bytes, now).dots?.stuffed, true);
  const received = { ...picked, source: { kind: 'smtp', client: 'x' } } as const;
  assert.equal(originFor(received, bytes, now).dots, undefined);
});
