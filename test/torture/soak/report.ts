/** A soak as people read it: what was done, what the engine held on to at each rest, what became of the mail. Markdown, under `out/soak/`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Gauges } from './gauges';
import type { Soaked } from './soaking';

const columns: readonly (readonly [keyof Gauges, string])[] = [
  ['messages', 'messages so far'],
  ['heapMb', 'heap, MB'],
  ['externalMb', 'buffers, MB'],
  ['rssMb', 'RSS, MB'],
  ['openFiles', 'open files'],
  ['timers', 'timers'],
  ['handles', 'handles'],
];

export interface Told {
  readonly seconds: number;
  readonly seed: number;
  readonly soaked: Soaked;
  /** What grew, in words. */
  readonly grown: readonly string[];
}

export function reportOf({ seconds, seed, soaked, grown }: Told): string {
  const { kills, accepted, rests, done, account } = soaked;
  const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [
    '# Soak',
    '',
    `${seconds} seconds, seed ${seed}: ${accepted} messages accepted, ${kills} engines killed.`,
    '',
    ...[...done].map(([name, count]) => `- ${name}: ${count}`),
    '',
    `Lost ${account.lost.length}, doubled ${account.doubled.length}, served again without cause ${account.withoutCause.length}.`,
    grown.length === 0 ? 'Memory, handles and timers are flat.' : `Not flat: ${grown.join('; ')}.`,
    '',
    row(columns.map(([, head]) => head)),
    row(columns.map(() => '---:')),
    ...rests.map((gauges) => row(columns.map(([name]) => gauges[name]))),
    '',
  ].join('\n');
}

/** Returns where it stands. */
export function writeReport(told: Told): string {
  const folder = resolve('out', 'soak');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'report.md');
  writeFileSync(path, reportOf(told));
  return path;
}
