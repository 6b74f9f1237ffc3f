/** How rows come to their facts: which files they depend on, and who reads these. */
import { familyPath, type FamilyPart, type FolderName, type MailRoot } from '../engine/mailroot/layout';
import type { FolderEntry } from '../engine/mailroot/list';
import type { FactsReader } from './factsCache';

export function factsReader(mailRoot: () => MailRoot | undefined): FactsReader {
  return {
    async read(entry) {
      const { readFacts } = await import('./readFacts');
      return readFacts(mailRoot(), entry);
    },
    files: (entry) => filesOf(mailRoot(), entry),
  };
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
