/**
 * What does not work right now, one sentence for each cause, for the status and the log. A cause is told when it comes and when it is over;
 * in between it may change its sentence without another word in the log.
 */
import type { Log } from './ports';

export interface Troubles {
  /** `cause` is any name: who tells it, clears it. */
  tell(cause: string, sentence: string): void;
  clear(cause: string): void;
  /** The sentences, oldest trouble first. */
  all(): readonly string[];
}

export function openTroubles(log: Log, changed: () => void): Troubles {
  const sentences = new Map<string, string>();
  return {
    tell(cause, sentence) {
      const before = sentences.get(cause);
      if (before === sentence) return;
      sentences.set(cause, sentence);
      if (before === undefined) log.warn(sentence);
      changed();
    },
    clear(cause) {
      const before = sentences.get(cause);
      if (before === undefined) return;
      sentences.delete(cause);
      log.info(`No more: ${before}`);
      changed();
    },
    all: () => [...sentences.values()],
  };
}
