/**
 * What people do with messages, as file moves: send again, put back in Pickup, hand a new message in. Right with and without an engine.
 * A draft is written beside its target and renamed, so that Pickup never sees half a file.
 */
import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { FolderEntry } from '../engine/mailroot/list';
import { companionParts, familyPath, type MailRoot } from '../engine/mailroot/layout';
import { moveAcross } from '../engine/mailroot/move';
import { UserError, errorCode } from '../engine/ports';

/** The name of a new Pickup file, `<base>-<6 hex>.eml`. */
export function pickupName(base: string): string {
  const stem =
    basename(base, extname(base))
      .replace(/[^\p{L}\p{N}._-]+/gu, '-')
      .replace(/^[.~#-]+/, '') || 'message';
  return `${stem.slice(0, 80)}-${randomBytes(3).toString('hex')}.eml`;
}

/** Hands bytes in as a new Pickup file of that name. */
export async function submitAs(mailRoot: MailRoot, name: string, bytes: Uint8Array): Promise<void> {
  await intoPickup(mailRoot, name, (draft) => writeFile(draft, bytes));
}

/** The name in Pickup of a message that is sent again. Every time another, so that none takes the place of one that still waits there. */
export function againName({ kind, folder, id }: FolderEntry): string {
  return kind === 'message' && folder !== 'Pickup' ? pickupName(`${id}.eml`) : `again-${id}`;
}

/** The name in Pickup of a message that is put back. */
export function backName({ id }: FolderEntry): string {
  return `${id}.eml`;
}

/** Copies a message into Pickup under that name; it stays where it is. */
export async function sendAgain(mailRoot: MailRoot, entry: FolderEntry, name: string): Promise<void> {
  await intoPickup(mailRoot, name, (draft) => copyFile(entry.path, draft));
}

/** Moves a message into Pickup under that name; its state and transcripts go, since it starts anew. */
export async function putBackInPickup(mailRoot: MailRoot, entry: FolderEntry, name: string): Promise<void> {
  await mkdir(mailRoot.Pickup, { recursive: true });
  await moveAcross(entry.path, join(mailRoot.Pickup, name)).catch(vanished(entry));
  for (const path of companions(mailRoot, entry)) await rm(path, { force: true });
}

/** The files beside a message, whether they exist or not. */
export function companions(mailRoot: MailRoot, { folder, id, kind }: FolderEntry): string[] {
  if (kind === 'foreign') return [];
  return companionParts(folder).map((part) => familyPath(mailRoot, folder, { id, part }));
}

async function intoPickup(mailRoot: MailRoot, name: string, write: (draft: string) => Promise<void>): Promise<void> {
  const draft = join(mailRoot.Pickup, `${name}.tmp`);
  try {
    await mkdir(mailRoot.Pickup, { recursive: true });
    await write(draft);
    await rename(draft, join(mailRoot.Pickup, name));
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw asUserError(error, mailRoot);
  }
}

function vanished({ id, folder }: FolderEntry): (error: unknown) => never {
  return (error) => {
    if (errorCode(error) !== 'ENOENT') throw error;
    throw new UserError(`${id} is no longer in ${folder}: it was sent, moved or deleted meanwhile.`);
  };
}

function asUserError(error: unknown, mailRoot: MailRoot): unknown {
  const cannotWrite = `${mailRoot.Pickup} can't be written. Check its permissions and that the disk is not read-only.`;
  const sentences: Readonly<Record<string, string>> = {
    EROFS: cannotWrite,
    EACCES: cannotWrite,
    EPERM: cannotWrite,
    ENOSPC: `The disk of ${mailRoot.Pickup} is full. Make room and send again.`,
    ENOENT: 'The message is no longer there: it was sent, moved or deleted meanwhile.',
  };
  const sentence = sentences[errorCode(error) ?? ''];
  return sentence === undefined ? error : new UserError(sentence);
}
