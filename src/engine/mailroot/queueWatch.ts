/**
 * Notices messages that somebody put or restored into the Queue by hand (IIS allowed that as a replay, KB306043) and says when one is
 * complete: its size and mtime were the same at two looks. A look costs a stat while the folder has not changed, else one readdir.
 * Copies under a foreign name get a queue id. What the engine knows already is never touched; what is there is told, so that what was
 * deleted can be forgotten.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorText, type Cancel, type Clock, type Log } from '../ports';
import { splitFamilyName, type MailRoot } from './layout';
import { takeUpForeign } from './mend';
import { momentOf } from './recover';
import { isForeignMessage } from './snapshot';

export interface QueueWatch {
  /** Looks now; resolves when all that is complete and new was taken up. */
  scan(): Promise<void>;
  close(): void;
}

export interface QueueWatchOptions {
  readonly mailRoot: MailRoot;
  readonly clock: Clock;
  readonly log: Log;
  readonly isKnown: (id: string) => boolean;
  /** These ids are in the Queue; what is known beside them was deleted by hand, or has just left. */
  readonly found: (ids: ReadonlySet<string>) => void;
  /** From now on it is to be looked at at `at` (epoch ms). */
  readonly take: (id: string, at: number) => void;
  readonly freshId: () => Promise<string>;
}

const everyMs = 10_000;
const whileGrowingMs = 1_000;

export function watchQueue(options: QueueWatchOptions): QueueWatch {
  return new Watching(options);
}

class Watching implements QueueWatch {
  readonly #options: QueueWatchOptions;
  /** Candidates of the last look: name to size and mtime. */
  #seen = new Map<string, string>();
  #folderMtimeMs: number | undefined;
  #timer: Cancel | undefined;
  #scanning: Promise<void> | undefined;
  #complained = false;
  #closed = false;

  constructor(options: QueueWatchOptions) {
    this.#options = options;
    this.#arm();
  }

  scan(): Promise<void> {
    this.#scanning ??= this.#look()
      .catch((error: unknown) => this.#complain(error))
      .finally(() => {
        this.#scanning = undefined;
        this.#arm();
      });
    return this.#scanning;
  }

  #arm(): void {
    this.#timer?.();
    if (this.#closed) return;
    const waitMs = this.#seen.size > 0 ? whileGrowingMs : everyMs;
    this.#timer = this.#options.clock.after(waitMs, () => void this.scan());
  }

  async #look(): Promise<void> {
    const { mailRoot, isKnown, found } = this.#options;
    const { mtimeMs } = await stat(mailRoot.Queue);
    if (mtimeMs === this.#folderMtimeMs && this.#seen.size === 0) return;
    const all = await readdir(mailRoot.Queue);
    const names = all.filter((name) => isForeignMessage(name) || isNew(name, isKnown));
    this.#folderMtimeMs = mtimeMs;
    found(new Set(all.flatMap((name) => messageId(name) ?? [])));
    const before = this.#seen;
    this.#seen = new Map();
    for (const name of names) await this.#consider(name, before.get(name));
  }

  async #consider(name: string, before: string | undefined): Promise<void> {
    const found = await stat(join(this.#options.mailRoot.Queue, name)).catch(() => undefined);
    if (found?.isFile() !== true) return;
    const looks = `${found.size} ${found.mtimeMs}`;
    if (looks !== before) {
      this.#seen.set(name, looks);
      return;
    }
    if (!this.#closed) await this.#takeUp(name);
  }

  async #takeUp(name: string): Promise<void> {
    const { mailRoot, isKnown, take, log, freshId } = this.#options;
    const known = splitFamilyName(name)?.id;
    if (known !== undefined && isKnown(known)) return;
    const id = known ?? (await takeUpForeign(mailRoot, name, await freshId()));
    log.info(`Queue/${name} was put there by hand and is taken up${known === undefined ? ` as ${id}` : ''}`);
    take(id, await momentOf(mailRoot, id));
  }

  #complain(error: unknown): void {
    if (!this.#complained) this.#options.log.warn(`The Queue can't be looked through: ${errorText(error)}`);
    this.#complained = true;
  }

  close(): void {
    this.#closed = true;
    this.#timer?.();
  }
}

function isNew(name: string, isKnown: (id: string) => boolean): boolean {
  const id = messageId(name);
  return id !== undefined && !isKnown(id);
}

function messageId(name: string): string | undefined {
  const family = splitFamilyName(name);
  return family?.part === '.eml' ? family.id : undefined;
}
