/** How much is done in a round, so that a slow disk or a slow peer makes a round no longer: found out by a pilot before the first. Pure. */

export interface Pace {
  readonly least: number;
  readonly most: number;
  readonly seconds: number;
}

export function countFor(perSecond: number, { least, most, seconds }: Pace): number {
  const wanted = Number.isFinite(perSecond) ? Math.round(perSecond * seconds) : least;
  return Math.max(least, Math.min(most, wanted));
}

/** Does it once with as much as fits; the pilot is not counted. */
export function paced(pace: Pace, once: (count: number) => Promise<number>): () => Promise<number> {
  let count: number | undefined;
  return async () => {
    count ??= countFor(await once(pace.least), pace);
    return once(count);
  };
}
