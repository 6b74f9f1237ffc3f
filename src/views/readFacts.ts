/**
 * Reads from disk what a row tells: the head of the message, the state beside it, the reason. What can't be read is left out. Loaded with
 * the first row that is drawn.
 */
import type { FolderName, MailRoot } from '../engine/mailroot/layout';
import { readBadReason, readEnvelope } from '../engine/mailroot/familyState';
import { readSummary } from '../engine/mailroot/summary';
import type { FolderEntry } from '../engine/mailroot/list';
import type { RowFacts } from './rowFacts';

export async function readFacts(mailRoot: MailRoot | undefined, entry: FolderEntry): Promise<RowFacts> {
  if (mailRoot === undefined || entry.kind === 'foreign') return { entry };
  const { folder, id } = entry;
  const [summary, state] = await Promise.all([
    readSummary(entry).catch(() => undefined),
    readState(mailRoot, folder, id),
  ]);
  return { entry, summary, ...state };
}

/** What became of a message, where its folder keeps that. */
export async function readState(
  mailRoot: MailRoot,
  folder: FolderName,
  id: string,
): Promise<Pick<RowFacts, 'envelope' | 'reason'>> {
  if (folder === 'Pickup' || folder === 'Drop') return {};
  const [envelope, reason] = await Promise.all([
    readEnvelope(mailRoot, folder, id),
    folder === 'BadMail' ? readBadReason(mailRoot, id) : undefined,
  ]);
  return { envelope, reason };
}
