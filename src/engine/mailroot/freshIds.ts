/**
 * Queue ids that nobody has: a clock that was set back, or a restart within the millisecond, must never give a new message the name
 * of an old one, since claim, enqueue and drop replace. While time goes forward an id is new by itself and costs no look at the disk.
 */
import { readdir, stat } from 'node:fs/promises';
import { errorCode } from '../ports';
import { arrivalOf, companionParts, familyPath, folderNames, messagePart, queueIds, splitFamilyName } from './layout';
import type { MailRoot } from './layout';
import { unlessMissing } from './move';

/** `now` is epoch ms, the arrival that the id tells. */
export type FreshIds = (now: number) => Promise<string>;

const idsInMs = 0x10000;
const folders = folderNames.filter((folder) => folder !== 'Pickup');

/** Looks once at what is there. `seed` is any number below 65536. */
export async function openFreshIds(mailRoot: MailRoot, seed: number): Promise<FreshIds> {
  const next = queueIds(seed);
  /** The latest arrival that any id tells, and how many ids of that millisecond may still be given unseen. */
  let latest = { at: await latestArrival(mailRoot), left: 0 };
  const isNew = (now: number): boolean => {
    if (now > latest.at) latest = { at: now, left: idsInMs };
    if (now < latest.at || latest.left === 0) return false;
    latest.left -= 1;
    return true;
  };
  return async (now) => {
    for (;;) {
      const id = next(now);
      if (isNew(now) || !(await isTaken(mailRoot, id))) return id;
    }
  };
}

async function latestArrival(mailRoot: MailRoot): Promise<number> {
  let latest = '';
  for (const folder of folders) {
    for (const name of (await readdir(mailRoot[folder]).catch(unlessMissing)) ?? []) {
      const id = splitFamilyName(name)?.id ?? '';
      if (id > latest) latest = id;
    }
  }
  return latest === '' ? Number.NEGATIVE_INFINITY : arrivalOf(latest);
}

/** Whether any file of a family has this id. */
async function isTaken(mailRoot: MailRoot, id: string): Promise<boolean> {
  for (const folder of folders) {
    for (const part of [messagePart(folder), ...companionParts(folder)])
      if (await exists(familyPath(mailRoot, folder, { id, part }))) return true;
  }
  return false;
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    return false;
  }
}
