/**
 * What a start finds in the Queue, and the mending of what a crash left: half-written files removed, fates carried out,
 * unreadable state moved to BadMail. A stat a message tells when it is due; its bytes are not read. Foreign files are left alone.
 */
import type { BigIntStats } from 'node:fs';
import { lstat, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { condemnDamaged, isInBadMail } from './badMail';
import { removeFile } from './durable';
import type { Envelope, Fate, Priority } from './envelope';
import { familyPath, messagePart, splitFamilyName, type MailRoot } from './layout';
import { readMoment, whileHeld } from './moment';
import { unlessMissing } from './move';
import { leave, readState, removeCompanions } from './store';

export interface QueuedAt {
  readonly id: string;
  /** Epoch ms at which to look at it again: the file's mtime when it has state, else 0 (at once); infinite while it is held. */
  readonly wakeAt: number;
  /** As far as the moment tells it. */
  readonly priority?: Priority;
  /** A person let it leave this machine, as far as the moment tells it. */
  readonly letOut?: true;
  /** It has been deferred or held before: its state stands beside it. */
  readonly hasState: boolean;
}

/** Call once, under the lock, before anything else writes. What can't be mended now is due at once, so that it is tried again. */
export async function recover(mailRoot: MailRoot): Promise<QueuedAt[]> {
  await removeDrafts(mailRoot);
  await finishGivingBack(mailRoot);
  const names = await readdir(mailRoot.Queue);
  const companions = new Set<string>();
  const withState = new Set<string>();
  const messages = new Set<string>();
  for (const name of names) {
    const family = splitFamilyName(name);
    if (family === undefined) continue;
    (family.part === '.eml' ? messages : companions).add(family.id);
    if (family.part === '.envelope.json') withState.add(family.id);
  }
  const unmended: QueuedAt[] = [];
  for (const id of companions) {
    if (messages.has(id)) continue;
    await finishLeaving(mailRoot, id).catch(() => unmended.push({ id, wakeAt: 0, hasState: true }));
  }
  return [...unmended, ...(await whenDue(mailRoot, messages, withState))];
}

/** Drafts were never acknowledged to anybody: nothing is lost with them. Pickup's are the user's and stay. */
async function removeDrafts(mailRoot: MailRoot): Promise<void> {
  for (const folder of ['Queue', 'BadMail', 'Drop'] as const) {
    const names = (await readdir(mailRoot[folder]).catch(unlessMissing)) ?? [];
    const drafts = names.filter((name) => name.endsWith('.tmp') && splitFamilyName(name) !== undefined);
    for (const name of drafts) await rm(join(mailRoot[folder], name), { force: true });
  }
}

/** A claim that was being undone when we ended stands in both folders as one file, and has no state yet: it is the user's again. */
async function finishGivingBack(mailRoot: MailRoot): Promise<void> {
  const twins = await linkedTwice(mailRoot.Pickup);
  if (twins.size === 0) return;
  const names = new Set(await readdir(mailRoot.Queue));
  for (const name of names) {
    const family = splitFamilyName(name);
    if (family?.part !== '.eml' || names.has(`${family.id}.envelope.json`)) continue;
    const path = join(mailRoot.Queue, name);
    if (twins.has((await fileAt(path))?.ino ?? -1n)) await removeFile(path);
  }
}

/** Inodes of the files there that have another name somewhere. */
async function linkedTwice(folder: string): Promise<ReadonlySet<bigint>> {
  const found = new Set<bigint>();
  for (const name of (await readdir(folder).catch(unlessMissing)) ?? []) {
    const file = await fileAt(join(folder, name));
    if (file !== undefined && file.nlink > 1n) found.add(file.ino);
  }
  return found;
}

async function fileAt(path: string): Promise<BigIntStats | undefined> {
  const found = await lstat(path, { bigint: true }).catch(unlessMissing);
  return found?.isFile() === true ? found : undefined;
}

/**
 * What stands in the Queue beside no message: it was on its way out, and its fate is carried out; or the message was deleted by hand,
 * and the rest goes too. A state that can't be read goes after its message into BadMail, or stays for somebody to look at.
 */
export async function finishLeaving(mailRoot: MailRoot, id: string): Promise<void> {
  const state = await readState(mailRoot, id);
  if (state?.kind === 'damaged') {
    if (await isInBadMail(mailRoot, id)) await condemnDamaged(mailRoot, id, state.why);
  } else if (state?.envelope.fate !== undefined && !(await isGone(mailRoot, id, state.envelope.fate)))
    await leave(mailRoot, state.envelope);
  else await removeCompanions(mailRoot, id);
}

/** It is not where its fate leads either: somebody deleted it. Of a folder that is not there now, nothing is known. */
async function isGone(mailRoot: MailRoot, id: string, fate: Fate): Promise<boolean> {
  const folder = fate.kind === 'bad' ? 'BadMail' : 'Sent';
  if ((await stat(mailRoot[folder]).catch(unlessMissing)) === undefined) return false;
  const message = familyPath(mailRoot, folder, { id, part: messagePart(folder) });
  return (await stat(message).catch(unlessMissing)) === undefined;
}

async function whenDue(
  mailRoot: MailRoot,
  ids: ReadonlySet<string>,
  withState: ReadonlySet<string>,
): Promise<QueuedAt[]> {
  const found: QueuedAt[] = [];
  const waiting = ids.values();
  const look = async (): Promise<void> => {
    for (const id of waiting) {
      const hasState = withState.has(id);
      found.push({ id, ...(hasState ? await wakeOf(mailRoot, id) : { wakeAt: 0 }), hasState });
    }
  };
  await Promise.all(Array.from({ length: statsAtOnce }, look));
  return found;
}
const statsAtOnce = 32;

/** When a message that was put into the Queue by hand is to be looked at: at its own moment when its state came along, else at once. */
export async function momentOf(mailRoot: MailRoot, id: string): Promise<number> {
  return (await readState(mailRoot, id)) === undefined ? 0 : (await wakeOf(mailRoot, id)).wakeAt;
}

/** A message whose moment can't be read is looked at at once: nothing in the Queue is forgotten. */
async function wakeOf(mailRoot: MailRoot, id: string): Promise<Pick<QueuedAt, 'wakeAt' | 'priority' | 'letOut'>> {
  const file = await stat(familyPath(mailRoot, 'Queue', { id, part: '.eml' })).catch(() => undefined);
  const { at, ...more } = readMoment(file?.mtimeMs ?? 0);
  return { wakeAt: at >= whileHeld ? Number.POSITIVE_INFINITY : at, ...more };
}

/** Reads a queued message's state for an attempt; damaged state is condemned here and the message gone from the Queue. */
export async function stateOrCondemn(
  mailRoot: MailRoot,
  id: string,
): Promise<{ kind: 'none' | 'condemned' } | { kind: 'envelope'; envelope: Envelope }> {
  const state = await readState(mailRoot, id);
  if (state === undefined) return { kind: 'none' };
  if (state.kind === 'envelope') return state;
  await condemnDamaged(mailRoot, id, state.why);
  return { kind: 'condemned' };
}
