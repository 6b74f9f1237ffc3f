/** What a message tells of itself at first sight, out of its head. What vanished meanwhile is simply not there. */
import { errorCode } from '../ports';
import { parsePathLine } from '../message/pathLine';
import { headerText, headerValues, readHeaders, type HeaderBlock } from '../message/headers';
import type { FilePart } from './filePart';
import { arrivalOf, dsnSubject, splitFamilyName } from './layout';
import type { FolderEntry } from './list';
import { disk, type Shelf } from './shelf';

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

/** Reads the head of a message; undefined when it is gone. */
export async function readSummary(entry: FolderEntry, shelf: Shelf = disk): Promise<Summary | undefined> {
  const head = await readHead(entry.path, shelf);
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

async function readHead(path: string, shelf: Shelf): Promise<FilePart | undefined> {
  return shelf.part(path, 0, 16_384).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
}
