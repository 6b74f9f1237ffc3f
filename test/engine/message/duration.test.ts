import assert from 'node:assert/strict';
import { test } from 'node:test';
import { durationMs } from '../../../src/engine/message/duration';

void test('a duration is a whole number and one unit, written together', () => {
  assert.equal(durationMs('90s'), 90_000);
  assert.equal(durationMs('30m'), 1_800_000);
  assert.equal(durationMs('2h'), 7_200_000);
  assert.equal(durationMs('1d'), 86_400_000);
});

void test('nothing else is one', () => {
  for (const wrong of ['', 'soon', '5', '0m', '-1h', '1.5h', '30 m', '2H', '1d2h', '99999999999999d'])
    assert.equal(durationMs(wrong), undefined, wrong);
});
