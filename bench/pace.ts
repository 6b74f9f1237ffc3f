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

/**
 * Does it once with as much as fits. Pilots, which are not counted, grow until one fits: of few messages the greeting and the start of the
 * load take most of the time, so that the first says too little.
 */
export function paced(pace: Pace, once: (count: number) => Promise<number>): () => Promise<number> {
  let count: number | undefined;
  return async () => {
    count ??= await fitting(pace, once);
    return once(count);
  };
}

async function fitting(pace: Pace, once: (count: number) => Promise<number>): Promise<number> {
  let count = pace.least;
  for (;;) {
    const fits = countFor(await once(count), pace);
    if (fits <= 2 * count) return fits;
    count = fits;
  }
}
