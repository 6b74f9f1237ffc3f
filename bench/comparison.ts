/**
 * A run held against an earlier one: which work got slower than its recorded ratio by a fifth. Ratios are compared, not rates, so that
 * another machine or a busy one does not matter; only sizes and memory, which have no peer, are compared as they are. Pure.
 */
import { figuresOf, ours, yardsticks, type Measured, type Results } from './results';
import { ratio } from './statistics';

export interface Slower {
  readonly work: string;
  readonly sentence: string;
}

const allowed = 0.8;

export function slowerThan(recorded: Results, now: Results): readonly Slower[] {
  return now.measured.flatMap((measured) => {
    const before = recorded.measured.find(({ work }) => work === measured.work);
    return before === undefined ? [] : (byRatio(before, measured) ?? bySize(before, measured) ?? []);
  });
}

/** Undefined when they have no yardstick in common. */
function byRatio(before: Measured, now: Measured): Slower[] | undefined {
  const [then, here] = [ratiosOf(before), ratiosOf(now)];
  const yardstick = yardsticks.find((name) => then?.[name] !== undefined && here?.[name] !== undefined);
  if (yardstick === undefined) return undefined;
  const [was, is] = [then?.[yardstick] ?? Number.NaN, here?.[yardstick] ?? Number.NaN];
  if (is >= was * allowed) return [];
  const sentence = `${now.work}: ${is.toFixed(2)} × ${yardstick}, recorded as ${was.toFixed(2)}`;
  return [{ work: now.work, sentence }];
}

function bySize(before: Measured, now: Measured): Slower[] | undefined {
  const [was, is] = [medianOf(before), medianOf(now)];
  if (now.unit === 'msg/s' || now.unit === 'ms' || was === undefined || is === undefined) return undefined;
  if (ratio(is, was, now.unit) >= allowed) return [];
  const { unit, work } = now;
  return [{ work, sentence: `${work}: ${is.toFixed(1)} ${unit}, recorded as ${was.toFixed(1)} ${unit}` }];
}

function ratiosOf(measured: Measured): Readonly<Record<string, number>> | undefined {
  return figuresOf(measured).find(({ name }) => name === ours)?.ratios;
}

function medianOf(measured: Measured): number | undefined {
  return figuresOf(measured).find(({ name }) => name === ours)?.median;
}
