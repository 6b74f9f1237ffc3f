/** The oracle of the kills: a recipient that is served again has a cause, or is found out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { servedWithoutCause } from './account';
import type { Delivery } from './remoteHost';

const served = (engine: number, more: Partial<Delivery> = {}): Delivery => ({
  address: 'bob@there.test',
  id: 'a',
  engine,
  isAnswered: true,
  ...more,
});
const found = (deliveries: readonly Delivery[], noted?: number): readonly string[] =>
  servedWithoutCause(deliveries, new Map(noted === undefined ? [] : [['a bob@there.test', noted]]));

test('served again by the same engine, which had heard 250: without cause', () => {
  assert.deepEqual(found([served(1), served(1)]), ['a bob@there.test']);
});

test('served again by an engine that found the note of the first: without cause', () => {
  assert.deepEqual(found([served(1), served(2)], 1), ['a bob@there.test']);
});

test('served again after a reply that was lost, or an engine that was killed before its note: with cause', () => {
  assert.deepEqual(found([served(1, { isAnswered: false }), served(1)]), []);
  assert.deepEqual(found([served(1), served(2)]), []);
  assert.deepEqual(found([served(1), served(2)], 2), []);
});

test('a client that heard no reply and sent it again made two messages: each may come once, and lose its note', () => {
  const both = [served(1), served(1, { id: 'b' })];
  assert.deepEqual(found(both), []);
  assert.deepEqual(found([...both, served(2), served(2, { id: 'b' })]), []);
  assert.deepEqual(found([...both, served(1)]), ['a bob@there.test']);
});
