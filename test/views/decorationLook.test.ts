import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decorationLook } from '../../src/views/decorationLook';
import { envelope, now, problem } from './envelopes';

void test('a message that waits says since how many attempts, and until when', () => {
  const state = envelope([problem('delayed')], { attempts: 2, nextAttemptAt: now });
  const look = decorationLook('Queue', { envelope: state });
  assert.equal(look?.badge, 'Q');
  assert.match(look.tooltip, /^Queued: 2 attempts, next at 2026-11-2\d /);
  assert.match(decorationLook('Queue', { envelope: envelope([problem('delayed')]) })?.tooltip ?? '', /1 attempt$/);
});

void test('one that was not tried yet says so', () => {
  assert.match(decorationLook('Queue', {})?.tooltip ?? '', /waiting for its first attempt/);
});

void test('one that is held has a letter of its own', () => {
  const look = decorationLook('Queue', {
    envelope: envelope([problem('delayed')], { held: { at: now, why: 'asked for by ann' } }),
  });
  assert.deepEqual([look?.badge, look?.tooltip], ['H', 'Held: asked for by ann']);
});

void test('BadMail tells its reason', () => {
  const look = decorationLook('BadMail', { reason: 'x\r\nIt has no sender.\r\n' });
  assert.deepEqual([look?.badge, look?.tooltip], ['B', 'BadMail: It has no sender.']);
  assert.equal(look?.color, 'list.errorForeground');
});

void test('in Sent only what failed is marked, with what went wrong', () => {
  assert.match(
    decorationLook('Sent', { envelope: envelope([problem('failed', { text: 'No such user' })]) })?.tooltip ?? '',
    /No such user/,
  );
  assert.equal(
    decorationLook('Sent', { envelope: envelope([{ action: 'delivered', at: now, file: 'x' }]) }),
    undefined,
  );
  assert.equal(decorationLook('Sent', {}), undefined);
});

void test('what waits in Pickup or has arrived needs no mark', () => {
  assert.equal(decorationLook('Pickup', {}), undefined);
  assert.equal(decorationLook('Drop', {}), undefined);
});

void test('a badge has at most two letters, as the editor wants it', () => {
  for (const folder of ['Queue', 'BadMail'] as const)
    assert.ok([1, 2].includes(decorationLook(folder, {})?.badge.length ?? 0));
});
