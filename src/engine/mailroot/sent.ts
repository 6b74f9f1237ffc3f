/**
 * How many finished messages Sent keeps. One look at a time, for all that came meanwhile: while a queue is drained many finish at once, and a
 * listing for each, with the same old files taken away by all of them, costs more than the delivery. On failure the disk's error goes to
 * whoever waited for that look; the next one begins anew.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { removeFile } from './durable';
import { companionParts, splitFamilyName, type MailRoot } from './layout';
import { unlessMissing } from './move';

export interface SentKeeper {
  /** Keeps the newest; resolves when a look that began after the call is over. */
  prune(): Promise<void>;
}

export function openSentKeeper(mailRoot: MailRoot, keep: () => number): SentKeeper {
  return new Keeping(mailRoot, keep);
}

class Keeping implements SentKeeper {
  readonly #mailRoot: MailRoot;
  readonly #keep: () => number;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(mailRoot: MailRoot, keep: () => number) {
    this.#mailRoot = mailRoot;
    this.#keep = keep;
  }

  prune(): Promise<void> {
    if (this.#running === undefined) return this.#look();
    this.#next ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        return this.#look();
      });
    return this.#next;
  }

  #look(): Promise<void> {
    const looking = pruneSent(this.#mailRoot, this.#keep()).then(() => undefined);
    this.#running = looking;
    const over = (): void => {
      if (this.#running === looking) this.#running = undefined;
    };
    looking.then(over, over);
    return looking;
  }
}

const parts: ReadonlySet<string> = new Set(['.eml', ...companionParts('Sent')]);

/** Keeps the newest `keep` messages of Sent. Resolves to how many went. */
export async function pruneSent(mailRoot: MailRoot, keep: number): Promise<number> {
  const names = (await readdir(mailRoot.Sent).catch(unlessMissing)) ?? [];
  const families = new Map<string, string[]>();
  for (const name of names) {
    const family = splitFamilyName(name);
    if (family === undefined) continue;
    const its = families.get(family.id) ?? [];
    families.set(family.id, its);
    if (parts.has(family.part)) its.push(name);
  }
  const ids = [...families.keys()].sort();
  const old = keep === 0 ? ids : ids.slice(0, -keep);
  // The message first: what is left of a family when this is cut short is no message.
  const isFirst = (name: string): number => (name.endsWith('.eml') ? 0 : 1);
  for (const id of old) {
    const its = (families.get(id) ?? []).sort((a, b) => isFirst(a) - isFirst(b));
    for (const name of its) await removeFile(join(mailRoot.Sent, name));
  }
  return old.length;
}
