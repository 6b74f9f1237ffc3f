/**
 * Starting on a queue of deferred messages: from the start of the process to the MAIL of the one message that is due. `limit` is a readdir
 * and a stat of each file of the same folder, in a process of Node. And memory: idle, with a queue, grown by many messages.
 */
import { readFileSync } from 'node:fs';
import { startEngine, type Engine } from '../peers/mailRoot';
import { ours } from '../results';
import type { Work } from '../runner';
import { folderOf, load, pause, startNode, type Site } from '../site';
import type { Witness } from './firstAttempt';
import { fillQueue } from './queued';

export function startWork(site: Site, witness: Witness, count: number): Work {
  const name = `queue-${count}`;
  let due = 0;
  const first = async (): Promise<number> => {
    // Numbers behind those that are there: each round has a message of its own that is due.
    const from = 0x800000 + due++;
    await fillQueue({ folder: folderOf(site, name), count: 1, dueAt: Date.now() - 1_000, from });
    const heard = witness.heard();
    const startedAt = performance.now();
    const engine = await startEngine(site, name, {
      localDomains: ['none.test'],
      remoteDomains: { 'there.test': `127.0.0.1:${witness.port}` },
    });
    const at = await heard;
    await engine.end();
    return at - startedAt;
  };
  const look = async (): Promise<number> => {
    const startedAt = performance.now();
    await startNode(site, [site.program('look'), `${folderOf(site, name)}/Queue`]).ended;
    return performance.now() - startedAt;
  };
  return {
    name: `start to first attempt, ${count} queued`,
    unit: 'ms',
    contenders: [
      { name: ours, once: first },
      { name: 'limit', once: look },
    ],
  };
}

export function memoryWork(site: Site, idle: Engine, depths: readonly number[]): Work {
  const withQueue = async (count: number): Promise<number> => {
    const engine = await startEngine(site, `queue-${count}`, { localDomains: ['none.test'] });
    await pause(1_000);
    const octets = megabytesOf(engine.pid);
    await engine.end();
    return octets;
  };
  return {
    name: 'memory of the engine',
    unit: 'MB',
    contenders: [
      { name: ours, once: () => Promise.resolve(megabytesOf(idle.pid)) },
      ...depths.map((count) => ({ name: `${ours}, ${count} queued`, once: () => withQueue(count) })),
    ],
  };
}

/** How much larger it is after so many messages; in later rounds it has grown already. */
export function growthWork(site: Site, { pid, port }: Engine): Work {
  const count = site.quick ? 500 : 2_000;
  const once = async (): Promise<number> => {
    const before = megabytesOf(pid);
    await load(site, { port, sessions: 8, count, octets: 4096, perConnection: 'many' });
    return Math.max(0, megabytesOf(pid) - before);
  };
  return { name: `memory grown by ${count} messages`, unit: 'MB', contenders: [{ name: ours, once }] };
}

/** Resident memory as the kernel tells it. */
export function megabytesOf(pid: number): number {
  const [, kilobytes = ''] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}
