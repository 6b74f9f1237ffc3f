/**
 * What became of files that were sent, by what is on the disk alone: each file of the workspace is matched by its content with the newest
 * message that has it, each line of code by the X-Mail-Source of the newest message that names it. Holds across windows, and for files that the
 * command line or a script handed in. Looks at the newest messages, so many at most; what can't be read is left out.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readEnvelope } from '../../engine/mailroot/familyState';
import { arrivalOf, messagePart, splitFamilyName, type FolderName, type MailRoot } from '../../engine/mailroot/layout';
import { readSource, type MailSource } from '../finding/sourceField';
import { Contents, isSame, type Content } from './contentOf';
import { stateOf, type SentState } from './failures';

export interface Standing {
  readonly folder: FolderName;
  readonly id: string;
  /** Epoch ms: when the message came. */
  readonly at: number;
  /** Absent where nothing of it is kept: it was delivered. */
  readonly state?: SentState;
}

export interface Standings {
  /** By path. */
  readonly files: ReadonlyMap<string, Standing>;
  readonly code: readonly (readonly [MailSource, Standing])[];
}

/** Messages of a folder that are looked at. */
const mostMessages = 300;
const atOnce = 16;
/** In Drop there may be a copy of one that is still under way: its own state says more. */
const folders = ['Queue', 'Sent', 'BadMail', 'Drop'] as const;

interface Entry {
  readonly folder: FolderName;
  readonly id: string;
  readonly path: string;
}

interface Sent {
  readonly entry: Entry;
  readonly content: Content;
}

export class Looking {
  readonly #mailRoot: MailRoot;
  readonly #contents = new Contents();

  constructor(mailRoot: MailRoot) {
    this.#mailRoot = mailRoot;
  }

  async look(paths: readonly string[]): Promise<Standings> {
    const entries = (await Promise.all(folders.map((folder) => this.#newest(folder)))).flat().sort(newestFirst);
    const messages = await this.#read(entries.map(({ path }) => path));
    const files = await this.#read(paths);
    this.#contents.keep(new Set([...entries.map(({ path }) => path), ...paths]));
    const sent = entries.flatMap((entry) => {
      const content = messages.get(entry.path);
      return content === undefined ? [] : [{ entry, content }];
    });
    return { files: await this.#ofFiles(sent, [...files.values()]), code: await this.#ofCode(sent) };
  }

  /** The newest comes first, and decides. */
  async #ofFiles(sent: readonly Sent[], files: readonly Content[]): Promise<Map<string, Standing>> {
    const byLength = new Map<number, Content[]>();
    for (const file of files) byLength.set(file.length, [...(byLength.get(file.length) ?? []), file]);
    const found = new Map<string, Standing>();
    for (const { entry, content } of sent) {
      for (const file of byLength.get(content.length) ?? [])
        if (!found.has(file.path) && (await isSame(content, file))) found.set(file.path, await this.#standing(entry));
    }
    return found;
  }

  async #ofCode(sent: readonly Sent[]): Promise<Standings['code']> {
    const found = new Map<string, readonly [MailSource, Standing]>();
    for (const { entry, content } of sent) {
      const { source } = content;
      const named = source === undefined || found.has(source) ? undefined : readSource(source);
      if (named !== undefined) found.set(source ?? '', [named, await this.#standing(entry)]);
    }
    return [...found.values()];
  }

  async #standing({ folder, id }: Entry): Promise<Standing> {
    const standing = { folder, id, at: arrivalOf(id) };
    if (folder === 'Drop') return standing;
    const envelope = await readEnvelope(this.#mailRoot, folder, id).catch(() => undefined);
    return envelope === undefined ? standing : { ...standing, state: stateOf(envelope) };
  }

  async #read(paths: readonly string[]): Promise<Map<string, Content>> {
    const found = new Map<string, Content>();
    for (let i = 0; i < paths.length; i += atOnce) {
      const read = await Promise.all(paths.slice(i, i + atOnce).map((path) => this.#contents.of(path)));
      for (const content of read) if (content !== undefined) found.set(content.path, content);
    }
    return found;
  }

  async #newest(folder: FolderName): Promise<Entry[]> {
    const names = await readdir(this.#mailRoot[folder]).catch(() => []);
    const part = messagePart(folder);
    return greatest(
      names.filter((name) => /^\d{8}T/.test(name) && name.endsWith(part)),
      mostMessages,
    ).flatMap((name) => {
      const id = splitFamilyName(name)?.id;
      return id === undefined ? [] : [{ folder, id, path: join(this.#mailRoot[folder], name) }];
    });
  }
}

function newestFirst(a: Entry, b: Entry): number {
  if (a.id !== b.id) return a.id < b.id ? 1 : -1;
  return folders.findIndex((each) => each === a.folder) - folders.findIndex((each) => each === b.folder);
}

/** The last of them in their order, without sorting a hundred thousand. */
export function greatest(names: readonly string[], most: number): string[] {
  let kept: string[] = [];
  let least = '';
  for (const name of names) {
    if (name <= least) continue;
    kept.push(name);
    if (kept.length < most * 2) continue;
    kept = kept.sort().slice(-most);
    least = kept[0] ?? '';
  }
  return kept.sort().slice(-most);
}
