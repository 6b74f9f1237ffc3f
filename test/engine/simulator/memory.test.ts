/** What simulated hosts remember of messages, and what they forget. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Memory } from '../../../src/engine/simulator/memory';

const meeting = (envid: string | undefined, recipient = 'bob@sim.test', sender = 'ann@here.test') => ({
  envid,
  sender,
  recipient,
});

void test('a message whose attempt was announced is at that attempt, however often it is asked', () => {
  const memory = new Memory();
  memory.announce('m1', { attempt: 3, aheadMs: 0 });
  memory.announce('m2', { attempt: 1, aheadMs: 0 });
  assert.deepEqual(
    [1, 2, 3].map(() => memory.attemptOf(meeting('m1'))),
    [3, 3, 3],
  );
  assert.equal(memory.attemptOf(meeting('m2')), 1);
});

void test('others are counted by sender and recipient, in any case, until one is accepted', () => {
  const memory = new Memory();
  assert.equal(memory.attemptOf(meeting(undefined)), 1);
  assert.equal(memory.attemptOf(meeting('unknown', 'BOB@sim.test')), 2);
  assert.equal(memory.attemptOf(meeting(undefined, 'carol@sim.test')), 1);
  memory.accepted([meeting(undefined)]);
  assert.equal(memory.attemptOf(meeting(undefined)), 1);
});

void test('a second copy is known by message and recipients', () => {
  const memory = new Memory();
  const both = [meeting('m', 'a@sim.test'), meeting('m', 'b@sim.test')];
  assert.equal(memory.accepted(both), 1);
  assert.equal(memory.accepted([...both].reverse()), 2);
  assert.equal(memory.accepted([meeting('m', 'a@sim.test')]), 1);
  assert.equal(memory.accepted([meeting(undefined)]), 1);
  assert.equal(memory.accepted([meeting(undefined)]), 1, 'without ENVID nobody knows');
});

void test('a greylister counts from the first time the two met', () => {
  const memory = new Memory();
  const soon = (now: number): boolean => memory.isTooSoon(meeting('m'), { ms: 300, now });
  assert.deepEqual([0, 100, 299, 300, 10_000].map(soon), [true, true, true, false, false]);
  assert.ok(memory.isTooSoon(meeting('m', 'other@sim.test'), { ms: 300, now: 400 }));
});

void test('a message whose clock is ahead has waited that long', () => {
  const memory = new Memory();
  memory.announce('m', { attempt: 1, aheadMs: 0 });
  assert.ok(memory.isTooSoon(meeting('m'), { ms: 300, now: 0 }));
  memory.announce('m', { attempt: 2, aheadMs: 300 });
  assert.ok(!memory.isTooSoon(meeting('m'), { ms: 300, now: 0 }));
});

void test('a limit is for the time just gone, and what is put off does not count', () => {
  const memory = new Memory();
  const limit = { kind: 'rate-limit', at: 'rcpt', messages: 2, ms: 100 } as const;
  const tooMany = (now: number): boolean => memory.isTooMany('host', limit, now);
  assert.deepEqual([0, 50, 60, 70, 101, 102].map(tooMany), [false, false, true, true, false, true]);
  assert.ok(!memory.isTooMany('another', limit, 60));
});

void test('what it remembers has an end: the oldest is forgotten', () => {
  const memory = new Memory();
  for (let i = 0; i <= 10_000; i++) memory.announce(`m${i}`, { attempt: 7, aheadMs: 0 });
  assert.equal(memory.attemptOf(meeting('m0')), 1);
  assert.equal(memory.attemptOf(meeting('m1')), 7);
  assert.equal(memory.attemptOf(meeting('m9999')), 7);
});
