/**
 * The disk as a test sees and spoils it: every call of fs/promises, and of mailroot/disk as the engine makes it, below a folder is shown to a
 * judge before it is made, who lets it go or makes it fail with an error of the operating system. What fails in the middle of a write leaves
 * half of it. Patched in this process only; put back when the test ends.
 */
import * as promises from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import type { TestContext } from 'node:test';
import { atOnce, makeCallsAtOnce, waiting } from '../../src/engine/mailroot/disk';

export const diskCalls = [
  'open',
  'write',
  'sync',
  'rename',
  'link',
  'rm',
  'unlink',
  'utimes',
  'mkdir',
  'readdir',
  'stat',
  'lstat',
  'readFile',
  'writeFile',
  'appendFile',
] as const;

export interface DiskCall {
  readonly kind: (typeof diskCalls)[number];
  /** Absolute. */
  readonly path: string;
  /** The new name, of rename and link. */
  readonly to?: string;
  /** The new mtime in epoch seconds, of utimes. */
  readonly mtime?: number;
  /** Whether open makes the file when it is not there. */
  readonly makes?: boolean;
}

/** Undefined lets it go; `fail` is an error code such as `EIO`. */
export type Verdict = undefined | { readonly fail: string };
export type Judge = (call: DiskCall) => Verdict;
/** Told of each call that was let go, when it has come back, and whether it did what it was to do. */
export type Witness = (call: DiskCall, done: boolean) => void;

type AnyCall = (...args: unknown[]) => Promise<unknown>;
// The object that every importer of the module shares: what is set here, they call.
const shared = promises as unknown as Record<string, AnyCall>;
const patched = (shared['default'] ?? shared) as unknown as Record<string, AnyCall>;

function pass(verdict: Verdict, call: DiskCall): void {
  if (verdict !== undefined) throw diskError(verdict.fail, call);
}

function diskError(code: string, { kind, path }: DiskCall): Error {
  return Object.assign(new Error(`${code}: planted, ${kind} '${path}'`), { code, path, syscall: kind });
}

/** Shows every call below `folder` to the judge, until the test ends. */
export function watchDisk(t: Pick<TestContext, 'after'>, folder: string, judge: Judge): void {
  witnessDisk(t, folder, { judge, witness: () => undefined });
}

/** The same, and what came of each call is shown to the witness. */
export function witnessDisk(
  t: Pick<TestContext, 'after'>,
  folder: string,
  { judge, witness }: { judge: Judge; witness: Witness },
): void {
  const root = resolve(folder);
  const below = (path: unknown): path is string =>
    typeof path === 'string' && (resolve(path) === root || resolve(path).startsWith(root + sep));
  const make = async <T>(call: DiskCall, run: () => Promise<T>): Promise<T> => {
    pass(judge(call), call);
    let done = false;
    try {
      const result = await run();
      done = true;
      return result;
    } finally {
      witness(call, done);
    }
  };
  const originals = new Map<string, AnyCall>();
  for (const name of diskCalls) {
    if (name === 'write' || name === 'sync') continue;
    const original = patched[name];
    if (original === undefined) throw new Error(`fs/promises has no ${name}`);
    originals.set(name, original);
    patched[name] = async (...args) => {
      if (!below(args[0])) return original(...args);
      const result = await make(described(name, args), () => original(...args));
      return name === 'open' ? watched(result as FileHandle, args[0], make) : result;
    };
  }
  const putBack = standBeforeEngine({ below, judge, witness });
  t.after(() => {
    for (const [name, original] of originals) patched[name] = original;
    putBack();
  });
}

interface Standing {
  readonly below: (path: unknown) => path is string;
  readonly judge: Judge;
  readonly witness: Witness;
}

type Quick = (...args: unknown[]) => unknown;

/** The calls that the engine makes at once. Of what is open, the path is known. */
function standBeforeEngine({ below, judge, witness }: Standing): () => void {
  const back = makeCallsAtOnce();
  const table = atOnce as unknown as Record<string, Quick>;
  const originals = { ...table };
  const sync = waiting.sync;
  const opened = new Map<unknown, string>();
  const make = (call: DiskCall, run: () => unknown): unknown => {
    pass(judge(call), call);
    let done = false;
    try {
      const result = run();
      done = true;
      return result;
    } finally {
      witness(call, done);
    }
  };
  const isKnown = (name: string): name is DiskCall['kind'] => (diskCalls as readonly string[]).includes(name);
  for (const [name, original] of Object.entries(originals)) {
    if (!isKnown(name) || name === 'write') continue;
    table[name] = (...args) => {
      if (!below(args[0])) return original(...args);
      const result = make(described(name, args), () => original(...args));
      if (name === 'open') opened.set(result, args[0]);
      return result;
    };
  }
  table['close'] = (file) => {
    opened.delete(file);
    return originals['close']?.(file);
  };
  table['write'] = (file, bytes) => {
    const path = opened.get(file);
    const write = (what: Uint8Array): unknown => originals['write']?.(file, what);
    const whole = bytes as Uint8Array;
    if (path === undefined) return write(whole);
    const step = { begun: false };
    try {
      return make({ kind: 'write', path }, () => {
        step.begun = true;
        return write(whole);
      });
    } catch (error) {
      if (!step.begun) write(whole.subarray(0, whole.length >> 1));
      throw error;
    }
  };
  waiting.sync = async (file) => {
    const path = opened.get(file);
    if (path === undefined) return sync(file);
    const call = { kind: 'sync', path } as const;
    pass(judge(call), call);
    let done = false;
    try {
      await sync(file);
      done = true;
    } finally {
      witness(call, done);
    }
  };
  return () => {
    Object.assign(table, originals);
    waiting.sync = sync;
    back();
  };
}

function described(kind: DiskCall['kind'], [path, second, third]: unknown[]): DiskCall {
  const call = { kind, path: String(path) };
  if (kind === 'rename' || kind === 'link') return { ...call, to: String(second) };
  if (kind === 'utimes') return { ...call, mtime: Number(third ?? second) };
  if (kind === 'open') return { ...call, makes: typeof second === 'string' && /^[wa]/.test(second) };
  return call;
}

type Make = <T>(call: DiskCall, run: () => Promise<T>) => Promise<T>;

function watched(file: FileHandle, path: string, make: Make): FileHandle {
  const sync = file.sync.bind(file);
  const writeFile = file.writeFile.bind(file);
  file.sync = () => make({ kind: 'sync', path }, sync);
  file.writeFile = async (data) => {
    const step = { begun: false };
    const write = async (): Promise<void> => {
      step.begun = true;
      await writeFile(data);
    };
    try {
      await make({ kind: 'write', path }, write);
    } catch (error) {
      if (!step.begun) await writeFile(await half(data));
      throw error;
    }
  };
  return file;
}

/** What got to the disk before it failed. A stream is begun and broken off, as by a real failure. */
async function half(data: Parameters<FileHandle['writeFile']>[0]): Promise<Buffer> {
  if (typeof data === 'string' || data instanceof Uint8Array) {
    const bytes = Buffer.from(data as Uint8Array);
    return bytes.subarray(0, bytes.length >> 1);
  }
  for await (const chunk of data as AsyncIterable<Uint8Array>) return Buffer.from(chunk.subarray(0, chunk.length >> 1));
  return Buffer.alloc(0);
}
