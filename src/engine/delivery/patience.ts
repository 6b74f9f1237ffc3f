/**
 * How long a session waits for what: one timer for the stage it is in, and one for the whole delivery. Whoever takes too long is cut off:
 * the socket is destroyed with a time-out, and what follows from that is the judge's. While content goes out it is progress that counts.
 */
import type { Socket } from 'node:net';
import type { Cancel, Clock } from '../ports';
import type { Timeouts } from './hop';

/** What is waited for; `idle` is nothing. */
export type Awaited = 'idle' | 'greeting' | 'command' | 'data' | 'block' | 'end';

export class Patience {
  readonly #clock: Clock;
  readonly #timeouts: Timeouts;
  readonly #socket: () => Socket;
  #stage: Cancel | undefined;
  #deadline: Cancel | undefined;
  #taken = 0;

  /** `socket` is the one in use at that moment: TLS puts another one over it. */
  constructor(clock: Clock, timeouts: Timeouts, socket: () => Socket) {
    this.#clock = clock;
    this.#timeouts = timeouts;
    this.#socket = socket;
  }

  expect(what: Awaited): void {
    this.#stage?.();
    this.#stage = undefined;
    if (what === 'idle') return;
    if (what === 'block') this.#taken = taken(this.#socket());
    const ms = this.#timeouts[`${what}Ms`];
    this.#stage = this.#clock.after(ms, () => {
      this.#stage = undefined;
      if (what === 'block' && taken(this.#socket()) > this.#taken) this.expect(what);
      else this.#cutOff('no answer in time');
    });
  }

  /** From now on, everything about one message has to be done within that time; undefined: it is done. */
  allow(ms: number | undefined): void {
    this.#deadline?.();
    this.#deadline = undefined;
    if (ms === undefined) return;
    this.#deadline = this.#clock.after(ms, () => {
      this.#deadline = undefined;
      this.#cutOff('the time for one delivery is over (mailroot.delivery.deadlineMinutes)');
    });
  }

  stop(): void {
    this.expect('idle');
    this.allow(undefined);
  }

  #cutOff(why: string): void {
    this.#socket().destroy(Object.assign(new Error(why), { code: 'ETIMEDOUT' }));
  }
}

/** Octets that have left this process. */
function taken(socket: Socket): number {
  return socket.bytesWritten - socket.writableLength;
}
