/**
 * Puts a message into Pickup as any program may: written under a name the engine ignores, then renamed, so that it is never seen
 * half-written. Bytes are not looked at. Leaves waiting for the outcome to `send`.
 */
import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { MailRoot } from '../engine/mailroot/layout';
import { errorText } from '../engine/ports';
import { CliError, exit } from './exit';

/** A message to send, and what a person calls it. */
export interface Letter {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Resolves to its file name in Pickup: that of the letter with a few letters more, so that nothing there is overwritten. */
export async function putIntoPickup(mailRoot: MailRoot, { name, bytes }: Letter): Promise<string> {
  const stem = basename(name, extname(name)).replace(/^[^\p{L}\p{N}]+/u, '') || 'message';
  const fileName = `${stem}-${randomBytes(4).toString('hex')}.eml`;
  const draft = join(mailRoot.Pickup, `.${fileName}.tmp`);
  try {
    await writeFile(draft, bytes, { flag: 'wx' });
    await rename(draft, join(mailRoot.Pickup, fileName));
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw new CliError(
      exit.cantCreate,
      `${name} can't be put into ${mailRoot.Pickup}: ${errorText(error)}. Make the folder writable, then send again.`,
    );
  }
  return fileName;
}
