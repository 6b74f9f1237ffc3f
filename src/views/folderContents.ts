/**
 * What one tree shows: the folder as listed, laid out as the user wants it. Names are enough as long as nothing but their order is asked
 * for; else heads are read, a few at a time, so that the extension host stays free. Who is still reading when something else is wanted
 * gets that. Knows no editor; a message that goes away meanwhile is shown as it was until the folder is listed again.
 */
import { setImmediate as breathe } from 'node:timers/promises';
import type { FolderName } from '../engine/mailroot/layout';
import type { FolderEntry } from '../engine/mailroot/list';
import { inSlices } from '../engine/mailroot/slices';
import { grouped, keyed, needsReading, sorted, type Arrangement, type Group, type Keyed } from './arrange';
import type { FactsCache } from './factsCache';
import { fits, parseFilter, type Filter } from './mailFilter';

interface Counted {
  /** Messages in the folder, and how many of them are shown: one in several groups is one message. */
  readonly total: number;
  readonly shown: number;
}
export type Layout = Counted &
  (
    | { readonly kind: 'rows'; readonly rows: readonly FolderEntry[] }
    | { readonly kind: 'groups'; readonly groups: readonly Group[] }
  );

export interface ContentsParts {
  readonly folder: FolderName;
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
  #wanted: { readonly arrangement: Arrangement; readonly layout: Promise<Layout> } | undefined;

  constructor(parts: ContentsParts) {
    this.#parts = parts;
  }

  /** Something changed on disk: the folder is listed again when somebody asks. */
  changed(): void {
    this.#entries = undefined;
    this.#wanted = undefined;
  }

  laidOut(arrangement: Arrangement): Promise<Layout> {
    if (this.#wanted?.arrangement !== arrangement) {
      const layout = Promise.resolve().then(() => this.#layOut(arrangement));
      this.#wanted = { arrangement, layout };
      layout.catch(() => this.changed());
    }
    return this.#wanted.layout;
  }

  async #layOut(arrangement: Arrangement): Promise<Layout> {
    this.#entries ??= this.#list();
    const entries = await this.#entries;
    const { grouping, sorting } = arrangement;
    const filter = parseFilter(arrangement.filter);
    const total = entries.length;
    if (!needsReading(arrangement, filter)) {
      const named = await this.#named(entries, filter);
      const rows = sorting === 'oldest' ? [...named].reverse() : named;
      return { kind: 'rows', total, shown: rows.length, rows };
    }
    const read = await this.#readAll(entries, filter, arrangement);
    const newer = this.#newerThan(arrangement);
    if (newer !== undefined) return newer;
    const all = await sorted(read, sorting);
    const counted = { total, shown: all.length };
    if (grouping === 'none') return { kind: 'rows', ...counted, rows: all.map(({ entry }) => entry) };
    return { kind: 'groups', ...counted, groups: await grouped(all) };
  }

  async #list(): Promise<readonly FolderEntry[]> {
    const { list, cache, folder } = this.#parts;
    const entries = await list();
    await cache.keepOnly(folder, entries);
    return entries;
  }

  async #named(entries: readonly FolderEntry[], filter: Filter): Promise<readonly FolderEntry[]> {
    if (filter.length === 0) return entries;
    const found: FolderEntry[] = [];
    await inSlices(entries, (entry) => {
      if (fits(filter, { entry })) found.push(entry);
    });
    return found;
  }

  /** What fits, as far as it is still wanted. */
  async #readAll(entries: readonly FolderEntry[], filter: Filter, arrangement: Arrangement): Promise<Keyed[]> {
    const { cache, onReading } = this.#parts;
    const found: Keyed[] = [];
    for (let i = 0; i < entries.length && this.#newerThan(arrangement) === undefined; i += atOnce) {
      const facts = await Promise.all(entries.slice(i, i + atOnce).map((entry) => cache.kept(entry)));
      for (const each of facts) if (fits(filter, each)) found.push(keyed(each, arrangement));
      // Of what is known already, nothing is waited for.
      await breathe();
      if (i % tellEvery === 0 && i > 0) onReading(i, entries.length);
    }
    return found;
  }

  #newerThan(arrangement: Arrangement): Promise<Layout> | undefined {
    return this.#wanted === undefined || this.#wanted.arrangement === arrangement ? undefined : this.#wanted.layout;
  }
}
