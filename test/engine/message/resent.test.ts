import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHeaders } from '../../../src/engine/message/headers';
import { topmostResent } from '../../../src/engine/message/resent';

const block = (...lines: string[]): string[] | undefined =>
  topmostResent(readHeaders(Buffer.from([...lines, '', 'hi'].join('\r\n'))).fields)?.fields.map(
    ({ name, value }) => `${name}: ${value}`,
  );

void test('a message that was never resent has no block', () => {
  assert.equal(block('From: a@x', 'To: b@x', 'X-Resent-To: c@x'), undefined);
});

void test('the block is the Resent fields that stand together on top', () => {
  assert.deepEqual(block('Received: x', 'Resent-From: a@x', 'Resent-To: b@x', 'From: c@x', 'Resent-Cc: old@x'), [
    'Resent-From: a@x',
    'Resent-To: b@x',
  ]);
});

void test('of two blocks that touch, the upper one counts: a name that comes again begins the older block', () => {
  assert.deepEqual(
    block(
      'Resent-Date: 2',
      'Resent-From: b@x',
      'RESENT-To: c@x',
      'Resent-Date: 1',
      'Resent-From: a@x',
      'Resent-To: b@x',
    ),
    ['Resent-Date: 2', 'Resent-From: b@x', 'RESENT-To: c@x'],
  );
});
