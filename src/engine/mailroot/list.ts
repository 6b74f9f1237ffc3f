/**
 * What is in a folder, for people and trees: names first (one readdir), heads of messages only when asked for.
 * Reads alone, so it is right when the engine is dead; what vanished meanwhile is simply not there. Foreign files are shown as such.
 */
import { open, readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../ports';
import { parsePathLine } from '../message/pathLine';
import { headerText, headerValues, readHeaders, type HeaderBlock } from '../message/headers';
import { decodeEnvelope, type Envelope } from './envelope';
import {
  arrivalOf,
  dsnSubject,
  familyPath,
  messagePart,
  splitFamilyName,
  statePart,
  type FolderName,
  type MailRoot,
} from './layout';

/** One row: a message of ours, or a file that is not (`foreign`: everything in Pickup is the user's own). */
export interface FolderEntry {
  readonly folder: FolderName;
  readonly kind: 'message' | 'foreign';
  /** Queue id, or the file name when it has none. */
  readonly id: string;
  readonly path: string;
}

/** What a row tells, out of the first 16 KiB of its message. */
export interface Summary {
  readonly subject: string;
  readonly from: string;
  /** Envelope recipients where lines on top tell them, else To, Cc and Bcc. */
  readonly to: readonly string[];
  /** Octets. */
  readonly size: number;
  /** As far as its head tells: a part that is to be saved, or a body of several different ones. */
  readonly attached: boolean;
  /** Epoch ms: arrival by its id, else the file's mtime. */
  readonly at: number;
}

/** Entries of a folder, newest first. A folder that does not exist is empty. */
export async function listFolder(mailRoot: MailRoot, folder: FolderName): Promise<FolderEntry[]> {
  const names = await readdir(mailRoot[folder]).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw error;
  });
  const entries = names.flatMap((name) => entryOf(mailRoot, folder, name) ?? []);
  if (folder === 'Pickup') return newestFirst(entries);
  return entries.sort((a, b) => (a.id < b.id ? 1 : -1));
}

function entryOf(mailRoot: MailRoot, folder: FolderName, name: string): FolderEntry | undefined {
  const path = join(mailRoot[folder], name);
  if (name.endsWith('.tmp') || name.startsWith('.')) return undefined;
  if (folder === 'Pickup') return { folder, kind: 'message', id: name, path };
  const family = splitFamilyName(name);
  if (family === undefined) return { folder, kind: 'foreign', id: name, path };
  return family.part === messagePart(folder) ? { folder, kind: 'message', id: family.id, path } : undefined;
}

async function newestFirst(entries: FolderEntry[]): Promise<FolderEntry[]> {
  const dated = await Promise.all(
    entries.map(async (entry) => ({ entry, found: await stat(entry.path).catch(() => undefined) })),
  );
  return dated
    .flatMap(({ entry, found }) => (found?.isFile() === true ? { entry, at: found.mtimeMs } : []))
    .sort((a, b) => b.at - a.at)
    .map(({ entry }) => entry);
}

/** Reads the head of a message; undefined when it is gone. */
export async function readSummary(entry: FolderEntry): Promise<Summary | undefined> {
  const head = await readHead(entry.path);
  if (head === undefined) return undefined;
  const block = readHeaders(head.bytes);
  const receivers = headerValues(block, 'X-Receiver').map(pathName);
  const to = receivers.length > 0 ? receivers : ['To', 'Cc', 'Bcc'].flatMap((name) => headerText(block, name) ?? []);
  return {
    subject: headerText(block, 'Subject') ?? '',
    from: headerText(block, 'From') ?? pathName(headerValues(block, 'X-Sender')[0] ?? ''),
    to,
    size: head.size,
    attached: hasAttachment(headerValues(block, 'Content-Type')[0] ?? '', head.bytes),
    at: atOf(entry.id, block, head.mtimeMs),
  };
}

/** Whom an envelope line names, without the parameters behind the address; a line that names nobody is shown as it stands. */
function pathName(line: string): string {
  const path = parsePathLine(line);
  return path === undefined ? line : path.address || '<>';
}

/** A DSN of ours has its original's id, and its own moment in its Date. */
function atOf(id: string, block: HeaderBlock, mtimeMs: number): number {
  if (splitFamilyName(`${id}.`) === undefined) return mtimeMs;
  const date = dsnSubject(id) === undefined ? Number.NaN : Date.parse(headerValues(block, 'Date')[0] ?? '');
  return Number.isNaN(date) ? arrivalOf(id) : date;
}

function hasAttachment(type: string, head: Uint8Array): boolean {
  if (/^multipart\/mixed\b/i.test(type)) return true;
  if (/^(?:application|image|audio|video)\//i.test(type)) return true;
  return /^content-disposition:\s*attachment\b/im.test(Buffer.from(head).toString('latin1'));
}

async function readHead(path: string): Promise<{ bytes: Uint8Array; size: number; mtimeMs: number } | undefined> {
  try {
    const file = await open(path, 'r');
    try {
      const { size, mtimeMs } = await file.stat();
      const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(size, 16_384)), 0);
      return { bytes: buffer.subarray(0, bytesRead), size, mtimeMs };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** The state beside a message in Queue or Sent, or inside `.bdp` in BadMail; undefined when there is none or it is damaged. */
export async function readEnvelope(mailRoot: MailRoot, folder: FolderName, id: string): Promise<Envelope | undefined> {
  const text = await readFile(familyPath(mailRoot, folder, { id, part: statePart(folder) }), 'utf8').catch(
    () => undefined,
  );
  if (text === undefined) return undefined;
  const decoded = decodeEnvelope(text);
  return decoded.kind === 'envelope' ? decoded.envelope : undefined;
}

/** Why a message is in BadMail: the text of its `.bdr`, as a person reads it. Undefined when there is none. */
export async function readBadReason(mailRoot: MailRoot, id: string): Promise<string | undefined> {
  return readFile(familyPath(mailRoot, 'BadMail', { id, part: '.bdr' }), 'utf8').catch(() => undefined);
}
