/**
 * Key and certificate as files: those made for this MailRoot, in `tls/`, which only this user may read; and those a user points to. The
 * certificate is written last: a crash between the two leaves a pair that does not fit, and that is made anew.
 */
import { chmod, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from './durable';

/** PEM. */
export interface TlsPair {
  readonly key: string;
  readonly cert: string;
}

export interface TlsPaths {
  readonly certificate: string;
  readonly key: string;
}

/** Rejects with the file system's error. */
export async function readPair({ certificate, key }: TlsPaths): Promise<TlsPair> {
  const [cert, secret] = await Promise.all([readFile(certificate, 'utf8'), readFile(key, 'utf8')]);
  return { cert, key: secret };
}

export async function writePair(paths: TlsPaths, pair: TlsPair): Promise<void> {
  const folder = dirname(paths.key);
  await makeFolder(folder);
  await chmod(folder, 0o700);
  await writeWhole(paths.key, pair.key, 0o600);
  await writeWhole(paths.certificate, pair.cert, 0o644);
}

/** The mode stands before the first octet does. */
async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  const draft = `${path}.tmp`;
  await rm(draft, { force: true });
  const file = await open(draft, 'wx', mode);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}
