import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ago, clockTime, countdown, octets, span, took } from '../../src/views/times';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const now = Date.UTC(2026, 10, 24, 12, 0, 0);

void test('the next attempt is counted down in the unit that matters', () => {
  const cases: readonly (readonly [number, string])[] = [
    [-5 * minute, 'now'],
    [0, 'now'],
    [1, 'in 1 s'],
    [40 * second, 'in 40 s'],
    [59.2 * second, 'in 60 s'],
    [15 * minute, 'in 15 min'],
    [4 * hour, 'in 4 h'],
    [4 * hour + 30 * minute, 'in 4 h 30 min'],
    [2 * day, 'in 2 d'],
    [day + 3 * hour, 'in 1 d 3 h'],
  ];
  for (const [left, words] of cases) assert.equal(countdown(now + left, now), words);
});

void test('an arrival is told as an age, and after a week as a date', () => {
  assert.equal(ago(now, now), 'just now');
  assert.equal(ago(now - 9 * second, now), 'just now');
  assert.equal(ago(now - 11 * second, now), '11 s ago');
  assert.equal(ago(now - 5 * minute, now), '5 min ago');
  assert.equal(ago(now - 25 * hour, now), '1 d ago');
  assert.match(ago(now - 8 * day, now), /^2026-11-1\d$/);
});

void test('a time in the future, by a clock that was put back, is just now', () => {
  assert.equal(ago(now + hour, now), 'just now');
});

void test('a span names at most two units', () => {
  assert.equal(span(1), '1 s');
  assert.equal(span(90 * second), '2 min');
  assert.equal(span(2 * hour + 5 * second), '2 h');
  assert.equal(span(3 * day + 5 * hour + 7 * minute), '3 d 5 h');
});

void test('how long an attempt took is told with the precision one can use', () => {
  assert.equal(took(0), '0 ms');
  assert.equal(took(12.4), '12 ms');
  assert.equal(took(999), '999 ms');
  assert.equal(took(1_234), '1.2 s');
  assert.equal(took(61_000), '1 min');
});

void test('a clock time can be sorted and read', () => {
  assert.match(clockTime(now), /^2026-11-2[345] \d\d:\d\d:00$/);
  assert.ok(clockTime(now) < clockTime(now + day));
});

void test('sizes are told in octets, KiB and MiB', () => {
  assert.equal(octets(0), '0 octets');
  assert.equal(octets(812), '812 octets');
  assert.equal(octets(1_024), '1 KiB');
  assert.equal(octets(14_300), '14 KiB');
  assert.equal(octets(3.2 * 1024 * 1024), '3.2 MiB');
});
