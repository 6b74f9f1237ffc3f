/** What a run found, as it is kept in RESULTS.json: the machine, who was compared, each work with its figures. Pure. */
import { median, ratio, spread, type Unit } from './statistics';

export const ours = 'MailRoot';
/** Whom ratios are told to, the first that took part. */
export const yardsticks = ['Postfix', 'limit'] as const;

export interface Measured {
  readonly work: string;
  readonly unit: Unit;
  /** By who was measured: one value a round. */
  readonly values: Readonly<Record<string, readonly number[]>>;
}

export interface Machine {
  readonly date: string;
  readonly system: string;
  readonly processors: string;
  readonly node: string;
  readonly disk: string;
  /** Load averages at the beginning and at the end; a machine with nothing else to do begins near 0. */
  readonly load: readonly [string, string];
}

export interface Results {
  readonly format: 1;
  readonly machine: Machine;
  readonly kind: 'full' | 'quick';
  readonly rounds: number;
  readonly versions: Readonly<Record<string, string>>;
  /** Whole sentences: who did not take part and why. */
  readonly skipped: readonly string[];
  /** What strace saw of each 250. */
  readonly durability: string;
  readonly measured: readonly Measured[];
}

export interface Figure {
  readonly name: string;
  readonly median: number;
  readonly spread: number;
  /** How much better it is than the yardstick. */
  readonly ratios: Readonly<Record<string, number>>;
}

export function figuresOf({ unit, values }: Measured): readonly Figure[] {
  const medians = new Map(Object.entries(values).map(([name, all]) => [name, median(all)]));
  return [...medians].map(([name, its]) => ({
    name,
    median: its,
    spread: spread(values[name] ?? []),
    ratios: Object.fromEntries(
      yardsticks.flatMap((yardstick) => {
        const other = medians.get(yardstick);
        return other === undefined ? [] : [[yardstick, ratio(its, other, unit)]];
      }),
    ),
  }));
}
