/**
 * When which message is looked at: a heap of moments, one timer, and a limit to how many are in hand at once.
 * A message is in hand at most once; asking for it meanwhile makes it due again right after. Forgets nothing: what `run` does not
 * schedule again has left the Queue.
 */
import type { Cancel, Clock } from '../ports';

export interface Schedule {
  /** Look at `id` at `at` (epoch ms); replaces an earlier moment. */
  at(id: string, at: number): void;
  forget(id: string): void;
  has(id: string): boolean;
  /** Messages known, waiting and in hand. */
  size(): number;
  ids(): readonly string[];
  inHand(): number;
  nextAt(): number | undefined;
  /** Takes up no more; resolves when nothing is in hand. */
  stop(): Promise<void>;
}

interface Moment {
  readonly at: number;
  readonly id: string;
}

export interface ScheduleOptions {
  readonly clock: Clock;
  readonly limit: number;
  /** Looks at one message; must not reject. Resolves to when to look again, or undefined when it has left the Queue. */
  readonly run: (id: string) => Promise<number | undefined>;
}

/** Timers don't notice that the clock was set, or the machine slept: so often the moments are compared with the clock again. */
const longestSleepMs = 60_000;

export function createSchedule(options: ScheduleOptions): Schedule {
  return new Heap(options);
}

class Heap implements Schedule {
  readonly #options: ScheduleOptions;
  readonly #heap: Moment[] = [];
  readonly #due = new Map<string, number>();
  readonly #running = new Map<string, { again: number | undefined }>();
  #timer: { at: number; cancel: Cancel } | undefined;
  #stopped = false;
  #idle: (() => void)[] = [];

  constructor(options: ScheduleOptions) {
    this.#options = options;
  }

  at(id: string, at: number): void {
    const running = this.#running.get(id);
    if (running !== undefined) {
      running.again = Math.min(at, running.again ?? Number.POSITIVE_INFINITY);
      return;
    }
    this.#due.set(id, at);
    this.#push({ at, id });
    this.#arm();
  }

  forget(id: string): void {
    this.#due.delete(id);
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

  nextAt(): number | undefined {
    this.#dropStale();
    return this.#heap[0]?.at;
  }

  stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    if (this.#running.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #arm(): void {
    this.#dropStale();
    const first = this.#heap[0];
    if (this.#stopped || first === undefined || this.#running.size >= this.#options.limit) return;
    if (this.#timer !== undefined && this.#timer.at <= first.at) return;
    this.#timer?.cancel();
    const delay = Math.min(Math.max(0, first.at - this.#options.clock.now()), longestSleepMs);
    this.#timer = { at: first.at, cancel: this.#options.clock.after(delay, () => this.#takeDue()) };
  }

  #takeDue(): void {
    this.#timer = undefined;
    const now = this.#options.clock.now();
    while (!this.#stopped && this.#running.size < this.#options.limit) {
      this.#dropStale();
      const first = this.#heap[0];
      if (first === undefined || first.at > now) break;
      this.#pop();
      this.#due.delete(first.id);
      void this.#run(first.id);
    }
    this.#arm();
  }

  async #run(id: string): Promise<void> {
    const running: { again: number | undefined } = { again: undefined };
    this.#running.set(id, running);
    const next = await this.#options.run(id);
    this.#running.delete(id);
    if (next !== undefined) this.at(id, Math.min(next, running.again ?? next));
    if (this.#running.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
    this.#arm();
  }

  /** Moments replaced or forgotten since they were pushed are skipped when they come up. */
  #dropStale(): void {
    for (;;) {
      const first = this.#heap[0];
      if (first === undefined || this.#due.get(first.id) === first.at) return;
      this.#pop();
    }
  }

  #push(moment: Moment): void {
    const heap = this.#heap;
    let i = heap.push(moment) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || above.at <= moment.at) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = moment;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let i = 0;
    for (let child = this.#earlierChild(i); child !== undefined; child = this.#earlierChild(i)) {
      const below = heap[child];
      if (below === undefined || below.at >= last.at) break;
      heap[i] = below;
      i = child;
    }
    heap[i] = last;
  }

  #earlierChild(parent: number): number | undefined {
    const left = this.#heap[2 * parent + 1];
    const right = this.#heap[2 * parent + 2];
    if (left === undefined) return undefined;
    return right !== undefined && right.at < left.at ? 2 * parent + 2 : 2 * parent + 1;
  }
}
