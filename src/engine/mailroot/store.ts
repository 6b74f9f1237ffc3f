/**
 * The disk transitions of a message: claim, enqueue, drop, save state, leave (Sent, BadMail, or gone). The only code that moves
 * mail. Each step is idempotent and durable when it resolves; a crash between steps is finished by recover from the fate.
 * In trouble it throws the file system's error and has changed nothing that recover cannot mend.
 */
import { link, mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError, errorCode } from '../ports';
import { condemn, followDsn } from './badMail';
import { readFile, rename, stat, utimes } from './disk';
import { createDurably, makeFolder, removeFile, syncFile, syncFolder, writeDurably, type Part } from './durable';
import { decodeEnvelope, encodeEnvelope, type DecodedEnvelope, type Envelope } from './envelope';
import { companionParts, familyPath, folderNames, transcriptParts, type MailRoot } from './layout';
import { mtimeFor } from './moment';
import { moveFile, moveParts, unlessMissing } from './move';

/** Makes the folders and the .gitignore that keeps mail out of commits. Says in words why a disk does not let it. */
export async function prepareMailRoot(mailRoot: MailRoot): Promise<void> {
  await makeFolders(mailRoot).catch((error: unknown) => {
    throw asRefusal(mailRoot, error);
  });
}

const refusals: ReadonlyMap<string | undefined, string> = new Map([
  ['EROFS', 'its disk is read-only. Mail there can be browsed; nothing is sent or received until it can be written.'],
  ['EACCES', 'this user may not. Change the permissions of the folder, or use another with mailroot.folder.'],
  ['EPERM', 'this user may not. Change the permissions of the folder, or use another with mailroot.folder.'],
  ['ENOSPC', 'its disk is full. Make room on it.'],
  ['ENOTDIR', 'there is a file where a folder should be. Move it away, or use another folder with mailroot.folder.'],
  ['EEXIST', 'there is a file where a folder should be. Move it away, or use another folder with mailroot.folder.'],
]);

function asRefusal({ root }: MailRoot, error: unknown): unknown {
  const why = refusals.get(errorCode(error));
  return why === undefined ? error : new UserError(`${root} can't be written: ${why}`);
}

async function makeFolders(mailRoot: MailRoot): Promise<void> {
  const made = await mkdir(mailRoot.root, { recursive: true });
  if (made !== undefined) await syncFolder(dirname(made));
  for (const name of folderNames) await makeFolder(mailRoot[name]);
  await writeFile(mailRoot.gitignore, '*\n', { flag: 'wx' }).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error;
  });
}

/**
 * Renames a Pickup file into the Queue: from here on it is ours. Its bytes are made durable before, since who wrote it may not have
 * asked for that. False when it vanished meanwhile; on failure it is in Pickup as before.
 */
export async function claim(mailRoot: MailRoot, fileName: string, id: string): Promise<boolean> {
  const from = join(mailRoot.Pickup, fileName);
  const target = familyPath(mailRoot, 'Queue', { id, part: '.eml' });
  try {
    await syncFile(from);
    await renameInto(mailRoot.Queue, from, target);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
  try {
    await Promise.all([syncFolder(mailRoot.Queue), syncFolder(mailRoot.Pickup)]);
  } catch (error) {
    if (await isGivenBack(target, from)) throw error;
  }
  return true;
}

async function renameInto(folder: string, from: string, to: string): Promise<void> {
  await rename(from, to).catch(async (error: unknown) => {
    if (errorCode(error) !== 'ENOENT') throw error;
    await makeFolder(folder);
    await rename(from, to);
  });
}

/** Undoes a rename that can't be made durable. By a link, which takes no name that the user has given to a new file meanwhile. */
async function isGivenBack(target: string, from: string): Promise<boolean> {
  try {
    await link(target, from);
  } catch {
    return false;
  }
  try {
    await rm(target);
    return true;
  } catch {
    await rm(from, { force: true }).catch(() => undefined);
    return false;
  }
}

/** Puts a message of ours or from the network into the Queue; durable when it resolves. The same id replaces. */
export async function enqueue(mailRoot: MailRoot, id: string, parts: readonly Part[]): Promise<void> {
  await createDurably(familyPath(mailRoot, 'Queue', { id, part: '.eml' }), parts);
}

/** Puts new content in place of a queued message's, whole or not at all. Its mtime, the moment it is due, is saveState's to set again. */
export async function replaceQueued(mailRoot: MailRoot, id: string, content: Uint8Array): Promise<void> {
  await writeDurably(familyPath(mailRoot, 'Queue', { id, part: '.eml' }), [content]);
}

/** Writes a Drop file; resolves to its name when it is durable. The same id replaces. */
export async function drop(
  mailRoot: MailRoot,
  id: string,
  parts: readonly Part[],
): Promise<{ readonly name: string; readonly octets: number }> {
  const path = familyPath(mailRoot, 'Drop', { id, part: '.eml' });
  const octets = await createDurably(path, parts);
  return { name: basename(path), octets };
}

/** The bytes of a queued message; undefined when it is no longer there. */
export async function readQueued(mailRoot: MailRoot, id: string): Promise<Buffer | undefined> {
  return readIfThere(familyPath(mailRoot, 'Queue', { id, part: '.eml' }));
}

/** The state of a queued message; undefined when it has none yet. */
export async function readState(mailRoot: MailRoot, id: string): Promise<DecodedEnvelope | undefined> {
  const bytes = await readIfThere(familyPath(mailRoot, 'Queue', { id, part: '.envelope.json' }));
  if (bytes === undefined) return undefined;
  const decoded = decodeEnvelope(bytes.toString('utf8'));
  // Copied along by hand under another name: acted upon, it would write over the state of the other message.
  if (decoded.kind === 'envelope' && decoded.envelope.id !== id)
    return { kind: 'damaged', why: `it is that of ${decoded.envelope.id}` };
  return decoded;
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Writes the state durably, and `wakeAt` (epoch ms; with a fate: at once) as the message file's mtime, so that start-up needs a stat
 * only. After a crash between the two the mtime may be too early, which costs a look; it is never too late.
 */
export async function saveState(mailRoot: MailRoot, envelope: Envelope, wakeAt?: number): Promise<void> {
  const message = familyPath(mailRoot, 'Queue', { id: envelope.id, part: '.eml' });
  const moment = wakeAt === undefined ? undefined : mtimeFor(envelope, wakeAt);
  if (envelope.fate !== undefined) await setMtime(message, envelope.arrivedAt);
  else if (moment !== undefined && moment < (await mtimeOf(message))) {
    await setMtime(message, moment);
    await syncFile(message);
  }
  await writeDurably(familyPath(mailRoot, 'Queue', { id: envelope.id, part: '.envelope.json' }), [
    encodeEnvelope(envelope),
  ]);
  if (moment !== undefined) await setMtime(message, moment);
}

async function mtimeOf(path: string): Promise<number> {
  const found = await stat(path).catch(unlessMissing);
  return found?.mtimeMs ?? Number.NEGATIVE_INFINITY;
}

/** A file that somebody else put into Pickup and owns keeps its mtime: it is looked at too early after a restart, which costs a look. */
async function setMtime(path: string, at: number): Promise<void> {
  await utimes(path, at / 1000).catch((error: unknown) => {
    if (errorCode(error) !== 'EPERM') unlessMissing(error);
  });
}

/** Carries out the fate that stands in the envelope; resolves to where it is. The fate is durable before (saveState); the state goes last. */
export async function leave(mailRoot: MailRoot, envelope: Envelope): Promise<'Sent' | 'BadMail'> {
  const { id, fate } = envelope;
  switch (fate?.kind) {
    case undefined:
      throw new Error(`${id} has no fate to carry out`);
    case 'sent':
    case 'removed':
      await moveParts(mailRoot, { id, from: 'Queue', to: 'Sent', parts: ['.eml', ...transcriptsOf(envelope)] });
      await moveState(mailRoot, id);
      return (await followDsn(mailRoot, envelope)) ? 'BadMail' : 'Sent';
    case 'bad':
      await condemn(mailRoot, envelope, fate);
      return 'BadMail';
  }
}

/** Only what came over SMTP has the session it came in; to look for a file that is not there costs more than to move one that is. */
function transcriptsOf({ source }: Envelope): typeof transcriptParts | readonly ['.ltr', '.rtr'] {
  return source.kind === 'smtp' ? transcriptParts : ['.ltr', '.rtr'];
}

/** Last and not synced: state without its message says that this has to be done again. */
async function moveState(mailRoot: MailRoot, id: string): Promise<void> {
  const part = '.envelope.json';
  await moveFile(familyPath(mailRoot, 'Queue', { id, part }), familyPath(mailRoot, 'Sent', { id, part }));
}

/** Takes a message that needs no story out of the Queue: it stands in Drop. */
export async function removeQueued(mailRoot: MailRoot, id: string): Promise<void> {
  await removeFile(familyPath(mailRoot, 'Queue', { id, part: '.eml' }));
}

/** Whether the message file is still there: a person may have deleted it while it was attempted. */
export async function isQueued(mailRoot: MailRoot, id: string): Promise<boolean> {
  const found = await stat(familyPath(mailRoot, 'Queue', { id, part: '.eml' })).catch(unlessMissing);
  return found !== undefined;
}

/** Clears what is left in the Queue of a message that a person deleted. */
export async function removeCompanions(mailRoot: MailRoot, id: string): Promise<void> {
  for (const part of companionParts('Queue')) {
    await removeFile(familyPath(mailRoot, 'Queue', { id, part }));
  }
}
