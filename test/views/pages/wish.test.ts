/** What a page asks, before anybody looks at what it is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wishIn } from '../../../src/views/pages/wish';

void test('a wish has one kind and one value', () => {
  assert.deepEqual(wishIn({ open: 'ltr:4' }), ['open', 'ltr:4']);
  assert.deepEqual(wishIn({ ready: true }), ['ready', true]);
});

void test('what has none, or more than one, or is no object asks for nothing', () => {
  for (const value of [{}, { open: 'ltr:4', do: 'retryNow' }, 'open', 4, null, undefined, []])
    assert.equal(wishIn(value), undefined);
});

void test('what a page inherits is no wish of its own', () => {
  assert.equal(wishIn(Object.create({ open: 'ltr:4' })), undefined);
});
