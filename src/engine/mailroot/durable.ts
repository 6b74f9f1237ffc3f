/**
 * Durable writes: temporary file, fsync, rename, fsync of the folder. What resolves here survives a power cut.
 * Folder fsyncs asked for while one is running are answered together by the next one (group commit).
 * On failure the temporary file is removed and the error goes to the caller; the target is untouched.
 */
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from '../ports';
import type { Readable } from 'node:stream';

export type Part = string | Uint8Array | Readable;

/** Writes `path` whole or not at all. */
export async function writeDurably(path: string, parts: readonly Part[]): Promise<void> {
  const draft = `${path}.tmp`;
  try {
    await writeSynced(draft, parts);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(path));
}

async function writeSynced(path: string, parts: readonly Part[]): Promise<void> {
  const file = await create(path);
  try {
    // writeFile goes on where the last one ended; a stream is written chunk by chunk, never held whole.
    for (const part of parts) await file.writeFile(part as Parameters<FileHandle['writeFile']>[0]);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A folder deleted under us is made anew: the message matters more. */
async function create(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'w');
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    await mkdir(dirname(path), { recursive: true });
    return open(path, 'w');
  }
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

async function fsyncOnce(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
