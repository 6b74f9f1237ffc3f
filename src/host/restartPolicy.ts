/**
 * When a dead engine is started again: at once, then after longer and longer waits; after the third death in a row the user is told,
 * once. An engine that lived for a while has proven itself, and counting begins anew. Pure.
 */

export interface Deaths {
  /** In a row. */
  readonly count: number;
}

export interface RestartDecision {
  readonly deaths: Deaths;
  readonly waitMs: number;
  /** Tell the user now. */
  readonly tell: boolean;
}

const provenMs = 60_000;
const tellAt = 3;
const longestMs = 60_000;

export const noDeaths: Deaths = { count: 0 };

/** `livedMs`: how long the engine that just died had run. */
export function afterDeath(deaths: Deaths, livedMs: number): RestartDecision {
  const count = livedMs >= provenMs ? 1 : deaths.count + 1;
  return { deaths: { count }, waitMs: Math.min(longestMs, 250 * 4 ** (count - 1)), tell: count === tellAt };
}
