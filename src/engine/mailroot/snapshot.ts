/**
 * What stands in the Queue at one moment, family by family, with states and moments, and where else a message of the same id is. Reads
 * only. What vanishes meanwhile is simply not there; what can't be read is told as such. For check: a start needs far less.
 */
import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { errorText } from '../ports';
import type { DecodedEnvelope } from './envelope';
import { familyPath, messagePart, splitFamilyName, type MailRoot } from './layout';
import { unlessMissing } from './move';
import { readState } from './store';

export interface Family {
  readonly id: string;
  /** Epoch ms of the message file's mtime: when it is looked at. Undefined when there is no message file. */
  readonly wakeAt?: number;
  /** Why the message file or the state can't be read now, when one can't. */
  readonly unreadable?: string;
  readonly state?: DecodedEnvelope;
  /** Other folders with a message of the same id. */
  readonly elsewhere: readonly ('Sent' | 'BadMail')[];
}

export interface Snapshot {
  readonly families: readonly Family[];
  /** Half-written files of ours, by folder. */
  readonly drafts: readonly { readonly folder: 'Queue' | 'BadMail' | 'Drop' | 'Sent'; readonly name: string }[];
  /** Messages in the Queue under names that are no queue ids. */
  readonly foreign: readonly string[];
}

export async function takeSnapshot(mailRoot: MailRoot): Promise<Snapshot> {
  const names = { Queue: await namesIn(mailRoot, 'Queue'), Sent: await namesIn(mailRoot, 'Sent') };
  const all = { ...names, BadMail: await namesIn(mailRoot, 'BadMail'), Drop: await namesIn(mailRoot, 'Drop') };
  const folders = ['Queue', 'Sent', 'BadMail', 'Drop'] as const;
  const drafts = folders.flatMap((folder) => all[folder].filter(isDraft).map((name) => ({ folder, name })));
  const sent = new Set(all.Sent);
  const bad = new Set(all.BadMail);
  const ids = new Set(all.Queue.flatMap((name) => (isDraft(name) ? [] : (splitFamilyName(name)?.id ?? []))));
  const families: Family[] = [];
  const waiting = ids.values();
  const read = async (): Promise<void> => {
    for (const id of waiting) families.push(await familyOf(mailRoot, id, { sent, bad }));
  };
  await Promise.all(Array.from({ length: readsAtOnce }, read));
  families.sort((a, b) => (a.id < b.id ? -1 : 1));
  return { families, drafts, foreign: all.Queue.filter(isForeignMessage) };
}
const readsAtOnce = 32;

async function namesIn(mailRoot: MailRoot, folder: 'Queue' | 'Sent' | 'BadMail' | 'Drop'): Promise<string[]> {
  return (await readdir(mailRoot[folder]).catch(unlessMissing)) ?? [];
}

function isDraft(name: string): boolean {
  return name.endsWith('.tmp') && splitFamilyName(name) !== undefined;
}

/** A copy of a message under any name, such as a file manager makes: `letter.eml`, `<id> - Copy.eml`. */
export function isForeignMessage(name: string): boolean {
  return /\.eml$/i.test(name) && !/^[.~#]/.test(name) && splitFamilyName(name) === undefined;
}

async function familyOf(
  mailRoot: MailRoot,
  id: string,
  { sent, bad }: { sent: ReadonlySet<string>; bad: ReadonlySet<string> },
): Promise<Family> {
  const path = familyPath(mailRoot, 'Queue', { id, part: '.eml' });
  const found = await stat(path).catch(unlessMissing);
  const state = await readState(mailRoot, id).catch((error: unknown) => errorText(error));
  const unreadable = typeof state === 'string' ? state : found && (await whyUnreadable(path));
  const elsewhere = [
    ...(sent.has(id + messagePart('Sent')) ? (['Sent'] as const) : []),
    ...(bad.has(id + messagePart('BadMail')) ? (['BadMail'] as const) : []),
  ];
  return {
    id,
    ...(found && { wakeAt: found.mtimeMs }),
    ...(unreadable !== undefined && { unreadable }),
    ...(typeof state === 'object' && { state }),
    elsewhere,
  };
}

async function whyUnreadable(path: string): Promise<string | undefined> {
  return access(path, constants.R_OK).then(() => undefined, errorText);
}
