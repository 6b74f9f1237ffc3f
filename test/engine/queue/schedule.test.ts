import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Priority } from '../../../src/engine/mailroot/envelope';
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
          resolve(times === 1 ? { at: 60_000 } : undefined);
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

test('of messages that are due together the one with the higher priority goes first, then the one due first', async () => {
  const clock = manualClock(0);
  const looked: string[] = [];
  const before = new Set<string>();
  const priorities = new Map<string, Priority>([
    ['a', 'low'],
    ['c', 'high'],
  ]);
  const schedule = createSchedule({
    clock,
    limit: 1,
    run: (id) => {
      looked.push(id);
      const isFirst = !before.has(id);
      before.add(id);
      return Promise.resolve(isFirst ? { at: id === 'b' ? 2_000 : 1_500, priority: priorities.get(id) } : undefined);
    },
  });
  for (const id of ['a', 'b', 'c']) schedule.at(id, 0);
  for (let i = 0; i < 3; i++) {
    clock.advance(0);
    await settled();
  }
  looked.length = 0;
  for (let i = 0; i < 4; i++) {
    clock.advance(i === 0 ? 3_000 : 0);
    await settled();
  }
  assert.deepEqual(looked, ['c', 'b', 'a']);
});

test('a priority that is known from before the start counts at the first look', async () => {
  const clock = manualClock(0);
  const looked: string[] = [];
  const schedule = createSchedule({
    clock,
    limit: 1,
    run: (id) => {
      looked.push(id);
      return Promise.resolve(undefined);
    },
  });
  schedule.at('low', 1_000, 'low');
  schedule.at('normal', 1_000);
  schedule.at('high', 1_000, 'high');
  for (let i = 0; i < 3; i++) {
    clock.advance(i === 0 ? 5_000 : 0);
    await settled();
  }
  assert.deepEqual(looked, ['high', 'normal', 'low']);
});

test('a message in hand that only waits gives its place to another, up to a limit of its own', async () => {
  const clock = manualClock(0);
  const looked: string[] = [];
  const goOn: (() => void)[] = [];
  const schedule = createSchedule({
    clock,
    limit: 1,
    waitingLimit: 3,
    run: (id) => {
      looked.push(id);
      const resume = schedule.wait();
      return new Promise((resolve) => {
        goOn.push(() => {
          resume();
          resolve(undefined);
        });
      });
    },
  });
  for (const id of ['a', 'b', 'c', 'd']) schedule.at(id, 0);
  clock.advance(0);
  for (let i = 0; i < 4; i++) {
    clock.advance(0);
    await settled();
  }
  assert.deepEqual(looked, ['a', 'b', 'c']);
  goOn[0]?.();
  await settled();
  clock.advance(0);
  await settled();
  assert.deepEqual(looked, ['a', 'b', 'c', 'd']);
});

test('a message without a moment is known, and looked at only when somebody asks for it', async () => {
  const clock = manualClock(0);
  let looks = 0;
  const schedule = createSchedule({
    clock,
    limit: 1,
    run: () => {
      looks += 1;
      return Promise.resolve(looks === 1 ? { at: Number.POSITIVE_INFINITY } : undefined);
    },
  });
  schedule.at('a', 0);
  clock.advance(0);
  await settled();
  assert.equal(schedule.held(), 1);
  assert.equal(schedule.nextAt(), undefined);
  clock.advance(1e12);
  await settled();
  assert.equal(looks, 1);
  schedule.at('a', clock.now());
  clock.advance(0);
  await settled();
  assert.equal(looks, 2);
  assert.equal(schedule.held(), 0);
  assert.equal(schedule.size(), 0);
});
