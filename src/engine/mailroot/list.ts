/**
 * What is in a folder, for people and trees: names alone, one readdir; what the files say is summary.ts's and familyState.ts's.
 * Right when the engine is dead; what vanished meanwhile is simply not there. Foreign files are shown as such.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../ports';
import { messagePart, splitFamilyName, type FolderName, type MailRoot } from './layout';

/** One row: a message of ours, or a file that is not (`foreign`: everything in Pickup is the user's own). */
export interface FolderEntry {
  readonly folder: FolderName;
  readonly kind: 'message' | 'foreign';
  /** Queue id, or the file name when it has none. */
  readonly id: string;
  readonly path: string;
}

/** Entries of a folder, newest first. A folder that does not exist is empty. */
export async function listFolder(mailRoot: MailRoot, folder: FolderName): Promise<FolderEntry[]> {
  const names = await readdir(mailRoot[folder]).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw error;
  });
  const entries = names.flatMap((name) => entryOf(mailRoot, folder, name) ?? []);
  if (folder === 'Pickup') return newestFirst(entries);
  return entries.sort((a, b) => (a.id < b.id ? 1 : -1));
}

function entryOf(mailRoot: MailRoot, folder: FolderName, name: string): FolderEntry | undefined {
  const path = join(mailRoot[folder], name);
  if (name.endsWith('.tmp') || name.startsWith('.')) return undefined;
  if (folder === 'Pickup') return { folder, kind: 'message', id: name, path };
  const family = splitFamilyName(name);
  if (family === undefined) return { folder, kind: 'foreign', id: name, path };
  return family.part === messagePart(folder) ? { folder, kind: 'message', id: family.id, path } : undefined;
}

async function newestFirst(entries: FolderEntry[]): Promise<FolderEntry[]> {
  const dated = await Promise.all(
    entries.map(async (entry) => ({ entry, found: await stat(entry.path).catch(() => undefined) })),
  );
  return dated
    .flatMap(({ entry, found }) => (found?.isFile() === true ? { entry, at: found.mtimeMs } : []))
    .sort((a, b) => b.at - a.at)
    .map(({ entry }) => entry);
}
