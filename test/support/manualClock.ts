/**
 * A clock that stands still until a test moves it. `advance` runs everything that falls due on the way, in order of time,
 * so that two days of retry schedule pass in a moment and no test sleeps. What is due at once runs at the next turn of the event loop.
 */
import type { Cancel, Clock } from '../../src/engine/ports';

export interface ManualClock extends Clock {
  /** Moves ahead by `ms`, running what falls due. */
  advance(ms: number): void;
  /** Epoch ms of the next thing due, if any. */
  nextDue(): number | undefined;
  /** How many timers wait: 0 shows that nothing was left behind. */
  pending(): number;
}

export function manualClock(start = Date.UTC(2026, 10, 23, 11, 50, 1)): ManualClock {
  let now = start;
  let timers: { at: number; run: () => void }[] = [];
  const nextDue = (): number | undefined => timers[0]?.at;
  return {
    now: () => now,
    after(delayMs, run): Cancel {
      const timer = { at: now + Math.max(0, delayMs), run };
      timers = [...timers, timer].sort((a, b) => a.at - b.at);
      const cancel = (): void => {
        timers = timers.filter((other) => other !== timer);
      };
      if (delayMs <= 0) {
        setImmediate(() => {
          if (!timers.includes(timer)) return;
          cancel();
          run();
        });
      }
      return cancel;
    },
    advance(ms) {
      const until = now + ms;
      for (let due = timers[0]; due !== undefined && due.at <= until; due = timers[0]) {
        timers = timers.slice(1);
        now = Math.max(now, due.at);
        due.run();
      }
      now = until;
    },
    nextDue,
    pending: () => timers.length,
  };
}
