/** What the Explorer says of a message file: only where there is something to say. Pure. */
import type { Envelope } from '../engine/mailroot/envelope';
import type { FolderName } from '../engine/mailroot/layout';
import { badReason } from './badReasons';
import { lastProblem } from './problems';
import { clockTime } from './times';

export interface DecorationLook {
  /** One or two letters. */
  readonly badge: string;
  readonly tooltip: string;
  readonly color: string;
}

export interface DecorationFacts {
  readonly envelope?: Envelope | undefined;
  readonly reason?: string | undefined;
}

export function decorationLook(folder: FolderName, facts: DecorationFacts): DecorationLook | undefined {
  switch (folder) {
    case 'Queue':
      return queueLook(facts.envelope);
    case 'BadMail':
      return { badge: 'B', tooltip: `BadMail: ${badReason(facts)}`, color: 'list.errorForeground' };
    case 'Sent': {
      const failed = facts.envelope?.recipients.some(({ state }) => state.action === 'failed') === true;
      if (!failed) return undefined;
      return {
        badge: 'F',
        tooltip: `Failed: ${lastProblem(facts.envelope)?.text ?? ''}`,
        color: 'list.errorForeground',
      };
    }
    case 'Pickup':
    case 'Drop':
      return undefined;
  }
}

function queueLook(envelope: Envelope | undefined): DecorationLook {
  const color = 'list.warningForeground';
  if (envelope === undefined) return { badge: 'Q', tooltip: 'Queued: waiting for its first attempt', color };
  if (envelope.held !== undefined) return { badge: 'H', tooltip: `Held: ${envelope.held.why}`, color };
  const { attempts, nextAttemptAt } = envelope;
  const next = nextAttemptAt === undefined ? '' : `, next at ${clockTime(nextAttemptAt)}`;
  return { badge: 'Q', tooltip: `Queued: ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}${next}`, color };
}
