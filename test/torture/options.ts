/** How long the torture lasts, and from which seed: from the environment (`npm run torture`), short in `npm test`. */

export interface TortureOptions {
  /** Runs of random mail in one process. */
  readonly runs: number;
  /** Engines killed with SIGKILL. */
  readonly kills: number;
  /** Power cuts on an image of its own. */
  readonly cuts: number;
  /** How long mail flows in the soak. */
  readonly soakSeconds: number;
  /** Every error at every call, or one at each. */
  readonly isThorough: boolean;
  /** Looks for the shortest story that fails, which takes its time. */
  readonly shrinks: boolean;
  readonly seed: number;
  /** Of a failure that fast-check told: runs that one alone. */
  readonly path: string | undefined;
}

const count = (name: string, otherwise: number): number => {
  const given = process.env[`MAILROOT_TORTURE_${name}`];
  return given === undefined ? otherwise : Number(given);
};

export const options: TortureOptions = {
  runs: count('RUNS', 40),
  kills: count('KILLS', 20),
  cuts: count('CUTS', 3),
  soakSeconds: count('SOAK', 120),
  isThorough: count('THOROUGH', 0) > 0,
  shrinks: count('SHRINK', 0) > 0,
  path: process.env['MAILROOT_TORTURE_PATH'],
  seed: count('SEED', Math.floor(Math.random() * 0x7fffffff)),
};

/** Says a result where people and scripts find it, with the seed that brings it again. */
export function report(what: string, facts: Readonly<Record<string, number | string>>): void {
  const text = Object.entries({ ...facts, seed: options.seed }).map(([name, value]) => `${name} ${value}`);
  console.log(`torture: ${what}: ${text.join(', ')}`);
}

/** Numbers between 0 and 1 that the seed decides (a linear congruential generator: Numerical Recipes). */
export function chances(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 0x1_0000_0000;
  };
}
