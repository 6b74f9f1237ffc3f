/**
 * Finds and reads what a transcript page shows: the `.ltr` and `.rtr` with one stem, and the message they are about, wherever in its
 * MailRoot it is by now (a message leaves Queue for Sent or BadMail while one looks). Reads alone, from the disk or what stands for it (mailroot/shelf);
 * needs no editor and no engine.
 */
import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { companionParts, familyPath, folderNames, mailRootAt, messagePart, statePart } from '../mailroot/layout';
import { disk, type Shelf } from '../mailroot/shelf';
import { readSummary } from '../mailroot/summary';
import type { FolderEntry } from '../mailroot/list';
import { headerValues, readHeaders } from '../message/headers';

export interface TranscriptFiles {
  /** Queue id, or the stem of files from elsewhere. */
  readonly id: string;
  readonly ltr: string;
  readonly rtr: string;
  /** Where its message is now; undefined when only transcripts are left. */
  readonly message?: FolderEntry;
}

export interface TranscriptTexts {
  readonly files: TranscriptFiles;
  readonly subject: string;
  readonly ltr: string;
  readonly rtr: string;
  /** The beginning of a long transcript was left out. */
  readonly shortened: boolean;
  /** How many lines of each were. */
  readonly left: { readonly ltr: number; readonly rtr: number };
  /** Text of its `.bdr`, when it is in BadMail. */
  readonly reason?: string;
  /** A message that was only dropped keeps no transcripts: the lines on top of its Drop file, name and value. */
  readonly top: readonly (readonly [string, string])[];
}

const longest = 2 * 1024 * 1024;

/** `path`: any file of the family, there or moved on meanwhile. */
export async function findTranscript(path: string, shelf = disk): Promise<TranscriptFiles> {
  const folder = dirname(path);
  const id = basename(path, extname(path));
  const own = folderNames.find((name) => name === basename(folder));
  if (own === undefined) return { id, ltr: join(folder, `${id}.ltr`), rtr: join(folder, `${id}.rtr`) };
  const mailRoot = mailRootAt(dirname(folder));
  // The way a message goes; Drop has a copy of what may wait for others still.
  for (const at of ['Queue', 'Sent', 'BadMail', 'Drop', 'Pickup'] as const) {
    const message = familyPath(mailRoot, at, { id, part: messagePart(at) });
    if ((await shelf.size(message)) === undefined) continue;
    const stands = companionParts(at).includes('.ltr') ? at : 'Sent';
    const [ltr, rtr] = (['.ltr', '.rtr'] as const).map((part) => familyPath(mailRoot, stands, { id, part }));
    return { id, ltr: ltr ?? '', rtr: rtr ?? '', message: { folder: at, kind: 'message', id, path: message } };
  }
  const transcripts = { ltr: join(folder, `${id}.ltr`), rtr: join(folder, `${id}.rtr`) };
  if (own !== 'Pickup' || (await shelf.size(path)) === undefined) return { id, ...transcripts };
  const name = basename(path);
  return { id: name, ...transcripts, message: { folder: own, kind: 'message', id: name, path } };
}

/** A message goes from Queue to Sent while one looks: its file by now, or the path given where there is none. */
export async function whereNow(path: string): Promise<string> {
  if ((await disk.size(path)) !== undefined) return path;
  return (await findTranscript(path)).message?.path ?? path;
}

export async function readTranscript(files: TranscriptFiles, shelf = disk): Promise<TranscriptTexts> {
  const { message } = files;
  const [ltr, rtr, summary] = await Promise.all([
    tailOf(files.ltr, shelf),
    tailOf(files.rtr, shelf),
    message === undefined ? undefined : readSummary(message, shelf).catch(() => undefined),
  ]);
  const reason = await reasonOf(message, shelf);
  const untold = ltr.text === '' && rtr.text === '';
  return {
    files,
    subject: summary?.subject ?? '',
    ltr: ltr.text,
    rtr: rtr.text,
    shortened: ltr.left > 0 || rtr.left > 0,
    left: { ltr: ltr.left, rtr: rtr.left },
    ...(reason !== undefined && { reason }),
    top: untold ? await topOf(message, shelf) : [],
  };
}

async function reasonOf(message: FolderEntry | undefined, shelf: Shelf): Promise<string | undefined> {
  return message?.folder === 'BadMail' ? shelf.text(message.path.replace(/\.bad$/, '.bdr')) : undefined;
}

/** Changes when any of the files does. */
export async function stampOf({ ltr, rtr, message }: TranscriptFiles): Promise<string> {
  const sizes = await Promise.all([ltr, rtr].map((path) => disk.size(path)));
  return [message?.path, ...sizes].join(' ');
}

/** The end of a file, from a line's beginning, and how many lines were left out; a missing file is empty. */
async function tailOf(path: string, shelf: Shelf): Promise<{ text: string; left: number }> {
  const size = await shelf.size(path);
  if (size === undefined) return { text: '', left: 0 };
  if (size <= longest) return { text: (await shelf.text(path)) ?? '', left: 0 };
  const { bytes: end } = await shelf.part(path, size - longest, longest);
  const first = end.indexOf(lineFeed) + 1;
  return { text: end.subarray(first).toString('utf8'), left: await linesOf(path, size - longest + first, shelf) };
}

const lineFeed = 10;

async function linesOf(path: string, until: number, shelf: Shelf): Promise<number> {
  let lines = 0;
  for (let at = 0; at < until; at += longest) {
    const { bytes: part } = await shelf.part(path, at, Math.min(longest, until - at));
    for (let i = part.indexOf(lineFeed); i >= 0; i = part.indexOf(lineFeed, i + 1)) lines++;
  }
  return lines;
}

/** Where the state of a message stands, if it has one. */
export function statePath({ folder, id, path }: Pick<FolderEntry, 'folder' | 'id' | 'path'>): string {
  return familyPath(mailRootAt(dirname(dirname(path))), folder, { id, part: statePart(folder) });
}

/** Changes when the state of the message does. */
export async function stateStamp({ message }: TranscriptFiles): Promise<string> {
  if (message === undefined) return '';
  return stat(statePath(message)).then(
    ({ mtimeMs, size }) => `${mtimeMs}/${size}`,
    () => '',
  );
}

async function topOf(message: FolderEntry | undefined, shelf: Shelf): Promise<TranscriptTexts['top']> {
  if (message?.folder !== 'Drop') return [];
  const head = await shelf.part(message.path, 0, 65_536).catch(() => undefined);
  const block = readHeaders(head?.bytes ?? Buffer.alloc(0));
  return ['X-Sender', 'X-Receiver', 'Return-Path', 'Received'].flatMap((name) =>
    headerValues(block, name).map((value) => [name, value.replace(/\s+/g, ' ')] as const),
  );
}
