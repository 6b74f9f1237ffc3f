/**
 * Waiting, for hosts that take their time: by the injected clock, and never longer than the engine runs. `hurry` ends all of it at once,
 * so that a slow host does not hold up the end of the engine.
 */
import type { Clock } from '../ports';

export class Patience {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  #hurried = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves after that long, or when hurried, or when `until` resolves (a connection that is over). */
  wait(ms: number, until: Promise<void>): Promise<void> {
    if (ms <= 0 || this.#hurried) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        this.#waiting.delete(done);
        resolve();
      };
      const cancel = this.#clock.after(ms, done);
      this.#waiting.add(done);
      void until.then(done);
    });
  }

  /** Resolves when `until` does, or when hurried. */
  waitForEver(until: Promise<void>): Promise<void> {
    if (this.#hurried) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waiting.delete(done);
        resolve();
      };
      this.#waiting.add(done);
      void until.then(done);
    });
  }

  hurry(): void {
    this.#hurried = true;
    for (const done of [...this.#waiting]) done();
  }
}
