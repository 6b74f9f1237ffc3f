/** Results of a run that never was. */
import type { Measured, Results } from '../../bench/results';

export const accepting: Measured = {
  work: 'accept 4 KiB, 8 sessions',
  unit: 'msg/s',
  values: { MailRoot: [190, 200, 220], Postfix: [100, 100, 110], limit: [250, 260, 240] },
};
export const starting: Measured = {
  work: 'start to first attempt, 1000 queued',
  unit: 'ms',
  values: { MailRoot: [300], limit: [150] },
};
export const memory: Measured = { work: 'memory of the engine', unit: 'MB', values: { MailRoot: [60, 61, 62] } };

export function resultsOf(measured: readonly Measured[], load = '0.1 0.1 0.1'): Results {
  return {
    format: 1,
    machine: {
      date: '2026-11-25',
      system: 'Linux 6.1',
      processors: '2 processors, 24 GB of memory',
      node: '20.20.2',
      disk: 'a journaled ext4 image of its own',
      load: [load, '2.0 1.0 0.5'],
    },
    kind: 'full',
    rounds: 3,
    versions: { Postfix: '3.7.11' },
    skipped: ['SKIPPED: Haraka did not take part: npm could not install it'],
    durability: 'strace saw it.',
    measured,
  };
}

/** The same work, ours at other rates. */
export function at(measured: Measured, ...values: readonly number[]): Measured {
  return { ...measured, values: { ...measured.values, MailRoot: values } };
}
