/**
 * Several parts of one message wait for sessions of different hosts, each by itself: the message waits when all parts that are not done
 * wait. Pure bookkeeping.
 */
export interface Together {
  /** One part waits; what is returned is called when it goes on. */
  readonly wait: () => () => void;
  /** One part is done. */
  readonly done: () => void;
}

export function waitTogether(parts: number, wait: () => () => void): Together {
  let left = parts;
  let waiting = 0;
  let resume: (() => void) | undefined;
  const look = (): void => {
    const all = left > 0 && waiting === left;
    if (all) resume ??= wait();
    else {
      resume?.();
      resume = undefined;
    }
  };
  return {
    wait: () => {
      waiting += 1;
      look();
      return () => {
        waiting -= 1;
        look();
      };
    },
    done: () => {
      left -= 1;
      look();
    },
  };
}
