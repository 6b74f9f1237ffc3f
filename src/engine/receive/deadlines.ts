/**
 * Watches that no client holds a session for ever: each second, while there are sessions, looks what each waits for, and cuts those that
 * wait too long. One timer for all of them, so that a thousand idle sessions cost one look a second.
 */
import type { Cancel, Clock } from '../ports';
import type { Connection } from '../smtpServer/connection';
import { overdue } from './limits';
import type { Limits } from './terms';

export interface DeadlinePorts {
  readonly clock: Clock;
  readonly limits: () => Limits;
  readonly connections: () => Iterable<Connection>;
}

export interface Deadlines {
  /** There is a session. */
  wake(): void;
  close(): void;
}

const everyMs = 1_000;

export function watchDeadlines({ clock, limits, connections }: DeadlinePorts): Deadlines {
  let timer: Cancel | undefined;
  let closed = false;
  const look = (): void => {
    timer = undefined;
    const all = [...connections()];
    const now = clock.now();
    for (const connection of all) {
      const last = overdue(connection.waiting(), limits(), now);
      if (last !== undefined) connection.cut(last);
    }
    if (all.length > 0) wake();
  };
  const wake = (): void => {
    if (!closed) timer ??= clock.after(everyMs, look);
  };
  return {
    wake,
    close: () => {
      closed = true;
      timer?.();
    },
  };
}
