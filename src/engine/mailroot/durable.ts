/**
 * Durable writes: a draft beside the target, fsync, rename, fsync of the folder. What resolves here survives a power cut.
 * Folder fsyncs asked for while one is running are answered together by the next one (group commit).
 * On failure the draft is removed and the error goes to the caller; a target that was there is untouched.
 */
import { lstat, mkdir, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { errorCode } from '../ports';
import { close, open, rename, sync, unlink, write } from './disk';

export type Part = string | Uint8Array | Readable;

/** Writes `path` whole or not at all, in place of what was there. */
export async function writeDurably(path: string, parts: readonly Part[]): Promise<void> {
  await writeAside(path, parts);
  await syncFolder(dirname(path));
}

/**
 * The same for a file that is nobody's yet: a name that can't be made durable is taken away again, so that a failure kept nothing, and as far
 * as the disk lets us so that a power cut brings nothing back. Resolves to its octets.
 */
export async function createDurably(path: string, parts: readonly Part[]): Promise<number> {
  const octets = await writeAside(path, parts);
  try {
    await syncFolder(dirname(path));
    return octets;
  } catch (error) {
    await rm(path, { force: true }).catch(() => undefined);
    await syncFolder(dirname(path)).catch(() => undefined);
    throw error;
  }
}

let drafts = 0;

/** Each writer has a draft of its own: two that write the same file at once replace one another and never mix. */
async function writeAside(path: string, parts: readonly Part[]): Promise<number> {
  const draft = `${path}.${(drafts++).toString(36)}.tmp`;
  try {
    const octets = await writeSynced(draft, parts);
    await rename(draft, path);
    return octets;
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function writeSynced(path: string, parts: readonly Part[]): Promise<number> {
  const file = await create(path);
  try {
    const octets = await writeParts(file, parts);
    await sync(file);
    return octets;
  } finally {
    await close(file);
  }
}

/** Small pieces are written together: a write costs more than what it carries. Of a stream no more than that is ever held. */
const togetherOctets = 32 * 1024;

async function writeParts(file: number, parts: readonly Part[]): Promise<number> {
  let all = 0;
  let waiting: Uint8Array[] = [];
  let octets = 0;
  const writeOut = async (): Promise<void> => {
    const whole = Buffer.concat(waiting);
    all += octets;
    waiting = [];
    octets = 0;
    if (whole.length > 0) await write(file, whole);
  };
  for await (const piece of piecesOf(parts)) {
    waiting.push(piece);
    octets += piece.length;
    if (octets >= togetherOctets) await writeOut();
  }
  await writeOut();
  return all;
}

async function* piecesOf(parts: readonly Part[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    if (part instanceof Uint8Array) yield part;
    else if (typeof part === 'string') yield Buffer.from(part);
    else
      for await (const chunk of part as AsyncIterable<string | Uint8Array>)
        yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  }
}

/** A folder deleted under us is made anew: the message matters more. A whole MailRoot deleted under us is not. */
async function create(path: string): Promise<number> {
  try {
    return await open(path, 'w');
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    await makeFolder(dirname(path));
    return open(path, 'w');
  }
}

/** Takes a file away; one that is not there is fine. Node's own rm looks at it synchronously first, which costs five times as much. */
export async function removeFile(path: string): Promise<void> {
  await unlink(path).catch((error: unknown) => {
    if (errorCode(error) !== 'ENOENT') throw error;
  });
}

/** Makes a folder in one that exists, durably; one that is there already is fine. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (errorCode(error) === 'EEXIST' && (await isFolder(folder))) return;
    throw error;
  }
  await syncFolder(dirname(folder));
}

/** A link to a folder that is not there now (a disk not mounted) is one: who writes into it will hear of that. */
async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? (await lstat(path)).isSymbolicLink();
}

interface FolderSync {
  running: Promise<void>;
  next: Promise<void> | undefined;
}
const syncs = new Map<string, FolderSync>();

/** Makes renames and unlinks in a folder durable. On Windows a folder can't be opened; NTFS journals them itself. */
export function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return Promise.resolve();
  const current = syncs.get(folder);
  if (current === undefined) return start(folder).running;
  current.next ??= current.running.catch(() => undefined).then(() => start(folder).running);
  return current.next;
}

function start(folder: string): FolderSync {
  const sync: FolderSync = { running: fsyncOnce(folder), next: undefined };
  syncs.set(folder, sync);
  const forget = (): void => {
    if (syncs.get(folder) === sync && sync.next === undefined) syncs.delete(folder);
  };
  sync.running.then(forget, forget);
  return sync;
}

async function fsyncOnce(path: string, flags = 'r'): Promise<void> {
  const file = await open(path, flags);
  try {
    await sync(file);
  } finally {
    await close(file);
  }
}

/** Files open for their fsync at once: a pile of thousands in Pickup must not use up the file descriptors. */
const gate = { free: 8, waiting: [] as (() => void)[] };

/** Makes the content of a file that somebody else wrote durable. On Windows only a file that may be written can be flushed. */
export async function syncFile(path: string): Promise<void> {
  if (gate.free > 0) gate.free -= 1;
  else await new Promise<void>((resolve) => gate.waiting.push(resolve));
  try {
    await fsyncOnce(path, process.platform === 'win32' ? 'r+' : 'r');
  } catch (error) {
    if (process.platform !== 'win32' || errorCode(error) !== 'EPERM') throw error;
  } finally {
    const next = gate.waiting.shift();
    if (next === undefined) gate.free += 1;
    else next();
  }
}
