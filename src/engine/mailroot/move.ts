/**
 * Moves files of a family between folders of a MailRoot: by a rename, or where the folders lie on different file systems by a durable copy
 * and the removal of the source. Each step may be repeated: a file that is not there was moved by an earlier try, or never existed.
 */
import { open } from 'node:fs/promises';
import { errorCode } from '../ports';
import { rename } from './disk';
import { makeFolder, removeFile, syncFolder, writeDurably } from './durable';
import { familyPath, messagePart, type FamilyPart, type MailRoot } from './layout';

export interface FamilyMove {
  readonly id: string;
  readonly from: 'Queue' | 'Sent';
  readonly to: 'Sent' | 'BadMail';
  readonly parts: readonly FamilyPart[];
}

/** Durable when it resolves. The message file gets the name it has in the other folder. */
export async function moveParts(mailRoot: MailRoot, { id, from, to, parts }: FamilyMove): Promise<void> {
  let isThere = false;
  for (const part of parts) {
    const named = part === messagePart(from) ? messagePart(to) : part;
    const [source, target] = [familyPath(mailRoot, from, { id, part }), familyPath(mailRoot, to, { id, part: named })];
    if (isThere) await moveFile(source, target);
    else await moveFirst(source, target, mailRoot[to]);
    isThere = true;
  }
  await Promise.all([syncFolder(mailRoot[to]), syncFolder(mailRoot[from])]);
}

/** The folder is made where it is missing: looking first would cost each move what hardly any needs. */
async function moveFirst(source: string, target: string, folder: string): Promise<void> {
  try {
    await moveAcross(source, target);
  } catch (error) {
    unlessMissing(error);
    await makeFolder(folder);
    await moveFile(source, target);
  }
}

/** A source that is not there is no trouble. */
export async function moveFile(from: string, to: string): Promise<void> {
  await moveAcross(from, to).catch(unlessMissing);
}

/** The target is whole or not there; a source that is not there is an ENOENT. */
export async function moveAcross(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (errorCode(error) !== 'EXDEV') throw error;
    const source = await open(from, 'r');
    try {
      await writeDurably(to, [source.createReadStream()]);
    } finally {
      // Nobody may have come to read it.
      await source.close();
    }
    await removeFile(from);
  }
}

export function unlessMissing(error: unknown): undefined {
  if (errorCode(error) !== 'ENOENT') throw error;
}
