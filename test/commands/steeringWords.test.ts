import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressList, typedDurationMs } from '../../src/commands/steeringWords';

void test('addresses are separated by commas, semicolons or blanks', () => {
  assert.deepEqual(addressList(' a@x.test, b@x.test;c@x.test  d@x.test '), {
    addresses: ['a@x.test', 'b@x.test', 'c@x.test', 'd@x.test'],
  });
  assert.deepEqual(addressList('  '), { addresses: [] });
});

void test('the first that is no address is named, and none is taken', () => {
  assert.deepEqual(addressList('a@x.test <b@x.test>'), { addresses: [], problem: '<b@x.test> is not an address.' });
});

void test('a duration is a number and a unit', () => {
  assert.equal(typedDurationMs('90s'), 90_000);
  assert.equal(typedDurationMs(' 30 m'), 1_800_000);
  assert.equal(typedDurationMs('2H'), 7_200_000);
  assert.equal(typedDurationMs('1d'), 86_400_000);
  for (const wrong of ['', 'soon', '5', '0m', '-1h', '1.5h', '2 weeks'])
    assert.equal(typedDurationMs(wrong), undefined, wrong);
});
