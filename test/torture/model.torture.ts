/**
 * Random mail on a real folder: messages come in, hosts take, delay, refuse and hang up, the clock moves both ways, the disk fails, fills
 * and dies at any call, people retry and delete. At the end every message is where the simple model says.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import type { Command } from '../../src/engine/mailroot/command';
import { hour, minute } from '../support/sandbox';
import { drain, paper, type Handed } from './mail';
import { checkEnd, checkWaiting } from './model';
import { moods, type Mood } from './remoteHost';
import { chances, options, report } from './options';
import type { Letter } from './letter';
import { World } from './world';
import type { Death } from './mortalDisk';
import type { DiskCall } from '../support/disk';

const groups = ['r0', 'r1', 'r2'] as const;
const local = ['l0', 'l1'] as const;
const failing = [
  'open',
  'write',
  'sync',
  'rename',
  'link',
  'unlink',
  'rm',
  'utimes',
  'stat',
  'readFile',
  'readdir',
  'mkdir',
] as const;

const commands: readonly Command[] = [
  { kind: 'retry' },
  { kind: 'hold', why: 'waiting for Ann' },
  { kind: 'release' },
  { kind: 'release' },
  { kind: 'expire' },
  { kind: 'remove' },
  { kind: 'requeue' },
  { kind: 'priority', priority: 'high' },
  { kind: 'priority', priority: 'low' },
  { kind: 'advance', moment: { to: 'next' } },
  { kind: 'advance', moment: { to: 'expiration' } },
  { kind: 'advance', moment: { to: 'later', ms: 3 * hour } },
];

type Step =
  | ({ readonly do: 'hand' } & Handed)
  | { readonly do: 'mood'; readonly group: string; readonly mood: Mood }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'set back'; readonly ms: number }
  | { readonly do: 'restart' }
  | { readonly do: 'die'; readonly calls: number; readonly kind: Death }
  | { readonly do: 'fail'; readonly kind: DiskCall['kind']; readonly code: string; readonly skip: number }
  | { readonly do: 'fill' | 'make room' }
  | { readonly do: 'command'; readonly command: Command; readonly which: number | undefined }
  | { readonly do: 'edit'; readonly which: number }
  | { readonly do: 'delete'; readonly which: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('hand'),
      how: fc.constantFrom('pickup', 'smtp'),
      to: fc.subarray([...groups, ...local], { minLength: 1 }),
      isNull: fc.boolean(),
      size: fc.constantFrom(0, 200, 20_000),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('mood'),
      group: fc.constantFrom(...groups),
      mood: fc.constantFrom(...moods),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('wait'),
      ms: fc.constantFrom(1_000, minute, 16 * minute, hour, 5 * hour, 13 * hour),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('set back'), ms: fc.constantFrom(1, 1_000, hour) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart') }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('die'), calls: fc.nat(60), kind: fc.constantFrom('kill', 'power cut') }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('fail'),
      kind: fc.constantFrom(...failing),
      code: fc.constantFrom('EIO', 'ENOSPC', 'EMFILE', 'EACCES'),
      skip: fc.nat(8),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('fill', 'make room') }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('command'),
      command: fc.constantFrom(...commands),
      which: fc.option(fc.nat(5), { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('edit'), which: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete'), which: fc.nat(5) }) },
);

async function take(world: World, action: Step): Promise<void> {
  if (action.do === 'hand') await world.hand(paper(world.letters.length, action));
  else if (action.do === 'restart') await world.restart();
  else takeAtOnce(world, action);
}

function takeAtOnce(world: World, action: Exclude<Step, { do: 'hand' | 'restart' }>): void {
  switch (action.do) {
    case 'mood':
      world.host.set(action.group, action.mood);
      return;
    case 'wait':
      world.clock.advance(action.ms);
      return;
    case 'set back':
      world.setBack(action.ms);
      return;
    case 'die':
      world.disk.dieIn(action.calls, action.kind);
      return;
    case 'fail':
      world.disk.failOnce({ kinds: [action.kind], code: action.code, skip: action.skip });
      return;
    case 'fill':
    case 'make room':
      world.disk.isFull = action.do === 'fill';
      return;
    case 'command':
      command(world, action);
      return;
    case 'edit':
      withLetter(world, action.which, (letter) => world.edit(letter));
      return;
    case 'delete':
      remove(world, action.which);
  }
}

/** Without a number to all in the Queue; what may not be undone, to one alone. */
function command(world: World, { command, which }: Extract<Step, { do: 'command' }>): void {
  const isForOne = command.kind === 'remove' || command.kind === 'requeue';
  if (which === undefined && !isForOne) world.command(command);
  else withLetter(world, which ?? 0, (letter) => world.command(command, letter));
}

function withLetter(world: World, which: number, go: (letter: Letter) => void): void {
  const letter = world.letters[which];
  if (letter !== undefined && world.find(letter).length > 0) go(letter);
}

function remove(world: World, which: number): void {
  const letter = world.letters[which];
  const queued = letter === undefined ? undefined : world.find(letter).find(({ folder }) => folder === 'Queue');
  if (letter === undefined || queued === undefined) return;
  letter.isDeleted = true;
  rmSync(join(world.mailRoot.Queue, `${queued.id}.eml`));
  world.disk.removed(join(world.mailRoot.Queue, `${queued.id}.eml`));
}

test('random mail, hosts, clocks, disks and deaths: every message ends in one place, and somebody knows why', async (t: TestContext) => {
  const sum = { letters: 0, deaths: 0, calls: 0, served: 0, repeats: 0 };
  const property = fc.asyncProperty(
    fc.array(step, { minLength: 3, maxLength: 60, size: 'medium' }),
    fc.nat(),
    async (steps, seed) => {
      const ends: (() => unknown)[] = [];
      const world = new World({ after: (end: () => unknown) => ends.push(end) }, chances(seed));
      try {
        await world.open();
        for (const each of steps) {
          await take(world, each);
          await world.settle();
          if (world.disk.isHealthy) checkWaiting(world);
        }
        await drain(world);
        checkEnd(world);
        sum.letters += world.letters.length;
        sum.deaths += world.disk.deaths;
        sum.calls += world.disk.calls;
        sum.served += world.host.deliveries.length;
        for (const { taken } of world.host.truths.values()) sum.repeats += Math.max(0, taken - 1);
      } finally {
        await world.close();
        for (const end of ends.reverse()) await end();
      }
    },
  );
  t.diagnostic(`seed ${options.seed}`);
  await fc.assert(property, {
    numRuns: options.runs,
    seed: options.seed,
    includeErrorInReport: true,
    endOnFailure: !options.shrinks,
    ...(options.path !== undefined && { path: options.path }),
  });
  report('random mail', { runs: options.runs, ...sum });
});
