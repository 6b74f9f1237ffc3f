/** Medians, spreads and ratios of the bench. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isBetterWhenMore, median, ratio, spread } from '../../bench/statistics';

void test('the median is the middle of the values, or between the two in the middle', () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.equal(median([7]), 7);
  assert.ok(Number.isNaN(median([])));
});

void test('the median has as many values below as above, in whatever order they came', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }), (values) => {
      const middle = median(values);
      assert.ok(values.filter((value) => value < middle).length <= values.length / 2);
      assert.ok(values.filter((value) => value > middle).length <= values.length / 2);
      assert.equal(median([...values].reverse()), middle);
    }),
  );
});

void test('the values a median was asked of keep their order', () => {
  const values = [3, 1, 2];
  median(values);
  assert.deepEqual(values, [3, 1, 2]);
});

void test('the spread is the distance of the best and the worst round, in parts of the median', () => {
  assert.equal(spread([90, 100, 120]), 0.3);
  assert.equal(spread([5, 5, 5]), 0);
  assert.ok(Number.isNaN(spread([])));
});

void test('a ratio above 1 is better: more messages a second, less time, less memory', () => {
  assert.equal(ratio(200, 100, 'msg/s'), 2);
  assert.equal(ratio(2, 10, 'ms'), 5);
  assert.equal(ratio(50, 100, 'MB'), 2);
  assert.equal(ratio(100, 50, 'KB'), 0.5);
  assert.deepEqual((['msg/s', 'ms', 'MB', 'KB'] as const).map(isBetterWhenMore), [true, false, false, false]);
});
