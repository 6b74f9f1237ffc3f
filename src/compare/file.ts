/**
 * A message out of a file, for a comparison: the first 64 MB whole, what is behind them by its digest, so that memory stays bounded and no
 * difference is lost. A file that can't be read is the caller's error.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Given } from './normalForm';

/** Octets that are read. */
export const longestRead = 64_000_000;

export async function givenFile(path: string, limit = longestRead): Promise<Given> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const room = Buffer.alloc(Math.min(size, limit));
    const { bytesRead } = await file.read(room, 0, room.length, 0);
    const bytes = room.subarray(0, bytesRead);
    if (size <= limit) return { bytes };
    return { bytes, rest: { octets: size - limit, sha256: await digestBehind(path, limit) } };
  } finally {
    await file.close();
  }
}

/** Octets that are there already. */
export function givenOctets(octets: Uint8Array, limit = longestRead): Given {
  const all = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);
  if (all.length <= limit) return { bytes: all };
  const behind = all.subarray(limit);
  const sha256 = createHash('sha256').update(behind).digest('hex');
  return { bytes: all.subarray(0, limit), rest: { octets: behind.length, sha256 } };
}

async function digestBehind(path: string, start: number): Promise<string> {
  const digest = createHash('sha256');
  for await (const piece of createReadStream(path, { start })) digest.update(piece as Buffer);
  return digest.digest('hex');
}
