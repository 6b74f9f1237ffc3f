/** Interleaved rounds. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countFor, paced } from '../../bench/pace';
import { measure, turned, type Work } from '../../bench/runner';

function working(names: readonly string[], fails = ''): { work: Work; order: string[] } {
  const order: string[] = [];
  const contenders = names.map((name) => ({
    name,
    once: () => {
      order.push(name);
      return name === fails ? Promise.reject(new Error('port taken')) : Promise.resolve(order.length);
    },
  }));
  return { work: { name: 'accept', unit: 'msg/s', contenders }, order };
}

const quiet = { say: () => undefined, skip: () => undefined };

void test('in each round everybody works once, and who begins turns', async () => {
  const { work, order } = working(['a', 'b', 'c']);
  const { values } = await measure(work, 3, quiet);
  assert.deepEqual(order, ['a', 'b', 'c', 'b', 'c', 'a', 'c', 'a', 'b']);
  assert.deepEqual(values, { a: [1, 6, 8], b: [2, 4, 9], c: [3, 5, 7] });
});

void test('whoever fails is left out from then on, loudly, and the others go on', async () => {
  const skipped: string[] = [];
  const { work, order } = working(['a', 'b'], 'b');
  const { values } = await measure(work, 3, { ...quiet, skip: (sentence) => skipped.push(sentence) });
  assert.deepEqual(Object.keys(values), ['a']);
  assert.equal(order.filter((name) => name === 'b').length, 1);
  assert.deepEqual(skipped, ['b could not do "accept": port taken']);
});

void test('turning a list keeps all of it', () => {
  assert.deepEqual(turned(['a', 'b', 'c'], 4), ['b', 'c', 'a']);
  assert.deepEqual(turned([], 4), []);
});

void test('a round is as much as fits in its time, within limits', () => {
  const pace = { least: 16, most: 5_000, seconds: 2 };
  assert.equal(countFor(400, pace), 800);
  assert.equal(countFor(2, pace), 16);
  assert.equal(countFor(1e6, pace), 5_000);
  assert.equal(countFor(Number.NaN, pace), 16);
});

void test('pilots find the amount, growing until one fits; their values are not counted', async () => {
  const asked: number[] = [];
  const perSecond = [20, 60, 100, 90, 80];
  const once = paced({ least: 10, most: 1_000, seconds: 2 }, (count) => {
    asked.push(count);
    return Promise.resolve(perSecond[asked.length - 1] ?? 0);
  });
  assert.equal(await once(), 90);
  assert.equal(await once(), 80);
  assert.deepEqual(asked, [10, 40, 120, 200, 200]);
});

void test('a pilot never asks for more than is allowed', async () => {
  const asked: number[] = [];
  const once = paced({ least: 10, most: 50, seconds: 2 }, (count) => {
    asked.push(count);
    return Promise.resolve(1e9);
  });
  await once();
  assert.deepEqual(asked, [10, 50, 50]);
});
