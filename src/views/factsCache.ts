/** Keeps what was read for each row while its files are unchanged, and reads no row twice at a time. Knows no editor. */
import { stat } from 'node:fs/promises';
import type { FolderEntry } from '../engine/mailroot/list';
import type { RowFacts } from './folderTreeModel';

export interface FactsReader {
  readonly read: (entry: FolderEntry) => Promise<RowFacts>;
  /** The files whose change makes the facts old. */
  readonly files: (entry: FolderEntry) => readonly string[];
}

export class FactsCache {
  readonly #reader: FactsReader;
  readonly #known = new Map<string, { readonly stamp: string; readonly facts: Promise<RowFacts> }>();

  constructor(reader: FactsReader) {
    this.#reader = reader;
  }

  async of(entry: FolderEntry): Promise<RowFacts> {
    const stamps = await Promise.all(this.#reader.files(entry).map(stampOf));
    const stamp = stamps.join(' ');
    const known = this.#known.get(entry.path);
    if (known?.stamp === stamp) return known.facts;
    const facts = this.#reader.read(entry);
    this.#known.set(entry.path, { stamp, facts });
    return facts;
  }

  /** Forgets the rows that are no longer listed. */
  keepOnly(entries: readonly FolderEntry[]): void {
    const listed = new Set(entries.map(({ path }) => path));
    for (const path of this.#known.keys()) if (!listed.has(path)) this.#known.delete(path);
  }
}

async function stampOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined ? '-' : `${found.mtimeMs}/${found.ctimeMs}/${found.size}`;
}
