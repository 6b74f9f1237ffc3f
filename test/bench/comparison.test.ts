/** `--against`: what is named as slower, and what is not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slowerThan } from '../../bench/comparison';
import type { Measured } from '../../bench/results';
import { accepting, at, memory, resultsOf, starting } from './sample';

const before = resultsOf([accepting, starting, memory]);
const sentences = (...now: readonly Measured[]): string[] =>
  slowerThan(before, resultsOf(now)).map(({ sentence }) => sentence);

void test('the same figures are not slower than themselves', () => {
  assert.deepEqual(sentences(accepting, starting, memory), []);
});

void test('work that lost a fifth of its ratio to Postfix is named with both ratios', () => {
  assert.deepEqual(sentences(at(accepting, 150)), ['accept 4 KiB, 8 sessions: 1.50 × Postfix, recorded as 2.00']);
});

void test('a loss of less than a fifth is noise', () => {
  assert.deepEqual(sentences(at(accepting, 161)), []);
});

void test('on a machine half as fast nothing is slower, since its peers are too', () => {
  const half = { ...accepting, values: { MailRoot: [100], Postfix: [50], limit: [125] } };
  assert.deepEqual(sentences(half), []);
});

void test('without Postfix the limit is the yardstick', () => {
  const { MailRoot = [], limit = [] } = accepting.values;
  assert.deepEqual(sentences({ ...accepting, values: { MailRoot, limit } }), []);
  assert.deepEqual(sentences({ ...accepting, values: { MailRoot: [100], limit } }), [
    'accept 4 KiB, 8 sessions: 0.40 × limit, recorded as 0.80',
  ]);
});

void test('longer times are slower', () => {
  assert.equal(sentences(at(starting, 500)).length, 1);
  assert.equal(sentences(at(starting, 250)).length, 0);
});

void test('memory and sizes, which have no peer, are compared as they are', () => {
  assert.deepEqual(sentences(at(memory, 80)), ['memory of the engine: 80.0 MB, recorded as 61.0 MB']);
  assert.deepEqual(sentences(at(memory, 70)), []);
});

void test('work that was not recorded, or that nobody can be told against, is not named', () => {
  assert.deepEqual(sentences({ ...accepting, work: 'something new', values: { MailRoot: [1], Postfix: [100] } }), []);
  assert.deepEqual(sentences({ ...accepting, values: { MailRoot: [1] } }), []);
});

void test('work that we could not do at all is told by the run, not by the comparison', () => {
  assert.deepEqual(sentences({ ...accepting, values: { Postfix: [100] } }), []);
});
