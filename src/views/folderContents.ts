/**
 * What one tree shows: the folder as listed, laid out as the user wants it. Names are enough as long as nothing but their order is asked
 * for; else heads are read, a few at a time, so that the extension host stays free. Knows no editor; a message that goes away meanwhile
 * is shown as it was until the folder is listed again.
 */
import { setImmediate as breathe } from 'node:timers/promises';
import type { FolderEntry } from '../engine/mailroot/list';
import { filtered, grouped, needsReading, sorted, type Arrangement, type Group } from './arrange';
import type { FactsCache } from './factsCache';
import { fits, parseFilter } from './mailFilter';
import type { RowFacts } from './rowFacts';

export type Layout =
  | { readonly kind: 'rows'; readonly total: number; readonly rows: readonly FolderEntry[] }
  | { readonly kind: 'groups'; readonly total: number; readonly groups: readonly LaidGroup[] };

export interface LaidGroup {
  readonly label: string;
  readonly rows: readonly FolderEntry[];
}

export interface ContentsParts {
  readonly list: () => Promise<readonly FolderEntry[]>;
  readonly cache: FactsCache;
  /** Told now and then while many heads are read. */
  readonly onReading: (done: number, total: number) => void;
}

const atOnce = 64;
const tellEvery = 2_048;

export class FolderContents {
  readonly #parts: ContentsParts;
  #entries: Promise<readonly FolderEntry[]> | undefined;

  constructor(parts: ContentsParts) {
    this.#parts = parts;
  }

  /** Something changed on disk: the folder is listed again when somebody asks. */
  changed(): void {
    this.#entries = undefined;
  }

  async laidOut(arrangement: Arrangement): Promise<Layout> {
    this.#entries ??= this.#list();
    const entries = await this.#entries;
    const { grouping, sorting } = arrangement;
    const filter = parseFilter(arrangement.filter);
    const total = entries.length;
    if (!needsReading(arrangement, filter)) {
      const named = filter.length === 0 ? entries : entries.filter((entry) => fits(filter, { entry }));
      return { kind: 'rows', total, rows: sorting === 'oldest' ? [...named].reverse() : named };
    }
    const all = sorted(filtered(await this.#readAll(entries), filter), sorting);
    if (grouping === 'none') return { kind: 'rows', total, rows: all.map(({ entry }) => entry) };
    return { kind: 'groups', total, groups: grouped(all, grouping).map(laid) };
  }

  async #list(): Promise<readonly FolderEntry[]> {
    const entries = await this.#parts.list();
    this.#parts.cache.keepOnly(entries);
    return entries;
  }

  async #readAll(entries: readonly FolderEntry[]): Promise<RowFacts[]> {
    const { cache, onReading } = this.#parts;
    const facts: RowFacts[] = [];
    for (let i = 0; i < entries.length; i += atOnce) {
      facts.push(...(await Promise.all(entries.slice(i, i + atOnce).map((entry) => cache.kept(entry)))));
      if (i % tellEvery !== 0 || i === 0) continue;
      onReading(i, entries.length);
      await breathe();
    }
    return facts;
  }
}

function laid({ label, members }: Group): LaidGroup {
  return { label, rows: members.map(({ entry }) => entry) };
}
