/** Reads from disk what a row tells: the head of the message, the state beside it, the reason. What can't be read is left out. */
import { familyPath, type FamilyPart, type FolderName, type MailRoot } from '../engine/mailroot/layout';
import { readBadReason, readEnvelope, readSummary, type FolderEntry } from '../engine/mailroot/list';
import type { FactsReader } from './factsCache';
import type { RowFacts } from './rowFacts';

export function factsReader(mailRoot: () => MailRoot | undefined): FactsReader {
  return {
    read: (entry) => readFacts(mailRoot(), entry),
    files: (entry) => filesOf(mailRoot(), entry),
  };
}

async function readFacts(mailRoot: MailRoot | undefined, entry: FolderEntry): Promise<RowFacts> {
  if (mailRoot === undefined || entry.kind === 'foreign') return { entry };
  const { folder, id } = entry;
  const [summary, envelope, reason] = await Promise.all([
    readSummary(entry).catch(() => undefined),
    stateFile(folder) === undefined ? undefined : readEnvelope(mailRoot, folder, id),
    folder === 'BadMail' ? readBadReason(mailRoot, id) : undefined,
  ]);
  return { entry, summary, envelope, reason };
}

function filesOf(mailRoot: MailRoot | undefined, { folder, id, path, kind }: FolderEntry): readonly string[] {
  const state = stateFile(folder);
  if (mailRoot === undefined || kind === 'foreign' || state === undefined) return [path];
  return [path, familyPath(mailRoot, folder, { id, part: state })];
}

function stateFile(folder: FolderName): FamilyPart | undefined {
  switch (folder) {
    case 'Queue':
    case 'Sent':
      return '.envelope.json';
    case 'BadMail':
      return '.bdp';
    case 'Pickup':
    case 'Drop':
      return undefined;
  }
}
