/**
 * The disk as a test sees and spoils it: every call of fs/promises below a folder is shown to a judge before it is made, who lets it
 * go, makes it fail with an error of the operating system, or never lets it come back, as in a crash. What fails in the middle of a
 * write leaves half of it. Patched in this process only; put back when the test ends.
 */
import * as promises from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import type { TestContext } from 'node:test';

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
}

/** Undefined lets it go; `fail` is an error code such as `EIO`; `hang` never answers, and nothing is done. */
export type Verdict = undefined | { readonly fail: string } | 'hang';
export type Judge = (call: DiskCall) => Verdict;

type AnyCall = (...args: unknown[]) => Promise<unknown>;
// The object that every importer of the module shares: what is set here, they call.
const shared = promises as unknown as Record<string, AnyCall>;
const patched = (shared['default'] ?? shared) as unknown as Record<string, AnyCall>;

const forever = new Promise<never>(() => undefined);

async function passed(verdict: Verdict, call: DiskCall): Promise<void> {
  if (verdict === undefined) return;
  if (verdict === 'hang') return forever;
  throw diskError(verdict.fail, call);
}

export function diskError(code: string, { kind, path }: DiskCall): Error {
  return Object.assign(new Error(`${code}: planted, ${kind} '${path}'`), { code, path, syscall: kind });
}

/** Shows every call below `folder` to the judge, until the test ends. */
export function watchDisk(t: Pick<TestContext, 'after'>, folder: string, judge: Judge): void {
  const below = (path: unknown): path is string =>
    typeof path === 'string' && (resolve(path) === resolve(folder) || resolve(path).startsWith(resolve(folder) + sep));
  const originals = new Map<string, AnyCall>();
  const patch = (name: string, make: (original: AnyCall) => AnyCall): void => {
    const original = patched[name];
    if (original === undefined) throw new Error(`fs/promises has no ${name}`);
    originals.set(name, original);
    patched[name] = make(original);
  };
  for (const kind of diskCalls) {
    if (kind === 'open' || kind === 'write' || kind === 'sync') continue;
    patch(kind, (original) => async (...args) => {
      const [path, to] = args;
      if (!below(path)) return original(...args);
      const call = { kind, path, ...((kind === 'rename' || kind === 'link') && { to: String(to) }) };
      await passed(judge(call), call);
      return original(...args);
    });
  }
  patch('open', (original) => async (...args) => {
    const [path] = args;
    if (!below(path)) return original(...args);
    const call = { kind: 'open', path } as const;
    await passed(judge(call), call);
    return watched((await original(...args)) as FileHandle, path, judge);
  });
  t.after(() => {
    for (const [name, original] of originals) patched[name] = original;
  });
}

function watched(file: FileHandle, path: string, judge: Judge): FileHandle {
  const sync = file.sync.bind(file);
  const writeFile = file.writeFile.bind(file);
  file.sync = async () => {
    const call = { kind: 'sync', path } as const;
    await passed(judge(call), call);
    await sync();
  };
  file.writeFile = async (data) => {
    const call = { kind: 'write', path } as const;
    const verdict = judge(call);
    if (verdict === undefined) return writeFile(data);
    await writeFile(await half(data));
    return passed(verdict, call);
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
