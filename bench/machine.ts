/** The machine as the results name it, without anything that tells whose it is. */
import { cpus, loadavg, totalmem, type, release } from 'node:os';
import type { Machine } from './results';

export function describeMachine(disk: string): Omit<Machine, 'load'> {
  const all = cpus();
  const model = all[0]?.model.trim() ?? '';
  const name = model === '' || model === 'unknown' ? '' : ` (${model})`;
  return {
    date: new Date().toISOString().slice(0, 10),
    system: `${type()} ${release().split('.', 2).join('.')}`,
    processors: `${all.length} processors${name}, ${(totalmem() / 1024 ** 3).toFixed(0)} GB of memory`,
    node: process.versions.node,
    disk,
  };
}

export function loadNow(): string {
  return loadavg()
    .map((each) => each.toFixed(1))
    .join(' ');
}
