/**
 * Keeps what was read for each row while its files are unchanged, and reads no row twice at a time. What went away stays as it was last
 * seen, until the folder is listed again: a row must not change its face while it leaves. Knows no editor.
 */
import { stat } from 'node:fs/promises';
import type { FolderEntry } from '../engine/mailroot/list';
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
  readonly #known = new Map<string, Known>();

  constructor(reader: FactsReader) {
    this.#reader = reader;
  }

  async of(entry: FolderEntry): Promise<RowFacts> {
    const stamps = await Promise.all(this.#reader.files(entry).map(stampOf));
    const stamp = stamps.join(' ');
    const known = this.#known.get(entry.path);
    if (known !== undefined && (known.stamp === stamp || stamps[0] === gone)) return known.facts;
    const fresh: Known = { stamp, facts: this.#reader.read(entry) };
    this.#known.set(entry.path, fresh);
    fresh.read = await fresh.facts;
    return fresh.read;
  }

  /** As last read, where the message can't change: only the Queue keeps a state that does. */
  async kept(entry: FolderEntry): Promise<RowFacts> {
    return (entry.folder === 'Queue' ? undefined : this.#known.get(entry.path)?.facts) ?? this.of(entry);
  }

  /** What is known right now, if anything. */
  peek(entry: FolderEntry): RowFacts | undefined {
    return this.#known.get(entry.path)?.read;
  }

  /** Forgets the rows that are no longer listed. */
  keepOnly(entries: readonly FolderEntry[]): void {
    if (this.#known.size === 0) return;
    const listed = new Set(entries.map(({ path }) => path));
    for (const path of this.#known.keys()) if (!listed.has(path)) this.#known.delete(path);
  }
}

async function stampOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined ? gone : `${found.mtimeMs}/${found.ctimeMs}/${found.size}`;
}
