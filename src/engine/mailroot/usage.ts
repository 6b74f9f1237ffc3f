/**
 * How many octets a folder holds, cheaply: measured once, then kept by what we put in. A scan corrects it before anybody is told that there
 * is no room (somebody may have made some), and from time to time. In trouble (the folder can't be read) it says what it knew last.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../ports';

export interface FolderUsage {
  /** Whether so many more octets fit into `limit`. */
  fits(octets: number, limit: number): Promise<boolean>;
  /** Octets, as known. */
  octets(): number;
  /** Something of that size was put in. */
  grew(octets: number): void;
}

/** A full folder is measured again at most that often. */
const scanEveryMs = 1_000;
/** What others put in is seen after that long at the latest. */
const staleMs = 600_000;
const statsAtOnce = 32;

/** `folder` is asked for anew at each scan. */
export function openUsage(folder: () => string, clock: Pick<Clock, 'now'>): FolderUsage {
  let known = { octets: 0, at: Number.NEGATIVE_INFINITY };
  let scan: Promise<void> | undefined;
  let meanwhile = 0;
  const measureNow = async (): Promise<void> => {
    const at = clock.now();
    meanwhile = 0;
    const octets = await octetsIn(folder()).catch(() => known.octets);
    // What was put in while we looked may be counted twice: too much is corrected, too little would not be.
    known = { octets: octets + meanwhile, at };
    scan = undefined;
  };
  const measure = (): Promise<void> => (scan ??= measureNow());
  return {
    octets: () => known.octets,
    grew(octets) {
      meanwhile += octets;
      known = { ...known, octets: known.octets + octets };
    },
    async fits(octets, limit) {
      if (known.at === Number.NEGATIVE_INFINITY) await measure();
      else if (clock.now() - known.at >= staleMs) void measure();
      if (known.octets + octets <= limit) return true;
      if (clock.now() - known.at < scanEveryMs) return false;
      await measure();
      return known.octets + octets <= limit;
    },
  };
}

async function octetsIn(folder: string): Promise<number> {
  const names = (await readdir(folder)).values();
  let octets = 0;
  const look = async (): Promise<void> => {
    for (const name of names) {
      const found = await stat(join(folder, name)).catch(() => undefined);
      if (found?.isFile() === true) octets += found.size;
    }
  };
  await Promise.all(Array.from({ length: statsAtOnce }, look));
  return octets;
}
