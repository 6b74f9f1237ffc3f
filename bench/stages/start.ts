/** The stage of starting on a queue: time to the first attempt, memory, and whether a long queue makes accepting slower. */
import { startEngine } from '../peers/mailRoot';
import type { Work } from '../runner';
import { folderOf, type Site } from '../site';
import { acceptingBeside } from '../work/accept';
import { openWitness } from '../work/firstAttempt';
import { fillQueue } from '../work/queued';
import { growthWork, memoryWork, startWork } from '../work/start';

const day = 86_400_000;

export async function startStage(site: Site): Promise<Work[]> {
  const witness = await openWitness(site);
  const depths = site.quick ? [1_000, 10_000] : [1_000, 10_000, 100_000];
  for (const count of depths)
    await fillQueue({ folder: folderOf(site, `queue-${count}`), count, dueAt: Date.now() + day });
  const idle = await startEngine(site, 'idle', { localDomains: ['there.test'] });
  const ends = [depths[0] ?? 0, depths.at(-1) ?? 0];
  const engines: { queued: number; port: number }[] = [];
  for (const queued of ends) {
    const folder = folderOf(site, `beside-${queued}`);
    await fillQueue({ folder, count: queued, dueAt: Date.now() + day });
    engines.push({ queued, ...(await startEngine(site, `beside-${queued}`, { localDomains: ['there.test'] })) });
  }
  return [
    memoryWork(site, idle, depths),
    ...(site.house === undefined ? [] : [growthWork(site, idle), acceptingBeside(site, engines)]),
    ...depths.map((count) => startWork(site, witness, count)),
  ];
}
