/** Why a message is in BadMail: as a title for a group, and as the sentence that stands in its row. Pure. */
import type { BadReason } from '../engine/mailroot/envelope';
import type { RowFacts } from './rowFacts';
import { oneLine } from './text';

/** One for each reason that an envelope knows. */
export const badReasonTitles: Readonly<Record<BadReason, string>> = {
  'bad-pickup-file': 'Pickup file without sender or recipient',
  'general-failure': 'Undeliverable, and nobody to tell',
  'hop-count-exceeded': 'Went round in a loop',
  'dsn-undeliverable': 'Notification that could not be delivered',
  'no-recipients': 'No recipients',
  'damaged-state': 'Damaged state',
  'not-returned': 'Failed, and not returned',
};

/** From its state (`.bdp`), else the last line of its reason file (`.bdr`). */
export function badReason({ envelope, reason }: Pick<RowFacts, 'envelope' | 'reason'>): string {
  const fate = envelope?.fate;
  if (fate?.kind === 'bad') return oneLine(fate.text);
  const lines = (reason ?? '').split(/\r?\n/).filter((line) => line.trim() !== '');
  return oneLine(lines.at(-1) ?? 'the reason file (.bdr) is missing');
}
