/**
 * Interleaved rounds: in each round everybody does the work once, one after the other, so that what slows the machine slows all of them.
 * The order turns with the rounds. Whoever fails is left out of that work, and that is said loudly; the others go on.
 */
import type { Measured } from './results';
import type { Unit } from './statistics';

export interface Contender {
  readonly name: string;
  /** Does the work once; resolves to one value. */
  readonly once: () => Promise<number>;
}

export interface Work {
  readonly name: string;
  readonly unit: Unit;
  /** Where more would tell nothing new. */
  readonly mostRounds?: number;
  readonly contenders: readonly Contender[];
}

export interface Telling {
  readonly say: (text: string) => void;
  /** Somebody can't take part. */
  readonly skip: (sentence: string) => void;
}

export async function measure(work: Work, rounds: number, telling: Telling): Promise<Measured> {
  const values = new Map(work.contenders.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < Math.min(rounds, work.mostRounds ?? rounds); round++) {
    for (const { name, once } of turned(work.contenders, round)) {
      const its = values.get(name);
      if (its === undefined) continue;
      try {
        const value = await once();
        its.push(value);
        if (process.env['MAILROOT_BENCH_TALK'] !== undefined) telling.say(`${work.name}: ${name}: ${value}`);
      } catch (error) {
        values.delete(name);
        telling.skip(`${name} could not do "${work.name}": ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
  return { work: work.name, unit: work.unit, values: Object.fromEntries(values) };
}

export function turned<T>(list: readonly T[], by: number): readonly T[] {
  const at = list.length === 0 ? 0 : by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}
