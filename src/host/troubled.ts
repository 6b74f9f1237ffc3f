/** Whether an outcome is one that somebody has to be told of. Pure. */
import type { Outcome } from '../engine/protocol';

export function isTroubled({ folder, recipients }: Outcome): boolean {
  return (
    folder === 'BadMail' || recipients.some(({ state }) => state.action === 'failed' || state.action === 'delayed')
  );
}
