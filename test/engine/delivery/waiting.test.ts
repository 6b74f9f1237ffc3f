/** A message of several parts waits when all that is left of it waits. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitTogether } from '../../../src/engine/delivery/waiting';

function watched(parts: number): { together: ReturnType<typeof waitTogether>; seen: string[] } {
  const seen: string[] = [];
  const together = waitTogether(parts, () => {
    seen.push('waits');
    return () => seen.push('goes on');
  });
  return { together, seen };
}

void test('one part that waits does not make a message of two wait', () => {
  const { together, seen } = watched(2);
  together.wait()();
  assert.deepEqual(seen, []);
});

void test('both wait: the message waits until one goes on', () => {
  const { together, seen } = watched(2);
  const first = together.wait();
  together.wait();
  assert.deepEqual(seen, ['waits']);
  first();
  assert.deepEqual(seen, ['waits', 'goes on']);
});

void test('one waits and the other is done: the message waits; it goes on when that part does', () => {
  const { together, seen } = watched(2);
  const first = together.wait();
  together.done();
  assert.deepEqual(seen, ['waits']);
  first();
  together.done();
  assert.deepEqual(seen, ['waits', 'goes on']);
});

void test('a message without remote parts never waits', () => {
  const { together, seen } = watched(0);
  together.done();
  assert.deepEqual(seen, []);
});
