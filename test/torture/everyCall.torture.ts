/**
 * A day in the life of a spool (captured, relayed, put off, refused, nobody to tell), ended by a kill or a power cut at each call to the
 * disk, and with an error at each call: nothing is lost, nothing comes twice without cause, nothing lies about.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minute } from '../support/sandbox';
import { drain, paper } from './mail';
import { checkEnd } from './model';
import type { Death } from './mortalDisk';
import { chances, options, report } from './options';
import { World } from './world';

/** Runs the day on a world of its own; `spoil` is called before the first message. Resolves to the calls that were made. */
async function day(spoil: (world: World) => void, seed = 1): Promise<number> {
  const ends: (() => unknown)[] = [];
  const world = new World({ after: (end: () => unknown) => ends.push(end) }, chances(seed));
  try {
    world.host.set('r1', 'delays');
    world.host.set('r2', 'refuses');
    spoil(world);
    await world.open();
    for (const [how, to, isNull] of [
      ['pickup', ['l0'], false],
      ['smtp', ['l1'], false],
      ['pickup', ['r0', 'l0'], false],
      ['smtp', ['r0', 'r1', 'r2'], false],
      ['pickup', ['r2'], true],
    ] as const) {
      await world.hand(paper(world.letters.length, { how, to, isNull, size: 100 }));
      await world.settle();
    }
    world.host.set('r1', 'takes');
    world.clock.advance(16 * minute);
    await world.settle();
    const calls = world.disk.calls;
    await drain(world);
    checkEnd(world);
    return calls;
  } finally {
    await world.close();
    for (const end of ends.reverse()) await end();
  }
}

const nothing = (): void => undefined;

/** In `npm test` some of the calls, which ones by the seed; in the torture all. */
function chosen(calls: number): number[] {
  const step = options.isThorough ? 1 : 8;
  const first = options.isThorough ? 0 : options.seed % step;
  return Array.from({ length: Math.floor((calls - first) / step) }, (_, i) => first + i * step);
}

test('ended by a kill or a power cut at any call to the disk', async (t) => {
  t.diagnostic(`seed ${options.seed}`);
  const calls = await day(nothing);
  assert.ok(calls > 100, `${calls} calls: is it the disk?`);
  const deaths: readonly Death[] = ['kill', 'power cut'];
  let days = 0;
  for (const call of chosen(calls)) {
    for (const kind of options.isThorough ? deaths : [deaths[days % 2] ?? 'kill']) {
      days += 1;
      await day(({ disk }) => disk.dieIn(call, kind), options.seed + call).catch((error: unknown) => {
        throw new Error(`${kind} at call ${call}`, { cause: error });
      });
    }
  }
  report('death at any call', { calls, days });
});

test('an error at any call to the disk', async (t) => {
  t.diagnostic(`seed ${options.seed}`);
  const calls = await day(nothing);
  const codes = ['EIO', 'ENOSPC', 'EMFILE', 'EACCES'];
  let days = 0;
  for (const call of chosen(calls)) {
    for (const code of options.isThorough ? codes : [codes[days % codes.length] ?? 'EIO']) {
      days += 1;
      await day(({ disk }) => disk.failAt(call, code)).catch((error: unknown) => {
        throw new Error(`${code} at call ${call}`, { cause: error });
      });
    }
  }
  report('an error at any call', { calls, days });
});

for (const [what, forgets] of [
  ['folders', (path: string) => !/\.(eml|json|tmp)$|m\d+$/.test(path)],
  ['files', (path: string) => /\.(eml|json|tmp)$|m\d+$/.test(path)],
] as const) {
  test(`planted: a disk that forgets syncs of ${what} is found out`, async () => {
    const forgetful = (world: World): void => {
      world.disk.forgets = ({ kind, path }) => kind === 'sync' && forgets(path);
    };
    await assert.rejects(day(forgetful), /250 was said to .* before it was safe from a power cut/);
  });
}

test('planted: a Pickup file that is claimed before its bytes are synced is found out', async () => {
  const found: unknown[] = [];
  for (let call = 20; call < 100 && found.length === 0; call++) {
    const forgetful = (world: World): void => {
      world.disk.forgets = ({ kind, path }) => kind === 'sync' && path.includes('Pickup');
      world.disk.dieIn(call, 'power cut');
    };
    await day(forgetful, call).catch((error: unknown) => found.push(error));
  }
  assert.match(String(found[0]), /was lost in a crash|is 0 times in Drop/);
});
