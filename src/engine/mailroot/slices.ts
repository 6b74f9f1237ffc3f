/**
 * Work on very many things for which nobody else in the process has to wait: it is done in slices of a few milliseconds, and what came
 * in meanwhile has its turn in between. Results are those of the same work done at once.
 */
const sliceMs = 2;
/** So many are done without a look at the clock. */
export const stride = 256;

/** To be asked now and then, and awaited: pauses when a slice is over. */
function slicing(): () => Promise<void> | undefined {
  let began = performance.now();
  return () => {
    if (performance.now() - began < sliceMs) return undefined;
    return new Promise((resolve) => {
      // eslint-disable-next-line no-restricted-globals -- no moment is waited for: others have their turn
      setImmediate(() => {
        began = performance.now();
        resolve();
      });
    });
  };
}

/** As `Array.sort` does it, which holds up everybody for a tenth of a second at a hundred thousand. */
export async function sortedInSlices<T>(all: readonly T[], compare: (a: T, b: T) => number): Promise<T[]> {
  const pause = slicing();
  let runs: T[][] = [];
  for (let i = 0; i < all.length; i += stride) {
    runs.push(all.slice(i, i + stride).sort(compare));
    await pause();
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let i = 0; i < runs.length; i += 2) merged.push(await mergedOf(runs[i] ?? [], runs[i + 1] ?? []));
    runs = merged;
  }
  return runs[0] ?? [];

  async function mergedOf(one: readonly T[], other: readonly T[]): Promise<T[]> {
    const merged: T[] = [];
    let [i, j] = [0, 0];
    while (i < one.length || j < other.length) {
      for (let end = merged.length + stride; merged.length < end && (i < one.length || j < other.length);) {
        const [a, b] = [one[i] as T, other[j] as T];
        if (j >= other.length || (i < one.length && compare(a, b) <= 0)) {
          merged.push(a);
          i++;
        } else {
          merged.push(b);
          j++;
        }
      }
      await pause();
    }
    return merged;
  }
}

export async function inSlices<T>(all: readonly T[], work: (each: T) => void): Promise<void> {
  const pause = slicing();
  for (let i = 0; i < all.length; i += stride) {
    for (const each of all.slice(i, i + stride)) work(each);
    await pause();
  }
}

/** Does it to each, a few at the same time; results in the order of the things. */
export async function eachInSlices<T, R>(all: readonly T[], work: (each: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let i = 0; i < all.length; i += atOnce) results.push(...(await Promise.all(all.slice(i, i + atOnce).map(work))));
  return results;
}
const atOnce = 64;
