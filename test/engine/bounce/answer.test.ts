import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, fateOf, succeeded } from '../../../src/engine/bounce/answer';
import type { Envelope, Recipient, RecipientState } from '../../../src/engine/mailroot/envelope';
import { envelope as someEnvelope, problem } from '../../views/envelopes';

const failed = (more: Partial<Recipient> = {}): Recipient => ({
  address: 'bob@there.test',
  state: problem('failed'),
  ...more,
});

const from = (reversePath: string, more: Partial<Envelope> = {}): Envelope =>
  someEnvelope([], { reversePath, ...more });

void test('a failure is told to the sender', () => {
  const recipients = [failed()];
  assert.deepEqual(answer(from('ann@here.test'), recipients, 'FAILURE'), { kind: 'dsn', recipients });
});

void test('a delay is told to the sender', () => {
  const recipients = [{ address: 'bob@there.test', state: problem('delayed') }];
  assert.deepEqual(answer(from('ann@here.test'), recipients, 'DELAY'), { kind: 'dsn', recipients });
});

void test('NOTIFY says who wants to hear what (RFC 3461 §4.1)', () => {
  const sender = from('ann@here.test');
  assert.equal(answer(sender, [failed({ notify: ['NEVER'] })], 'FAILURE').kind, 'none');
  assert.equal(answer(sender, [failed({ notify: ['SUCCESS'] })], 'FAILURE').kind, 'none');
  assert.equal(answer(sender, [failed({ notify: ['FAILURE'] })], 'FAILURE').kind, 'dsn');
  assert.equal(answer(sender, [failed({ notify: ['FAILURE'] })], 'DELAY').kind, 'none');
  assert.equal(answer(sender, [failed({ notify: ['DELAY', 'FAILURE'] })], 'DELAY').kind, 'dsn');
});

void test('of several recipients only those are told about that want it', () => {
  const quiet = failed({ address: 'quiet@there.test', notify: ['NEVER'] });
  const loud = failed({ address: 'loud@there.test' });
  assert.deepEqual(answer(from('ann@here.test'), [quiet, loud], 'FAILURE'), { kind: 'dsn', recipients: [loud] });
});

void test('with the null reverse-path there is nobody to tell, and the message is kept in BadMail', () => {
  const told = answer(from(''), [failed()], 'FAILURE');
  assert.equal(told.kind, 'nobody');
  assert.equal(told.reason, 'general-failure');
  assert.match(told.text, /null reverse-path <> leaves nobody to tell\. The remote host said/);
});

void test('a delay without anybody to tell is simply waited through', () => {
  assert.equal(answer(from(''), [failed()], 'DELAY').kind, 'none');
});

void test('there is no notification about a notification (RFC 5321 §4.5.5)', () => {
  const dsn = from('', { source: { kind: 'dsn', of: 'x' } });
  const told = answer(dsn, [failed()], 'FAILURE');
  assert.equal(told.kind, 'nobody');
  assert.equal(told.reason, 'dsn-undeliverable');
});

void test('a loop is counted as one', () => {
  const loop = failed({ state: problem('failed', { category: 'loop' }) });
  const told = answer(from(''), [loop], 'FAILURE');
  assert.equal(told.kind, 'nobody');
  assert.equal(told.reason, 'hop-count-exceeded');
});

void test('nobody failed, nobody hears', () => {
  assert.deepEqual(answer(from('ann@here.test'), [], 'FAILURE'), { kind: 'none' });
});

void test('a success is told to those alone who asked for it (RFC 3461 §4.1)', () => {
  const sender = from('ann@here.test');
  const delivered: Recipient = { address: 'bob@here.test', state: { action: 'delivered', at: 1, file: 'x.eml' } };
  assert.equal(answer(sender, [delivered], 'SUCCESS').kind, 'none');
  assert.equal(answer(sender, [{ ...delivered, notify: ['FAILURE'] }], 'SUCCESS').kind, 'none');
  assert.equal(answer(sender, [{ ...delivered, notify: ['SUCCESS'] }], 'SUCCESS').kind, 'dsn');
  assert.equal(answer(from(''), [{ ...delivered, notify: ['SUCCESS'] }], 'SUCCESS').kind, 'none');
});

const reply = { code: 250, text: 'OK' };
const relayed = (dsn?: 'handed-on'): RecipientState => ({
  action: 'relayed',
  at: 1,
  nextHop: 'mx.test [192.0.2.1]:25',
  reply,
  ...(dsn && { dsn }),
});
const states = (...all: RecipientState[]): Envelope => someEnvelope(all);

void test('told of is who was delivered or relayed just now, not before', () => {
  const dropped: RecipientState = { action: 'delivered', at: 1, file: 'x.eml' };
  const before = states({ action: 'pending' }, dropped, problem('delayed'), problem('delayed'));
  const after = states(dropped, dropped, relayed(), problem('failed'));
  assert.deepEqual(
    succeeded(before, after).map(({ address }) => address),
    ['r0@example.org', 'r2@example.org'],
  );
});

void test('a host that offers DSN tells of success itself (RFC 3461 §5.2.2)', () => {
  assert.deepEqual(succeeded(states({ action: 'pending' }), states(relayed('handed-on'))), []);
});

void test('a message whose failures were told is finished; one with nobody to tell is bad, even if the last attempt went well', () => {
  const failedOnce = [problem('failed'), relayed()] as const;
  assert.deepEqual(fateOf(someEnvelope(failedOnce)), { kind: 'sent' });
  assert.equal(fateOf(someEnvelope(failedOnce, { reversePath: '' })).kind, 'bad');
});
