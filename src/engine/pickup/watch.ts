/**
 * Notices files in Pickup and says when one is complete: its size and mtime were the same for `settleMs`.
 * The file system's events are a hint that may be lost; the scan each second is the truth. Ignores what is not for us: folders, links,
 * dot-files, `*.tmp` and editors' backups. A file that can't be read or taken, or is too large, stays, is told of, and is offered again.
 */
import { watch, type FSWatcher, type Stats } from 'node:fs';
import { lstat, mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, errorText, type Cancel, type Clock } from '../ports';

export interface PickupWatch {
  /** Looks now; resolves when every complete file was offered. */
  scan(): Promise<void>;
  close(): void;
}

interface Seen {
  readonly size: number;
  readonly mtimeMs: number;
  /** Epoch ms since which size and mtime are the same. */
  readonly since: number;
}

/** Where it is told what keeps a file from being taken, as long as it does. */
export interface Complaints {
  tell(cause: string, sentence: string): void;
  clear(cause: string): void;
}

export interface WatchOptions {
  readonly folder: string;
  readonly settleMs: () => number;
  /** A larger file is not taken. */
  readonly maxOctets: () => number;
  readonly clock: Clock;
  readonly troubles: Complaints;
  /** A complete file; resolves when it was claimed. A rejection leaves it in Pickup, to be offered again at the next scan. */
  readonly take: (fileName: string) => Promise<void>;
}

const scanEveryMs = 1_000;
/** An empty file is most likely one whose writer has not begun: it is given this long. */
const emptyMs = 10_000;

export function isForPickup(fileName: string): boolean {
  return !/^[.~#]|\.tmp$|~$|\.sw[a-p]$|^4913$/i.test(fileName);
}

export function watchPickup(options: WatchOptions): PickupWatch {
  return new Watching(options);
}

/** Renaming asks for no right to read: a file claimed unread would be stuck in the Queue. On Windows, a writer's lock shows here too. */
async function assertReadable(path: string): Promise<void> {
  const file = await open(path, 'r');
  await file.close();
}

/** `''` is the folder itself. */
function pathOf(name: string): string {
  return name === '' ? 'Pickup' : `Pickup/${name}`;
}

class Watching implements PickupWatch {
  readonly #options: WatchOptions;
  #seen = new Map<string, Seen>();
  readonly #complained = new Set<string>();
  #hint: FSWatcher | undefined;
  #timer: Cancel | undefined;
  #scanning: Promise<void> | undefined;
  #again = false;
  #goneSince: number | undefined;
  #closed = false;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#listen();
    void this.scan();
  }

  scan(): Promise<void> {
    this.#again = this.#scanning !== undefined;
    this.#scanning ??= this.#scanAll().finally(() => {
      this.#scanning = undefined;
    });
    return this.#scanning;
  }

  async #scanAll(): Promise<void> {
    this.#timer?.();
    let waitMs = await this.#pass();
    while (this.#again) waitMs = await this.#pass();
    if (!this.#closed) this.#timer = this.#options.clock.after(waitMs, () => void this.scan());
  }

  #pass(): Promise<number> {
    this.#again = false;
    return this.#look().catch((error: unknown) => this.#unreadable(error));
  }

  /** One pass; resolves to the milliseconds until the next file may be complete. */
  async #look(): Promise<number> {
    const names = (await readdir(this.#options.folder)).filter(isForPickup);
    if (this.#hint === undefined) this.#listen();
    this.#goneSince = undefined;
    const before = this.#seen;
    this.#seen = new Map();
    this.#forgetComplaints(new Set(names));
    const waits = await Promise.all(names.map((name) => this.#consider(name, before.get(name))));
    return Math.min(scanEveryMs, ...waits);
  }

  async #consider(name: string, before: Seen | undefined): Promise<number> {
    const found = await lstat(join(this.#options.folder, name)).catch(() => undefined);
    if (found?.isFile() !== true) return this.#notForUs(name, found);
    const now = this.#options.clock.now();
    const same = before?.size === found.size && before.mtimeMs === found.mtimeMs;
    // A clock that was set back must not make a quiet file look like one of the future.
    const since = same ? Math.min(before.since, now) : now;
    this.#seen.set(name, { size: found.size, mtimeMs: found.mtimeMs, since });
    const wait = since + (found.size === 0 ? emptyMs : this.#options.settleMs()) - now;
    if (wait > 0) return wait;
    return this.#isTooLarge(name, found.size) ? scanEveryMs : this.#offer(name);
  }

  async #offer(name: string): Promise<number> {
    if (this.#closed) return scanEveryMs;
    try {
      await assertReadable(join(this.#options.folder, name));
      await this.#options.take(name);
      this.#settled(name);
      this.#seen.delete(name);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT')
        this.#complain(name, `can't be taken yet: ${errorText(error)}. It is tried again each second.`);
    }
    return scanEveryMs;
  }

  #isTooLarge(name: string, octets: number): boolean {
    const limit = this.#options.maxOctets();
    if (octets <= limit) return false;
    const what = `has ${octets} octets, more than mailroot.smtp.maxMessageKilobytes allows (${limit})`;
    this.#complain(name, `${what}: raise it and the file is taken, or take it away.`);
    return true;
  }

  /** A folder is nobody's mistake; what looks like mail and never goes is told of. */
  #notForUs(name: string, found: Stats | undefined): number {
    if (found === undefined && name.includes('\ufffd'))
      this.#complain(name, 'has a name that is not UTF-8: rename it.');
    if (found?.isDirectory() === false)
      this.#complain(
        name,
        `is not taken: it is ${found.isSymbolicLink() ? 'a symbolic link' : 'no regular file'}. Put the file itself there.`,
      );
    return scanEveryMs;
  }

  #complain(name: string, what: string): void {
    this.#complained.add(name);
    this.#options.troubles.tell(pathOf(name), `${pathOf(name)} ${what}`);
  }

  #settled(name: string): void {
    if (this.#complained.delete(name)) this.#options.troubles.clear(pathOf(name));
  }

  #forgetComplaints(present: ReadonlySet<string>): void {
    for (const name of this.#complained) if (!present.has(name)) this.#settled(name);
  }

  /** Told once. A Pickup that stays deleted is made anew; not at once, since a whole MailRoot may be on its way out. */
  async #unreadable(error: unknown): Promise<number> {
    this.#hint?.close();
    this.#hint = undefined;
    const { clock, folder } = this.#options;
    if (errorCode(error) === 'ENOENT') this.#goneSince ??= clock.now();
    if (clock.now() - (this.#goneSince ?? clock.now()) >= scanEveryMs) await mkdir(folder).catch(() => undefined);
    this.#complain('', `can't be read: ${errorText(error)}.`);
    return scanEveryMs;
  }

  #listen(): void {
    try {
      this.#hint = watch(this.#options.folder, () => void this.scan());
      this.#hint.on('error', () => {
        this.#hint?.close();
        this.#hint = undefined;
      });
    } catch (error) {
      // No watcher to be had (limit reached, folder missing): the scan each second does the work.
      if (errorCode(error) === undefined) throw error;
    }
  }

  close(): void {
    this.#closed = true;
    this.#hint?.close();
    this.#timer?.();
  }
}
