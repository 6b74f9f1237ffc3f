/**
 * Keeps inbound transcripts: beside a queued message, with whose family it travels; in Sessions for what went straight to Drop and for
 * what was refused, the newest of each. Sessions is written behind, a moment after things have become quiet, so that a stream of
 * mail costs it nothing: not fsynced, since it explains and does not decide. What can't be written is told to the log once.
 */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, errorText, type Cancel, type Clock, type Log } from '../ports';
import { makeFolder, removeFile } from './durable';
import { encodeItr, type InboundSession, type Verdict } from './inbound';
import { familyPath, queueIds, sessionFile, sessionFileName, type MailRoot } from './layout';

export interface SessionLog {
  /** Of a message that is in Drop. */
  dropped(id: string, session: InboundSession): void;
  refused(session: InboundSession): void;
  /** Of a message that is in the Queue; resolves when it stands beside it. Never rejects. */
  queued(id: string, session: InboundSession): Promise<void>;
  /** Writes what waits. */
  flush(): Promise<void>;
}

export interface SessionLogPorts {
  readonly mailRoot: MailRoot;
  readonly clock: Clock;
  readonly log: Log;
  /** How many of each verdict are kept. */
  readonly keep: () => number;
}

/** So long after the last session it is written, and no later than so long after the first. */
const quietMs = 250;
const latestMs = 5_000;

export function openSessionLog(ports: SessionLogPorts): SessionLog {
  return new Writing(ports);
}

interface Waiting {
  readonly id: string;
  readonly session: InboundSession;
}

class Writing implements SessionLog {
  readonly #ports: SessionLogPorts;
  /** Told apart by the verdict in the name: it need not be different from the ids of messages. */
  readonly #nextId = queueIds(0);
  readonly #waiting: Record<Verdict, Waiting[]> = { accepted: [], refused: [] };
  #timer: Cancel | undefined;
  #firstAt = 0;
  #lastAt = 0;
  #writing: Promise<void> = Promise.resolve();
  #complained = false;

  constructor(ports: SessionLogPorts) {
    this.#ports = ports;
  }

  dropped(id: string, session: InboundSession): void {
    this.#wait('accepted', { id, session });
  }

  refused(session: InboundSession): void {
    this.#wait('refused', { id: this.#nextId(this.#ports.clock.now()), session });
  }

  async queued(id: string, session: InboundSession): Promise<void> {
    const path = familyPath(this.#ports.mailRoot, 'Queue', { id, part: '.itr' });
    await writeFile(path, encodeItr(id, 'accepted', session)).catch((error: unknown) => this.#complain(error));
  }

  #wait(verdict: Verdict, waiting: Waiting): void {
    const keep = this.#ports.keep();
    if (keep === 0) return;
    const all = this.#waiting[verdict];
    all.push(waiting);
    if (all.length > 2 * keep) all.splice(0, all.length - keep);
    this.#lastAt = this.#ports.clock.now();
    if (this.#timer !== undefined) return;
    this.#firstAt = this.#lastAt;
    this.#look();
  }

  #look(): void {
    this.#timer = this.#ports.clock.after(quietMs, () => {
      const now = this.#ports.clock.now();
      const quiet = now - this.#lastAt >= quietMs || now - this.#firstAt >= latestMs;
      this.#timer = undefined;
      if (quiet) void this.flush();
      else this.#look();
    });
  }

  flush(): Promise<void> {
    this.#timer?.();
    this.#timer = undefined;
    const keep = this.#ports.keep();
    const all = (['accepted', 'refused'] as const).map(
      (verdict) => [verdict, this.#waiting[verdict].splice(0).slice(-keep)] as const,
    );
    if (keep > 0 && all.some(([, waiting]) => waiting.length > 0))
      this.#writing = this.#writing.then(() => this.#write(all)).catch((error: unknown) => this.#complain(error));
    return this.#writing;
  }

  async #write(all: readonly (readonly [Verdict, readonly Waiting[]])[]): Promise<void> {
    const { Sessions } = this.#ports.mailRoot;
    await makeFolder(Sessions);
    for (const [verdict, waiting] of all) {
      for (const { id, session } of waiting)
        await writeFile(join(Sessions, sessionFileName(id, verdict)), encodeItr(id, verdict, session));
    }
    await this.#prune();
  }

  async #prune(): Promise<void> {
    const { Sessions } = this.#ports.mailRoot;
    const keep = this.#ports.keep();
    const names = (await readdir(Sessions)).sort();
    for (const verdict of ['accepted', 'refused'] as const) {
      const its = names.filter((name) => sessionFile(name)?.verdict === verdict);
      for (const name of its.slice(0, -keep)) await removeFile(join(Sessions, name));
    }
  }

  /** A MailRoot that was deleted under us is not made anew, and nothing is said about it. */
  #complain(error: unknown): void {
    if (errorCode(error) === 'ENOENT') return;
    if (!this.#complained) this.#ports.log.warn(`SMTP sessions can't be written to Sessions: ${errorText(error)}`);
    this.#complained = true;
  }
}
