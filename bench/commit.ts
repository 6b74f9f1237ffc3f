/** The durability that programs of the bench are compared by: file fsync, rename, folder fsync. */
import { open, rename, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Gives a file that was written as `<path>.tmp` its name, durably, and closes it. */
export async function commit(file: FileHandle, path: string): Promise<void> {
  await file.sync();
  await file.close();
  await rename(`${path}.tmp`, path);
  const folder = await open(dirname(path), 'r');
  await folder.sync();
  await folder.close();
}
