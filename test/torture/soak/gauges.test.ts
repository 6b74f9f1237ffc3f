import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grown, type Gauges } from './gauges';
import { reportOf } from './report';

const rest: Gauges = { messages: 100, rssMb: 90, heapMb: 12, externalMb: 2, openFiles: 31, timers: 5, handles: 14 };

test('an engine that holds as much as before is flat, however much mail went through it', () => {
  assert.deepEqual(grown(rest, { ...rest, messages: 100_000, rssMb: 100, heapMb: 11 }), []);
});

test('what grew is named with both figures and what would have been allowed', () => {
  assert.deepEqual(grown(rest, { ...rest, heapMb: 40, handles: 30 }), [
    'heapMb grew from 12 to 40, 4 more at most is allowed',
    'handles grew from 14 to 30, 4 more at most is allowed',
  ]);
});

test('what the simulator remembers of messages is allowed for, up to its bound', () => {
  assert.deepEqual(grown(rest, { ...rest, messages: 10_100, heapMb: 27 }), []);
  assert.equal(grown(rest, { ...rest, messages: 1_000_000, heapMb: 29 }).length, 1);
});

test('the report tells what was done, what was lost and what the engine held at each rest', () => {
  const account = { lost: ['p7'], doubled: [], repeats: 0, unanswered: 0, withoutCause: [] };
  const done = new Map([['folders taken away', 2]]);
  const text = reportOf({
    seconds: 120,
    seed: 9,
    soaked: { kills: 3, accepted: 5_000, rests: [rest, { ...rest, messages: 200 }], done, account },
    grown: [],
  });
  assert.match(text, /120 seconds, seed 9: 5000 messages accepted, 3 engines killed/);
  assert.match(text, /- folders taken away: 2/);
  assert.match(text, /Lost 1, doubled 0/);
  assert.match(text, /\| 100 \| 12 \| 2 \| 90 \| 31 \| 5 \| 14 \|\n\| 200 \|/);
});
