/**
 * What an engine process holds on to at one moment: memory after a collection of garbage, timers, sockets, watches, open files. And whether
 * that stays flat from one rest to the next. Linux alone (`/proc`).
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../engines';
import { rest } from '../load';

export interface Gauges {
  /** Messages handed over until then. */
  readonly messages: number;
  readonly rssMb: number;
  readonly heapMb: number;
  /** Buffers outside of the heap. */
  readonly externalMb: number;
  readonly openFiles: number;
  readonly timers: number;
  /** Sockets, servers, watches, processes: all that keeps an event loop alive but for timers. */
  readonly handles: number;
}

/** Of Node, to be given to an engine that is to be asked. */
export const askable = ['--expose-gc', '--import', join(__dirname, 'probe.mjs')];
export const probeFolder = (mailRoot: string): string => join(mailRoot, '..', 'probe');

interface Told {
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly resources: readonly string[];
}

/** Of an engine that was started with `askable`, when it has given back its idle connections and has nothing to do. */
export async function quietGauges(engine: Engine, asked: Asked): Promise<Gauges> {
  await engine.client.request('configure', { config: engine.config });
  let gauges = await gaugesOf(engine, asked);
  for (let same = 0; same < 3;) {
    await rest(200);
    const next = await gaugesOf(engine, asked);
    same = next.handles === gauges.handles && next.timers === gauges.timers ? same + 1 : 0;
    gauges = next;
  }
  return gauges;
}

async function gaugesOf(engine: Engine, { folder, messages }: Asked): Promise<Gauges> {
  const pid = engine.process.pid ?? 0;
  const told = await answer(pid, join(folder, `${pid}.json`));
  const count = (fits: (name: string) => boolean): number => told.resources.filter(fits).length;
  return {
    messages,
    rssMb: inMb(told.rss),
    heapMb: inMb(told.heapUsed),
    externalMb: inMb(told.external),
    openFiles: readdirSync(`/proc/${pid}/fd`).length,
    timers: count((name) => name === 'Timeout' || name === 'Immediate'),
    handles: count((name) => name.endsWith('Wrap') || name.startsWith('FSEvent')),
  };
}

interface Asked {
  readonly folder: string;
  readonly messages: number;
}

async function answer(pid: number, path: string): Promise<Told> {
  rmSync(path, { force: true });
  process.kill(pid, 'SIGUSR2');
  while (!existsSync(path)) await rest(10);
  return JSON.parse(readFileSync(path, 'utf8')) as Told;
}

const inMb = (octets: number): number => Math.round(octets / 104_857.6) / 10;

/** How much more an engine may hold at a later rest than at an earlier one. */
type Allowed = Omit<Gauges, 'messages'>;

/** Of what is at rest: a leak of messages, sessions or their timers grows beyond it within minutes. RSS is what the allocator has not given back. */
const allowed: Allowed = { heapMb: 4, externalMb: 4, rssMb: 30, openFiles: 4, timers: 4, handles: 4 };

/** The simulator remembers messages and whom they met, up to a bound (`simulator/memory.ts`): that much heap may be in use behind so many messages. */
const rememberedMb = (messages: number): number => Math.min(messages, 10_000) * 0.0012;

/** The gauges that grew by more than is allowed between two rests, in words. */
export function grown(from: Gauges, to: Gauges): string[] {
  const heapMb = allowed.heapMb + Math.round(rememberedMb(to.messages - from.messages));
  const limits = Object.entries({ ...allowed, heapMb }) as [keyof Allowed, number][];
  return limits
    .filter(([name, limit]) => to[name] - from[name] > limit)
    .map(([name, limit]) => `${name} grew from ${from[name]} to ${to[name]}, ${limit} more at most is allowed`);
}
