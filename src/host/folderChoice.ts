/**
 * Which MailRoot a window works with: `mailroot.folder` below each workspace folder, or absolute; the one chosen before, else the first
 * that exists. Decides from names and a look at the disk; needs no editor.
 */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

export interface FolderChoice {
  /** Where the MailRoot is, or undefined when there is none yet. */
  readonly chosen: string | undefined;
  /** All MailRoots there are, the chosen one among them. */
  readonly existing: readonly string[];
  /** Where one would be made. */
  readonly proposed: string | undefined;
}

/** `setting` is `mailroot.folder`; `remembered` a path chosen before, if any. */
export function chooseFolder(workspaceFolders: readonly string[], setting: string, remembered?: string): FolderChoice {
  const wanted = expandHome(setting.trim() === '' ? 'MailRoot' : setting.trim());
  const places = isAbsolute(wanted) ? [resolve(wanted)] : workspaceFolders.map((folder) => join(folder, wanted));
  const existing = places.filter(isMailRoot);
  const chosen = existing.find((path) => path === remembered) ?? existing[0];
  return { chosen, existing, proposed: chosen ?? places[0] };
}

/** A folder with a Pickup in it; nothing else needs to be there yet. */
export function isMailRoot(path: string): boolean {
  return existsSync(join(path, 'Pickup'));
}

function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') || path.startsWith('~\\') ? join(homedir(), path.slice(1)) : path;
}
