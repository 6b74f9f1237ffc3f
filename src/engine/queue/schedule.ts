/**
 * When which message is looked at: moments, one timer, and a limit to how many are in hand at once. Of those that are due, the one with
 * the higher priority goes first, then the one that was due first. A message is in hand at most once; asking for it meanwhile makes it
 * due again right after. Forgets nothing: what `run` does not schedule again has left the Queue.
 */
import type { Cancel, Clock } from '../ports';
import type { Priority } from '../mailroot/envelope';
import { createHeap, type Heap } from './heap';

/** When to look again; an infinite moment is none: the message is known, and looked at when somebody asks for it. */
export interface Again {
  readonly at: number;
  readonly priority?: Priority | undefined;
}

export interface Schedule {
  /** Look at `id` at `at` (epoch ms, or infinite); replaces an earlier moment. Its priority stays what it was, unless it is told. */
  at(id: string, at: number, priority?: Priority): void;
  has(id: string): boolean;
  /** Messages known, waiting and in hand. */
  size(): number;
  ids(): readonly string[];
  inHand(): number;
  isInHand(id: string): boolean;
  /** Messages that wait for somebody to ask for them. */
  held(): number;
  nextAt(): number | undefined;
  /** A message in hand that only waits gives up its place to another until the returned function is called. */
  wait(): () => void;
  /** Takes up no more; resolves when nothing is in hand. */
  stop(): Promise<void>;
}

interface Moment {
  readonly at: number;
  readonly id: string;
}

export interface ScheduleOptions {
  readonly clock: Clock;
  /** Messages in hand that do not only wait. */
  readonly limit: number;
  /** Messages in hand, those included that only wait. */
  readonly waitingLimit?: number;
  /** Looks at one message; must not reject. Resolves to when to look again, or undefined when it has left the Queue. */
  readonly run: (id: string) => Promise<Again | undefined>;
}

/** Timers don't notice that the clock was set, or the machine slept: so often the moments are compared with the clock again. */
const longestSleepMs = 60_000;

const ranks: Readonly<Record<Priority, number>> = { high: 0, normal: 1, low: 2 };

export function createSchedule(options: ScheduleOptions): Schedule {
  return new Moments(options);
}

class Moments implements Schedule {
  readonly #options: ScheduleOptions;
  readonly #waiting = createHeap<Moment>((a, b) => a.at < b.at);
  readonly #ready = createHeap<Moment>((a, b) => this.#isBefore(a, b));
  /** The moment that counts of each message; one replaced since it was pushed is skipped when it comes up. */
  readonly #due = new Map<string, number>();
  readonly #priorities = new Map<string, Priority>();
  readonly #running = new Map<string, { again: number | undefined }>();
  #onlyWaiting = 0;
  #held = 0;
  #timer: { at: number; cancel: Cancel } | undefined;
  #stopped = false;
  #idle: (() => void)[] = [];

  constructor(options: ScheduleOptions) {
    this.#options = options;
  }

  at(id: string, at: number, priority?: Priority): void {
    if (priority !== undefined) this.#priorities.set(id, priority);
    const running = this.#running.get(id);
    if (running !== undefined) {
      running.again = Math.min(at, running.again ?? Number.POSITIVE_INFINITY);
      return;
    }
    this.#setDue(id, at);
    if (Number.isFinite(at)) this.#waiting.push({ at, id });
    this.#arm();
  }

  #setDue(id: string, at: number | undefined): void {
    const before = this.#due.get(id);
    this.#held += Number(at === Number.POSITIVE_INFINITY) - Number(before === Number.POSITIVE_INFINITY);
    if (at === undefined) this.#due.delete(id);
    else this.#due.set(id, at);
  }

  has(id: string): boolean {
    return this.#due.has(id) || this.#running.has(id);
  }

  size(): number {
    return this.#due.size + this.#running.size;
  }

  ids(): readonly string[] {
    return [...this.#running.keys(), ...this.#due.keys()];
  }

  inHand(): number {
    return this.#running.size;
  }

  isInHand(id: string): boolean {
    return this.#running.has(id);
  }

  held(): number {
    return this.#held;
  }

  nextAt(): number | undefined {
    return this.#first(this.#ready)?.at ?? this.#first(this.#waiting)?.at;
  }

  wait(): () => void {
    this.#onlyWaiting += 1;
    this.#arm();
    let waits = true;
    return () => {
      if (waits) this.#onlyWaiting -= 1;
      waits = false;
    };
  }

  stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    if (this.#running.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #hasRoom(): boolean {
    const { limit, waitingLimit = limit } = this.#options;
    return this.#running.size - this.#onlyWaiting < limit && this.#running.size < Math.max(limit, waitingLimit);
  }

  #arm(): void {
    const at = this.nextAt();
    if (this.#stopped || at === undefined || !this.#hasRoom()) return;
    if (this.#timer !== undefined && this.#timer.at <= at) return;
    this.#timer?.cancel();
    const delay = Math.min(Math.max(0, at - this.#options.clock.now()), longestSleepMs);
    this.#timer = { at, cancel: this.#options.clock.after(delay, () => this.#takeDue()) };
  }

  #takeDue(): void {
    this.#timer = undefined;
    const now = this.#options.clock.now();
    for (
      let next = this.#first(this.#waiting);
      next !== undefined && next.at <= now;
      next = this.#first(this.#waiting)
    ) {
      this.#waiting.pop();
      this.#ready.push(next);
    }
    while (!this.#stopped && this.#hasRoom()) {
      const next = this.#first(this.#ready);
      if (next === undefined) break;
      this.#ready.pop();
      this.#setDue(next.id, undefined);
      void this.#run(next.id);
    }
    this.#arm();
  }

  async #run(id: string): Promise<void> {
    const running: { again: number | undefined } = { again: undefined };
    this.#running.set(id, running);
    const next = await this.#options.run(id);
    this.#running.delete(id);
    if (next?.priority === undefined || next.priority === 'normal') this.#priorities.delete(id);
    else this.#priorities.set(id, next.priority);
    if (next !== undefined) this.at(id, Math.min(next.at, running.again ?? next.at));
    if (this.#running.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
    this.#arm();
  }

  #isBefore(a: Moment, b: Moment): boolean {
    const [first, second] = [this.#rank(a.id), this.#rank(b.id)];
    return first === second ? a.at < b.at : first < second;
  }

  #rank(id: string): number {
    return ranks[this.#priorities.get(id) ?? 'normal'];
  }

  /** The first of a heap that still counts. */
  #first(heap: Heap<Moment>): Moment | undefined {
    for (let first = heap.peek(); first !== undefined; first = heap.peek()) {
      if (this.#due.get(first.id) === first.at) return first;
      heap.pop();
    }
    return undefined;
  }
}
