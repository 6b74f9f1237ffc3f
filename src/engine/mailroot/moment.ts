/**
 * What the mtime of a queued message tells, so that a start needs a stat for each and no read: when it is looked at again, its priority, and
 * whether a person let it leave this machine. A file system that keeps no fractions of a millisecond loses the latter two: they are learned
 * when the message is looked at. Pure.
 */
import type { Envelope, Priority } from './envelope';

/** The mtime of a held message: no moment at which it is looked at by itself. Epoch ms. */
export const whileHeld = Date.UTC(2100, 0, 1);

/** What is added to the moment, in ms: for what stays here, and for what was let out. */
const parts: Readonly<Record<Priority, readonly [number, number]>> = {
  normal: [0, 0.1],
  high: [0.2, 0.3],
  low: [0.4, -0.2],
};

export interface Moment {
  /** Epoch ms. */
  readonly at: number;
  /** As far as it is told. */
  readonly priority?: Priority;
  readonly letOut?: true;
}

export function mtimeFor({ priority = 'normal', mayLeave = [] }: Envelope, at: number): number {
  return at + parts[priority][mayLeave.length > 0 ? 1 : 0];
}

export function readMoment(mtimeMs: number): Moment {
  // A file system keeps it in binary fractions: a hair too early would cost a look for nothing.
  const at = Math.round(mtimeMs);
  const is = (part: number): boolean => Math.abs(mtimeMs - at - part) < 0.05;
  const priority = (['high', 'low', 'normal'] as const).find((each) => parts[each].some(is)) ?? 'normal';
  return { at, ...(priority !== 'normal' && { priority }), ...(is(parts[priority][1]) && { letOut: true }) };
}
