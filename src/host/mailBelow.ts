/**
 * Paths of mail below some folders, the nearest first, so many at most and out of so many folders. Folders of packages and hidden ones
 * are left out, links are not followed, and what can't be read is not there.
 */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';

const mostFolders = 2_000;

/** `except`: a folder that is left out, with all below it. */
export async function mailBelow(roots: readonly string[], mostFiles: number, except?: string): Promise<string[]> {
  const folders = [...roots];
  const found: string[] = [];
  for (let i = 0; i < folders.length && i < mostFolders && found.length < mostFiles; i++) {
    const folder = folders[i] ?? '';
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      if (entry.isFile() && /\.(?:eml|bad)$/i.test(entry.name)) found.push(join(folder, entry.name));
      else if (entry.isDirectory() && isLookedInto(join(folder, entry.name), except))
        folders.push(join(folder, entry.name));
    }
  }
  return found.slice(0, mostFiles);
}

function isLookedInto(folder: string, except: string | undefined): boolean {
  return folder !== except && !/^\.|^(?:node_modules|vendor|target)$/.test(basename(folder));
}
