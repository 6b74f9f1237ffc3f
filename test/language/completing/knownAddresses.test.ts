import assert from 'node:assert/strict';
import { test } from 'node:test';
import { knownAddresses } from '../../../src/language/completing/knownAddresses';
import { corpusNames, corpusText, text } from '../messages';

void test('an address counts once for each message, and the most frequent comes first', () => {
  const found = knownAddresses([
    text('From: ann@example.com', 'To: Bob <bob@example.org>, BOB@example.org', '', 'x'),
    text('From: carol@example.net', 'Cc: bob@example.org', '', 'x'),
  ]);
  assert.deepEqual(found, [
    { address: 'bob@example.org', name: 'Bob', messages: 2 },
    { address: 'ann@example.com', name: '', messages: 1 },
    { address: 'carol@example.net', name: '', messages: 1 },
  ]);
});

void test('names are decoded, and without their quotes', () => {
  const found = knownAddresses([
    text('From: =?utf-8?Q?J=C3=BCrgen?= <j@example.com>', 'To: "Smith, \\"Al\\"" <al@example.com>'),
  ]);
  assert.deepEqual(
    found.map(({ name }) => name),
    ['Smith, "Al"', 'Jürgen'],
  );
});

void test('what is no address, has no domain or is the simulator is left out; so is what only looks like a field', () => {
  assert.deepEqual(
    knownAddresses([
      text('To: bob@, root, 550@sim.test, a@mx.sim.test', 'Subject: eve@example.com', '', 'To: no@example.com'),
    ]),
    [],
  );
});

void test('a message to thousands, and thousands of messages, are kept within bounds', () => {
  const many = Array.from({ length: 2_000 }, (_, i) => `a${i}@example.com`);
  assert.equal(knownAddresses([text(`To: ${many.join(', ')}`)]).length, 50);
  assert.equal(knownAddresses(many.map((address) => text(`To: ${address}`))).length, 500);
  assert.ok(knownAddresses(corpusNames.map(corpusText)).length > 50);
});
