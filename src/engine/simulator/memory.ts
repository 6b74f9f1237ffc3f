/**
 * What simulated hosts remember: which attempt of which message this is, whom a greylister has met, how many messages came of late, what
 * was accepted before. A message is known by its ENVID, which the engine sends to simulated hosts alone (its queue id, where the sender
 * gave none), so that its attempts are told apart over whatever connection they come. Where there is none, attempts are counted for each
 * pair of sender and recipient until one is accepted. In memory only, and bounded: the oldest is forgotten.
 */
import type { Fault } from './faults';

/** One recipient of a transaction, as a host sees it. */
export interface Meeting {
  /** Undefined when the client gave none. */
  readonly envid: string | undefined;
  readonly sender: string;
  readonly recipient: string;
}

/** What the engine knows of an attempt. */
export interface Announced {
  readonly attempt: number;
  /** How far the clock of the message is ahead of the engine's. */
  readonly aheadMs: number;
}

const remembered = 10_000;

export class Memory {
  readonly #announced = new Map<string, Announced>();
  readonly #counts = new Map<string, number>();
  readonly #met = new Map<string, number>();
  readonly #taken = new Map<string, number[]>();
  readonly #copies = new Map<string, number>();

  /** The engine says which attempt of a message comes next. */
  announce(envid: string, { attempt, aheadMs }: Announced): void {
    keep(this.#announced, envid, { attempt, aheadMs });
  }

  /** From 1. */
  attemptOf(meeting: Meeting): number {
    const announced = this.#announcedOf(meeting);
    if (announced !== undefined) return announced.attempt;
    const attempt = (this.#counts.get(pair(meeting)) ?? 0) + 1;
    keep(this.#counts, pair(meeting), attempt);
    return attempt;
  }

  #announcedOf({ envid }: Meeting): Announced | undefined {
    return envid === undefined ? undefined : this.#announced.get(envid);
  }

  /** Whether a greylister puts it off: until that long after the two first met, by the clock of the message. */
  isTooSoon(meeting: Meeting, { ms, now }: { ms: number; now: number }): boolean {
    const moment = now + (this.#announcedOf(meeting)?.aheadMs ?? 0);
    const first = this.#met.get(pair(meeting)) ?? moment;
    keep(this.#met, pair(meeting), first);
    return moment - first < ms;
  }

  /** Whether one more message is too many for a host; counts it when it is not. */
  isTooMany(host: string, { messages, ms }: Extract<Fault, { kind: 'rate-limit' }>, now: number): boolean {
    const lately = (this.#taken.get(host) ?? []).filter((at) => now - at < ms);
    if (lately.length >= messages) return true;
    keep(this.#taken, host, [...lately, now]);
    return false;
  }

  /** How many times the message was accepted for these recipients, this time included. */
  accepted(meetings: readonly Meeting[]): number {
    for (const meeting of meetings) this.#counts.delete(pair(meeting));
    const [first] = meetings;
    if (first?.envid === undefined) return 1;
    const key = JSON.stringify([first.envid, ...meetings.map(({ recipient }) => recipient.toLowerCase()).sort()]);
    const copies = (this.#copies.get(key) ?? 0) + 1;
    keep(this.#copies, key, copies);
    return copies;
  }
}

function pair({ sender, recipient }: Meeting): string {
  return JSON.stringify([sender.toLowerCase(), recipient.toLowerCase()]);
}

function keep<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= remembered) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
