/**
 * Endurance (`npm run soak`): mail, faults, commands, clocks moved ahead, folders taken away and engines killed, for minutes. Nothing is
 * lost, and what an engine holds on to is the same at every rest.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planted, plants, shipped } from './engines';
import { chances, options, report } from './options';
import { grown } from './soak/gauges';
import { writeReport } from './soak/report';
import { soak } from './soak/soaking';

const skip = process.platform === 'linux' ? false : 'reads what a process holds on to from /proc';
const within = { skip, timeout: options.soakSeconds * 3_000 + 120_000 };

test(
  'mail flows for minutes while all kinds of things happen: nothing is lost, and the engine stays as small as it was',
  within,
  async (t) => {
    const { soakSeconds: seconds, seed } = options;
    const soaked = await soak(t, { seconds, enginePath: shipped, chance: chances(seed) });
    const [, first] = soaked.rests;
    const last = soaked.rests.at(-1);
    assert.ok(first && last);
    const more = grown(first, last);
    const { lost, doubled, withoutCause } = soaked.account;
    report('soak', {
      seconds,
      kills: soaked.kills,
      accepted: soaked.accepted,
      lost: lost.length,
      heapMb: `${first.heapMb} -> ${last.heapMb}`,
      rssMb: `${first.rssMb} -> ${last.rssMb}`,
      handles: `${first.handles} -> ${last.handles}`,
      timers: `${first.timers} -> ${last.timers}`,
    });
    console.log(`Written to ${writeReport({ seconds, seed, soaked, grown: more })}.`);
    assert.ok(soaked.accepted > seconds, `${soaked.accepted} messages are no load`);
    assert.deepEqual({ lost, doubled, withoutCause, more }, { lost: [], doubled: [], withoutCause: [], more: [] });
  },
);

test(
  'planted: an engine that keeps a few kilobytes of each message is found out',
  { skip, timeout: 240_000 },
  async (t) => {
    const enginePath = await planted(plants.leak);
    const { rests } = await soak(t, { seconds: 20, enginePath, chance: chances(options.seed) });
    const [, first] = rests;
    const last = rests.at(-1);
    assert.ok(first && last);
    assert.match(grown(first, last).join(), /heapMb|externalMb/);
  },
);
