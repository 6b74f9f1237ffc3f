/**
 * What is in a folder, for people and trees: names alone, read once; what the files say is summary.ts's and familyState.ts's.
 * Right when the engine is dead; what vanished meanwhile is simply not there. Foreign files are shown as such. A folder of a hundred
 * thousand messages is read in pieces: nobody in the process waits for it.
 */
import type { Dir } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { sep } from 'node:path';
import { errorCode } from '../ports';
import { messagePart, splitFamilyName, type FolderName, type MailRoot } from './layout';
import { eachInSlices, sortedInSlices, stride } from './slices';

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
  const entries: FolderEntry[] = [];
  for await (const { name } of await opened(mailRoot[folder])) {
    const entry = entryOf(mailRoot, folder, name);
    if (entry !== undefined) entries.push(entry);
  }
  return folder === 'Pickup' ? newestFirst(entries) : sortedInSlices(entries, (a, b) => (a.id < b.id ? 1 : -1));
}

async function opened(folder: string): Promise<Dir | []> {
  return opendir(folder, { bufferSize: stride }).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw error;
  });
}

function entryOf(mailRoot: MailRoot, folder: FolderName, name: string): FolderEntry | undefined {
  if (name.endsWith('.tmp') || name.startsWith('.')) return undefined;
  // Not joined: of a hundred thousand paths hardly one is ever asked for, and as it stands it takes no room before.
  const path = mailRoot[folder] + sep + name;
  if (folder === 'Pickup') return { folder, kind: 'message', id: name, path };
  const family = splitFamilyName(name);
  if (family === undefined) return { folder, kind: 'foreign', id: name, path };
  return family.part === messagePart(folder) ? { folder, kind: 'message', id: family.id, path } : undefined;
}

async function newestFirst(entries: readonly FolderEntry[]): Promise<FolderEntry[]> {
  const dated = await eachInSlices(entries, async (entry) => {
    const found = await stat(entry.path).catch(() => undefined);
    return found?.isFile() === true ? [{ entry, at: found.mtimeMs }] : [];
  });
  const newest = await sortedInSlices(dated.flat(), (a, b) => b.at - a.at);
  return newest.map(({ entry }) => entry);
}
