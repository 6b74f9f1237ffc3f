/**
 * Says which folders of a MailRoot changed on disk, whoever changed them, engine or no engine. The file system's events are a hint;
 * once a second each folder's mtime is compared, which is the truth. Bursts are told together.
 */
import { watch, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import { folderNames, type FolderName, type MailRoot } from '../engine/mailroot/layout';

export interface FolderWatch {
  dispose(): void;
}

const quietMs = 150;
const pollMs = 1_000;

export function watchFolders(mailRoot: MailRoot, changed: (folders: readonly FolderName[]) => void): FolderWatch {
  return new Watching(mailRoot, changed);
}

class Watching implements FolderWatch {
  readonly #mailRoot: MailRoot;
  readonly #changed: (folders: readonly FolderName[]) => void;
  readonly #hints = new Map<FolderName, FSWatcher>();
  readonly #stamps = new Map<FolderName, number>();
  readonly #pending = new Set<FolderName>();
  readonly #poll: NodeJS.Timeout;
  #telling: NodeJS.Timeout | undefined;

  constructor(mailRoot: MailRoot, changed: (folders: readonly FolderName[]) => void) {
    this.#mailRoot = mailRoot;
    this.#changed = changed;
    for (const folder of folderNames) this.#listen(folder);
    this.#poll = setInterval(() => void this.#compare(), pollMs);
    void this.#compare();
  }

  #listen(folder: FolderName): void {
    if (this.#hints.has(folder)) return;
    try {
      const hint = watch(this.#mailRoot[folder], () => this.#note(folder));
      hint.on('error', () => this.#deaf(folder));
      this.#hints.set(folder, hint);
    } catch {
      // Not there yet, or no watcher to be had: the comparison each second does the work.
    }
  }

  #deaf(folder: FolderName): void {
    this.#hints.get(folder)?.close();
    this.#hints.delete(folder);
  }

  async #compare(): Promise<void> {
    for (const folder of folderNames) {
      const found = await stat(this.#mailRoot[folder]).catch(() => undefined);
      const stamp = found?.mtimeMs ?? 0;
      if (found === undefined) this.#deaf(folder);
      else this.#listen(folder);
      const before = this.#stamps.get(folder);
      this.#stamps.set(folder, stamp);
      if (before !== undefined && before !== stamp) this.#note(folder);
    }
  }

  #note(folder: FolderName): void {
    this.#pending.add(folder);
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined;
      const folders = [...this.#pending];
      this.#pending.clear();
      this.#changed(folders);
    }, quietMs);
  }

  dispose(): void {
    clearInterval(this.#poll);
    clearTimeout(this.#telling);
    for (const folder of folderNames) this.#deaf(folder);
  }
}
