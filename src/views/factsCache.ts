/**
 * Keeps what was read for each row while its files are unchanged, and reads no row twice at a time. What went away stays as it was last
 * seen, until the folder is listed again: a row must not change its face while it leaves. Knows no editor.
 */
import { stat } from 'node:fs/promises';
import type { FolderName } from '../engine/mailroot/layout';
import type { FolderEntry } from '../engine/mailroot/list';
import { inSlices } from '../engine/mailroot/slices';
import type { RowFacts } from './rowFacts';

export interface FactsReader {
  readonly read: (entry: FolderEntry) => Promise<RowFacts>;
  /** The files whose change makes the facts old, the message first. */
  readonly files: (entry: FolderEntry) => readonly string[];
}

interface Known {
  readonly stamp: string;
  readonly facts: Promise<RowFacts>;
  /** Once it is read: for those who can't wait. */
  read?: RowFacts;
}

const gone = '-';

export class FactsCache {
  readonly #reader: FactsReader;
  /** By folder, then by id: of very many paths none is made up only to be looked for. */
  readonly #known = new Map<FolderName, Map<string, Known>>();

  constructor(reader: FactsReader) {
    this.#reader = reader;
  }

  async of(entry: FolderEntry): Promise<RowFacts> {
    const stamps = await Promise.all(this.#reader.files(entry).map(stampOf));
    const stamp = stamps.join(' ');
    const known = this.#of(entry);
    if (known !== undefined && (known.stamp === stamp || stamps[0] === gone)) return known.facts;
    const fresh: Known = { stamp, facts: this.#reader.read(entry) };
    this.#in(entry.folder).set(entry.id, fresh);
    fresh.read = await fresh.facts;
    return fresh.read;
  }

  /** As last read, where the message can't change: only the Queue keeps a state that does. */
  async kept(entry: FolderEntry): Promise<RowFacts> {
    return (entry.folder === 'Queue' ? undefined : this.#of(entry)?.facts) ?? this.of(entry);
  }

  /** What is known right now, if anything. */
  peek(entry: FolderEntry): RowFacts | undefined {
    return this.#of(entry)?.read;
  }

  /** Forgets the rows of a folder that are no longer listed. */
  async keepOnly(folder: FolderName, entries: readonly FolderEntry[]): Promise<void> {
    const known = this.#in(folder);
    if (known.size === 0) return;
    const gone = new Set(known.keys());
    await inSlices(entries, ({ id }) => gone.delete(id));
    for (const id of gone) known.delete(id);
  }

  #of({ folder, id }: FolderEntry): Known | undefined {
    return this.#known.get(folder)?.get(id);
  }

  #in(folder: FolderName): Map<string, Known> {
    const found = this.#known.get(folder) ?? new Map<string, Known>();
    this.#known.set(folder, found);
    return found;
  }
}

async function stampOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined ? gone : `${found.mtimeMs}/${found.ctimeMs}/${found.size}`;
}
