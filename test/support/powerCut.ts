/**
 * What a power cut leaves of a folder, worked out from the calls that were made: names as a journal keeps them (in order; all that came
 * before a finished fsync of a folder, and any number of what came after), content only as far as it was synced (else nothing, or half).
 * Says nothing of a real file system's further sins: the torture on an ext4 image is for those.
 */
import { linkSync, mkdirSync, readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { folderNames, mailRootAt, type MailRoot } from '../../src/engine/mailroot/layout';
import type { DiskCall } from './disk';

interface File {
  /** As it was at the last sync; undefined when it never was. */
  synced: Buffer | undefined;
  dirty: boolean;
}

type Change =
  | { readonly kind: 'add'; readonly path: string; readonly file: File }
  | { readonly kind: 'move'; readonly path: string; readonly to: string }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'mtime'; readonly path: string; readonly at: number };

interface Name {
  readonly file: File;
  readonly mtime: number;
}

/** Between 0 and 1, at every call another. */
export type Chance = () => number;

export class DiskMemory {
  readonly #before = new Map<string, Name>();
  readonly #live: Map<string, Name>;
  readonly #changes: Change[] = [];
  readonly #folders: ReadonlySet<string>;
  #kept = 0;
  /** Where the log ended when a sync of a folder began. */
  readonly #syncing = new Map<string, number[]>();

  /** What is there now counts as durable. */
  constructor(mailRoot: MailRoot) {
    this.#folders = new Set(folderNames.map((folder) => mailRoot[folder]));
    for (const folder of folderNames) {
      for (const name of readdirSync(mailRoot[folder])) {
        const path = join(mailRoot[folder], name);
        const file = { synced: readFileSync(path), dirty: false };
        this.#before.set(path, { file, mtime: statSync(path).mtimeMs / 1000 });
      }
    }
    this.#live = new Map(this.#before);
  }

  /** Before a call is made. */
  began({ kind, path }: DiskCall): void {
    if (kind !== 'sync') return;
    const marks = this.#syncing.get(path) ?? [];
    marks.push(this.#changes.length);
    this.#syncing.set(path, marks);
  }

  /** When a call has done what it was to do. */
  done(call: DiskCall): void {
    const { kind, path, to, mtime } = call;
    if (!this.#folders.has(path) && !this.#folders.has(dirname(path))) return;
    if (kind === 'open' && call.makes === true) this.#touch(path);
    if (kind === 'write' || kind === 'writeFile' || kind === 'appendFile') this.#touch(path);
    if (kind === 'rename' && to !== undefined) this.#note({ kind: 'move', path, to });
    if (kind === 'rm' || kind === 'unlink') this.#note({ kind: 'remove', path });
    if (kind === 'link' && to !== undefined) this.#link(path, to);
    if (kind === 'utimes' && mtime !== undefined) this.#note({ kind: 'mtime', path, at: mtime });
    if (kind === 'sync') this.#synced(path);
  }

  /** A file that a program wrote without asking for more, as most do. */
  wrote(path: string): void {
    this.#touch(path);
  }

  #touch(path: string): void {
    const there = this.#live.get(path);
    if (there === undefined) this.#note({ kind: 'add', path, file: { synced: undefined, dirty: true } });
    else there.file.dirty = true;
  }

  #link(path: string, to: string): void {
    const from = this.#live.get(path);
    if (from !== undefined) this.#note({ kind: 'add', path: to, file: from.file });
  }

  #note(change: Change): void {
    this.#changes.push(change);
    apply(this.#live, change);
  }

  #synced(path: string): void {
    const mark = this.#syncing.get(path)?.shift() ?? 0;
    if (this.#folders.has(path)) this.#kept = Math.max(this.#kept, mark);
    const name = this.#live.get(path);
    if (name === undefined) return;
    name.file.synced = readFileSync(path);
    name.file.dirty = false;
  }

  /** Writes what the cut left into a new folder; nothing may be under way. */
  cut(into: string, chance: Chance): MailRoot {
    const open = this.#changes.length - this.#kept;
    const survive = this.#kept + Math.floor(chance() * (open + 1));
    const names = new Map(this.#before);
    for (const change of this.#changes.slice(0, survive)) apply(names, change);
    const after = mailRootAt(into);
    for (const folder of folderNames) mkdirSync(after[folder], { recursive: true });
    const current = new Map<File, Buffer>();
    for (const [path, { file }] of this.#live) current.set(file, readFileSync(path));
    const written = new Map<File, string>();
    for (const [path, { file, mtime }] of names) {
      const target = join(into, basename(dirname(path)), basename(path));
      const twin = written.get(file);
      if (twin === undefined) writeFileSync(target, survivor(file, current.get(file), chance));
      else linkSync(twin, target);
      written.set(file, target);
      utimesSync(target, mtime, mtime);
    }
    return after;
  }

  /** Whether this file would be whole after a cut now, whatever the chance: name and content. */
  isDurable(path: string): boolean {
    const names = new Map(this.#before);
    for (const change of this.#changes.slice(0, this.#kept)) apply(names, change);
    return names.get(path)?.file.dirty === false;
  }
}

function apply(names: Map<string, Name>, change: Change): void {
  const there = names.get(change.path);
  if (change.kind === 'add') {
    names.set(change.path, { file: change.file, mtime: there?.mtime ?? 1 });
    return;
  }
  if (there === undefined) return;
  if (change.kind === 'mtime') {
    names.set(change.path, { ...there, mtime: change.at });
    return;
  }
  names.delete(change.path);
  if (change.kind === 'move') names.set(change.to, there);
}

function survivor(file: File, current: Buffer | undefined, chance: Chance): Buffer {
  if (!file.dirty) return file.synced ?? Buffer.alloc(0);
  const choices = [file.synced ?? Buffer.alloc(0), current?.subarray(0, current.length >> 1), current];
  return choices[Math.floor(chance() * 3)] ?? Buffer.alloc(0);
}
