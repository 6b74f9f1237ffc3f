import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createSchedule } from '../../../src/engine/queue/schedule';
import { manualClock } from '../../support/manualClock';

/** Lets promises that are already settled run on. */
const settled = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

test('a message is looked at when its moment comes, not before', async () => {
  const clock = manualClock(0);
  const looked: string[] = [];
  const schedule = createSchedule({
    clock,
    limit: 4,
    run: (id) => {
      looked.push(id);
      return Promise.resolve(undefined);
    },
  });
  schedule.at('a', 1_000);
  clock.advance(999);
  await settled();
  assert.deepEqual(looked, []);
  clock.advance(1);
  await settled();
  assert.deepEqual(looked, ['a']);
  assert.equal(schedule.size(), 0);
  assert.equal(clock.pending(), 0);
});

test('a clock that was set ahead, or a machine that slept, is noticed within a minute', async () => {
  const clock = manualClock(0);
  let ahead = 0;
  const looked: string[] = [];
  const schedule = createSchedule({
    clock: { now: () => clock.now() + ahead, after: clock.after.bind(clock) },
    limit: 4,
    run: (id) => {
      looked.push(id);
      return Promise.resolve(undefined);
    },
  });
  schedule.at('a', 4 * 3_600_000);
  ahead = 8 * 3_600_000;
  clock.advance(60_000);
  await settled();
  assert.deepEqual(looked, ['a']);
});

test('moving a message to an earlier moment replaces the later one', async () => {
  const clock = manualClock(0);
  const looked: number[] = [];
  const schedule = createSchedule({
    clock,
    limit: 4,
    run: () => {
      looked.push(clock.now());
      return Promise.resolve(undefined);
    },
  });
  schedule.at('a', 5_000);
  schedule.at('a', 1_000);
  clock.advance(10_000);
  await settled();
  assert.deepEqual(looked, [1_000]);
});

test('no more messages are in hand than the limit, and the next is taken when one is finished', async () => {
  const clock = manualClock(0);
  const finish: (() => void)[] = [];
  const schedule = createSchedule({
    clock,
    limit: 2,
    run: () => new Promise((resolve) => finish.push(() => resolve(undefined))),
  });
  for (const id of ['a', 'b', 'c']) schedule.at(id, 0);
  clock.advance(0);
  assert.equal(schedule.inHand(), 2);
  finish[0]?.();
  await settled();
  clock.advance(0);
  await settled();
  assert.equal(finish.length, 3);
});

test('a message asked for while it is in hand is looked at again right after, never twice at once', async () => {
  const clock = manualClock(0);
  let inHand = 0;
  let most = 0;
  let times = 0;
  let finish: () => void = () => undefined;
  const schedule = createSchedule({
    clock,
    limit: 5,
    run: () => {
      times += 1;
      inHand += 1;
      most = Math.max(most, inHand);
      return new Promise((resolve) => {
        finish = () => {
          inHand -= 1;
          resolve(times === 1 ? 60_000 : undefined);
        };
      });
    },
  });
  schedule.at('a', 0);
  clock.advance(0);
  schedule.at('a', 0);
  finish();
  await settled();
  clock.advance(0);
  assert.equal(times, 2);
  assert.equal(most, 1);
});

test('stopping waits for what is in hand and takes up nothing more', async () => {
  const clock = manualClock(0);
  let finish: () => void = () => undefined;
  let runs = 0;
  const schedule = createSchedule({
    clock,
    limit: 1,
    run: () => {
      runs += 1;
      return new Promise((resolve) => (finish = () => resolve(undefined)));
    },
  });
  schedule.at('a', 0);
  schedule.at('b', 0);
  clock.advance(0);
  let stopped = false;
  const stopping = schedule.stop().then(() => (stopped = true));
  await settled();
  assert.equal(stopped, false);
  finish();
  await stopping;
  clock.advance(1_000);
  assert.equal(runs, 1);
});

test('whatever the moments and replacements, every message is looked at exactly once, in order of time', async () => {
  const moments = fc.array(fc.record({ id: fc.nat({ max: 20 }), at: fc.nat({ max: 1_000 }) }), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(moments, async (asked) => {
      const clock = manualClock(0);
      const looked: { id: string; at: number }[] = [];
      const schedule = createSchedule({
        clock,
        limit: 1_000,
        run: (id) => {
          looked.push({ id, at: clock.now() });
          return Promise.resolve(undefined);
        },
      });
      const last = new Map<string, number>();
      for (const { id, at } of asked) {
        schedule.at(String(id), at);
        last.set(String(id), at);
      }
      clock.advance(2_000);
      await settled();
      assert.deepEqual(new Map(looked.map(({ id, at }) => [id, at])), last);
      assert.equal(looked.length, last.size);
      assert.deepEqual(
        looked.map(({ at }) => at),
        looked.map(({ at }) => at).sort((a, b) => a - b),
      );
    }),
  );
});
