/** A part of a file and what the file is like, read in one go; it is closed whatever happens. */
import { open } from 'node:fs/promises';

export interface FilePart {
  readonly bytes: Buffer;
  /** Octets of the whole file. */
  readonly size: number;
  /** Epoch ms. */
  readonly mtimeMs: number;
}

/** The octets from a place on, at most so many. */
export async function filePart(path: string, from: number, length: number): Promise<FilePart> {
  const file = await open(path, 'r');
  try {
    const { size, mtimeMs } = await file.stat();
    const room = Buffer.alloc(Math.max(0, Math.min(length, size - from)));
    const { buffer, bytesRead } = await file.read(room, 0, room.length, from);
    return { bytes: buffer.subarray(0, bytesRead), size, mtimeMs };
  } finally {
    await file.close();
  }
}
