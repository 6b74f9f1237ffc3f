/**
 * Where the files of a MailRoot are read from: the disk, or a table that stands for one, such as that of a case bundle. Who reads through a
 * shelf asks by path and knows no more; what is not there has no size and no text, and its part is an error as the disk's.
 */
import { readFile, stat } from 'node:fs/promises';
import { filePart, type FilePart } from './filePart';

export interface Shelf {
  /** The octets from a place on, at most so many. */
  part(path: string, from: number, length: number): Promise<FilePart>;
  /** Octets; undefined when there is no such file. */
  size(path: string): Promise<number | undefined>;
  text(path: string): Promise<string | undefined>;
}

export const disk: Shelf = {
  part: filePart,
  size: (path) =>
    stat(path).then(
      ({ size }) => size,
      () => undefined,
    ),
  text: (path) => readFile(path, 'utf8').catch(() => undefined),
};

/** `at`: epoch ms, what the files are dated. */
export function shelfOf(files: ReadonlyMap<string, Uint8Array>, at: number): Shelf {
  return {
    part(path, from, length) {
      const bytes = files.get(path);
      if (bytes === undefined) return Promise.reject(Object.assign(new Error(`no ${path} here`), { code: 'ENOENT' }));
      const part = Buffer.from(bytes.subarray(from, from + length));
      return Promise.resolve({ bytes: part, size: bytes.length, mtimeMs: at });
    },
    size: (path) => Promise.resolve(files.get(path)?.length),
    text(path) {
      const bytes = files.get(path);
      return Promise.resolve(bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
    },
  };
}
