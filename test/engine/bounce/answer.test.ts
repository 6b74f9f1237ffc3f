import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer } from '../../../src/engine/bounce/answer';
import type { Envelope, Recipient } from '../../../src/engine/mailroot/envelope';
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
