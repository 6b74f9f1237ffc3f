/**
 * How many finished messages Sent keeps. One look at a time, for all that came meanwhile, and one a second at most: while a queue is drained
 * many finish at once, and a listing for each costs more than the delivery. On failure the disk's error goes to whoever waited for that
 * look, or to the log; the next one begins anew.
 */
import { join } from 'node:path';
import { errorText, type Cancel, type Clock, type Log } from '../ports';
import { readdir } from './disk';
import { removeFile } from './durable';
import { companionParts, splitFamilyName, type MailRoot } from './layout';
import { unlessMissing } from './move';

export interface SentKeeper {
  /** Keeps the newest; resolves when a look that began after the call is over. */
  prune(): Promise<void>;
  /** The same, at once or with the next look. */
  ask(): void;
  /** Does now what was asked. */
  close(): Promise<void>;
}

export interface SentPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly keep: () => number;
}

export function openSentKeeper(mailRoot: MailRoot, ports: SentPorts): SentKeeper {
  return new Keeping(mailRoot, ports);
}

const everyMs = 1_000;

class Keeping implements SentKeeper {
  readonly #mailRoot: MailRoot;
  readonly #ports: SentPorts;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #asked: Cancel | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(mailRoot: MailRoot, ports: SentPorts) {
    this.#mailRoot = mailRoot;
    this.#ports = ports;
  }

  ask(): void {
    if (this.#asked !== undefined) return;
    const { clock } = this.#ports;
    const sinceMs = clock.now() - this.#lookedAt;
    if (sinceMs < 0 || sinceMs >= everyMs) void this.#lookNow();
    else
      this.#asked = clock.after(everyMs - sinceMs, () => {
        this.#asked = undefined;
        void this.#lookNow();
      });
  }

  async #lookNow(): Promise<void> {
    const { clock, log } = this.#ports;
    this.#lookedAt = clock.now();
    await this.prune().catch((error: unknown) => log.warn(`Sent can't be looked through: ${errorText(error)}`));
  }

  async close(): Promise<void> {
    if (this.#asked === undefined) return;
    this.#asked();
    this.#asked = undefined;
    await this.#lookNow();
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
    const looking = pruneSent(this.#mailRoot, this.#ports.keep()).then(() => undefined);
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
