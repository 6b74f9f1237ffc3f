/**
 * The calls to the disk that every message makes. In the engine's own process those that need no wait are made at once: handing a rename to
 * a thread and hearing back costs ten times what it does. A sync always waits in a thread. A disk on which a call takes long (a share, a
 * sleeping one) gets its calls by threads again, many at a time, so that it does not hold up everything else. Errors are the file system's.
 */
import * as fs from 'node:fs';
import * as threads from 'node:fs/promises';
import { promisify } from 'node:util';

type Bytes = NodeJS.ArrayBufferView;

/** Made at once. An object that tests may stand in front of. */
export const atOnce = {
  open: (path: string, flags: string): number => fs.openSync(path, flags),
  write: (file: number, bytes: Bytes): number => fs.writeSync(file, bytes),
  close: (file: number): void => fs.closeSync(file),
  rename: (from: string, to: string): void => fs.renameSync(from, to),
  unlink: (path: string): void => fs.unlinkSync(path),
  utimes: (path: string, at: number): void => fs.utimesSync(path, at, at),
  stat: (path: string): fs.Stats => fs.statSync(path),
  lstat: (path: string): fs.Stats => fs.lstatSync(path),
  readdir: (path: string): string[] => fs.readdirSync(path),
  readFile: (path: string): Buffer => fs.readFileSync(path),
  fstat: (file: number): fs.Stats => fs.fstatSync(file),
};
type Calls = typeof atOnce;

/** The same by threads. */
const byThreads: { readonly [K in keyof Calls]: (...args: Parameters<Calls[K]>) => Promise<ReturnType<Calls[K]>> } = {
  open: promisify(fs.open),
  write: async (file, bytes) => (await promisify(fs.write)(file, bytes)).bytesWritten,
  close: promisify(fs.close),
  rename: threads.rename,
  unlink: threads.unlink,
  utimes: (path, at) => threads.utimes(path, at, at),
  stat: (path) => threads.stat(path),
  lstat: (path) => threads.lstat(path),
  readdir: (path) => threads.readdir(path),
  readFile: (path) => threads.readFile(path),
  fstat: (file) => promisify(fs.fstat)(file),
};

/** A call that takes longer than that on the average is one to wait for in a thread. */
const longMs = 2;
/** So many calls go by threads before it is found out whether the disk has become faster. */
const callsByThreads = 1_000;
/** More than that is read by a thread: it may have to come from the disk. */
const longOctets = 256 * 1024;

/** How long calls take; which way the next one goes. */
export class Pace {
  #averageMs = 0;
  #byThreads: number;

  /** So many calls go by threads at first. */
  constructor(byThreads: number) {
    this.#byThreads = byThreads;
  }

  isQuick(): boolean {
    if (this.#byThreads === 0) return true;
    this.#byThreads -= 1;
    return false;
  }

  took(ms: number): void {
    this.#averageMs += (ms - this.#averageMs) / 32;
    if (this.#averageMs <= longMs) return;
    this.#averageMs = longMs / 2;
    this.#byThreads = callsByThreads;
  }
}

/** An editor is never kept waiting. */
let pace = new Pace(Number.POSITIVE_INFINITY);

/** For a process that has nothing else to do than this. Returns how to go back. */
export function makeCallsAtOnce(): () => void {
  const before = pace;
  pace = new Pace(0);
  return () => {
    pace = before;
  };
}

async function call<K extends keyof Calls>(name: K, ...args: Parameters<Calls[K]>): Promise<ReturnType<Calls[K]>> {
  if (!pace.isQuick()) return byThreads[name](...args);
  const startedAt = performance.now();
  try {
    return (atOnce[name] as unknown as (...given: Parameters<Calls[K]>) => ReturnType<Calls[K]>)(...args);
  } finally {
    pace.took(performance.now() - startedAt);
  }
}

export const open = (path: string, flags: string): Promise<number> => call('open', path, flags);
export const close = (file: number): Promise<void> => call('close', file);
export const rename = (from: string, to: string): Promise<void> => call('rename', from, to);
export const unlink = (path: string): Promise<void> => call('unlink', path);
/** `at` is epoch seconds. */
export const utimes = (path: string, at: number): Promise<void> => call('utimes', path, at);
export const stat = (path: string): Promise<fs.Stats> => call('stat', path);
export const lstat = (path: string): Promise<fs.Stats> => call('lstat', path);
export const readdir = (path: string): Promise<string[]> => call('readdir', path);
export const fstat = (file: number): Promise<fs.Stats> => call('fstat', file);

export async function readFile(path: string): Promise<Buffer> {
  const { size } = await stat(path);
  return size > longOctets ? byThreads.readFile(path) : call('readFile', path);
}

/** All of it. */
export async function write(file: number, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await call('write', file, rest));
}

/** Always waits in a thread. An object that tests may stand in front of. */
export const waiting = { sync: promisify(fs.fsync) };

/** What was written to the open file, or the names in an open folder, survive a power cut when it resolves. */
export function sync(file: number): Promise<void> {
  return waiting.sync(file);
}
