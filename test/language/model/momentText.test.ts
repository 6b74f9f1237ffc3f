import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ago, localText, momentText } from '../../../src/language/model/momentText';

const at = Date.UTC(2026, 10, 24, 9, 0, 0);
const minute = 60_000;

void test('how long ago, in the largest unit that fits', () => {
  const words = [0, 59_999, minute, 119 * minute, 25 * 60 * minute, 40 * 1_440 * minute, 800 * 1_440 * minute];
  assert.deepEqual(
    words.map((ms) => ago(at, at + ms)),
    ['just now', 'just now', '1 minute ago', '1 hour ago', '1 day ago', '1 month ago', '2 years ago'],
  );
  assert.equal(ago(at + 3 * 60 * minute, at), 'in 3 hours');
});

void test('in the zone of who looks', () => {
  assert.equal(localText(at, { now: at, timeZone: 'UTC' }), 'Tue 24 Nov 2026, 09:00:00 UTC');
  assert.match(localText(at, { now: at, timeZone: 'Asia/Kolkata' }), /^Tue 24 Nov 2026, 14:30:00 /);
  assert.equal(
    momentText(at, { now: at, timeZone: 'UTC' }),
    'Tue 24 Nov 2026, 09:00:00 UTC (2026-11-24T09:00:00Z, just now)',
  );
});
