/** What is made of the values of several rounds: the median, how far they lie apart, and ratios in which more than 1 is better. Pure. */

export type Unit = 'msg/s' | 'ms' | 'MB' | 'KB';

export function isBetterWhenMore(unit: Unit): boolean {
  return unit === 'msg/s';
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) return Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** The distance of the best and the worst round, in parts of the median. */
export function spread(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN;
  return (Math.max(...values) - Math.min(...values)) / median(values);
}

/** How often one is as good as the other: 2 is twice as fast, or half as long. */
export function ratio(one: number, other: number, unit: Unit): number {
  return isBetterWhenMore(unit) ? one / other : other / one;
}
