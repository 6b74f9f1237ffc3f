/**
 * Several figures of the same work: it is done once a round, for the first of them, and the others are told what was seen then. Who could
 * not do it has none of them.
 */
import type { Work } from './runner';
import type { Unit } from './statistics';

export interface Doing<T> {
  readonly name: string;
  readonly once: () => Promise<T>;
}

export interface FigureOf<T> {
  readonly name: string;
  readonly unit: Unit;
  readonly of: (seen: T) => number;
}

export function worksOf<T>(
  doings: readonly Doing<T>[],
  figures: readonly FigureOf<T>[],
  more: Pick<Work, 'mostRounds'> = {},
): Work[] {
  const recorded = new Map(doings.map(({ name }) => [name, [] as T[]]));
  return figures.map(({ of, ...figure }, place) => {
    const contenders = doings.map(({ name, once }) => {
      let round = 0;
      const all = recorded.get(name) ?? [];
      return {
        name,
        once: async () => {
          if (place === 0) all.push(await once());
          const seen = all[round++];
          if (seen === undefined) throw new Error('it was not done');
          return of(seen);
        },
      };
    });
    return { ...figure, ...more, contenders };
  });
}
