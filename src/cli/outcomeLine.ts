/** One outcome on one line, for `send` and `serve`: what was sent, what became of it, where it is, how long it took. Pure. */
import type { Outcome } from '../engine/protocol';
import { duration, relative } from './terminal';

export function outcomeLine(outcome: Outcome, now = Date.now()): string {
  const { id, pickupFile, sentence, folder, durationMs, nextAttemptAt } = outcome;
  const next = nextAttemptAt === undefined ? '' : `, next attempt ${relative(nextAttemptAt, now)}`;
  return `${pickupFile ?? id}: ${sentence} (${folder}/${id}, ${duration(durationMs)}${next})`;
}
