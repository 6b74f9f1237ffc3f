/**
 * Where a message is: every file of its family in every folder, and the notifications about it, by queue id, the beginning of one,
 * or a file name or path. Reads alone. An id that fits nothing, or several messages, is an error that says so.
 */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { folderNames, splitFamilyName, type FolderName, type MailRoot } from '../engine/mailroot/layout';
import { CliError, exit } from './exit';

export interface FoundFile {
  readonly folder: FolderName;
  readonly id: string;
  /** `.eml`, `.ltr` ...; '' for a file without a queue id. */
  readonly part: string;
  readonly path: string;
}

export interface FoundMessage {
  readonly id: string;
  /** In the order of folderNames. */
  readonly files: readonly FoundFile[];
  /** Message files of our DSNs about it. */
  readonly notifications: readonly FoundFile[];
}

export async function findMessage(mailRoot: MailRoot, wanted: string): Promise<FoundMessage> {
  const all = await everyFile(mailRoot);
  const name = basename(wanted);
  const asked = splitFamilyName(name)?.id ?? name;
  const exact = all.filter(({ id }) => id === asked);
  const fitting = exact.length > 0 ? exact : all.filter(({ id, part }) => part !== '' && id.startsWith(asked));
  const ids = [...new Set(fitting.map(({ id }) => id))];
  const [id, another] = exact.length > 0 ? ids : shortest(ids);
  if (id === undefined) {
    throw new CliError(
      exit.noInput,
      `No message ${wanted} under ${mailRoot.root}. "mailroot list" shows what there is.`,
    );
  }
  if (another !== undefined) {
    throw new CliError(
      exit.usage,
      `${wanted} fits ${ids.length} messages: ${ids.slice(0, 5).join(', ')} ... Give more of the id.`,
    );
  }
  return { id, files: all.filter((file) => file.id === id), notifications: all.filter((file) => isAbout(file, id)) };
}

/** The beginning of an id fits its DSNs too: the message itself is meant. */
function shortest(ids: readonly string[]): string[] {
  const originals = ids.filter((id) => !ids.some((other) => other !== id && id.startsWith(`${other}-`)));
  return originals;
}

function isAbout({ id, part }: FoundFile, original: string): boolean {
  return id.startsWith(`${original}-`) && (part === '.eml' || part === '.bad');
}

async function everyFile(mailRoot: MailRoot): Promise<FoundFile[]> {
  const files: FoundFile[] = [];
  for (const folder of folderNames) {
    const names = await readdir(mailRoot[folder]).catch(() => []);
    for (const name of names.sort()) {
      if (name.endsWith('.tmp')) continue;
      const { id, part } =
        folder === 'Pickup' ? { id: name, part: '' } : (splitFamilyName(name) ?? { id: name, part: '' });
      files.push({ folder, id, part, path: join(mailRoot[folder], name) });
    }
  }
  return files;
}
