/**
 * Which files of a MailRoot belong to a message, read whole: its family wherever it is by now, the notifications about it (of a notification,
 * the message it is about), its inbound session, and what came back into Drop about it. Reads alone. A message that moves meanwhile is looked
 * for again; what does not fit into a case bundle is named.
 */
import { readFile, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../ports';
import { readEnvelope } from '../mailroot/familyState';
import {
  dsnSubject,
  familyParts,
  isQueueId,
  splitFamilyName,
  type FolderName,
  type MailRoot,
} from '../mailroot/layout';
import { disk } from '../mailroot/shelf';
import { findTranscript, type TranscriptFiles } from '../story/files';
import { limits } from './format';

export interface Collected {
  /** Queue id; of a file in Pickup its name. */
  readonly id: string;
  /** Name of the file whose story it is: `Sent/<id>.eml`. */
  readonly story: string;
  /** By their place in the MailRoot, the message's own first. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly leftOut: readonly string[];
}

/** A few files that keep their own manifest, settings and README company. */
const mostFiles = limits.files - 10;
const mostOctets = limits.octets - limits.manifestOctets * 4;

/** `path`: any file of the message, there or moved on meanwhile. */
export async function collect(mailRoot: MailRoot, path: string): Promise<Collected> {
  for (let tries = 3; ; tries--) {
    const found = await findTranscript(path);
    const collected = await gather(mailRoot, found);
    const story = nameOf(found.message?.path ?? found.ltr);
    if (collected.files.has(story)) return { id: found.id, story, ...collected };
    const size = collected.leftOut.includes(story) ? await disk.size(join(mailRoot.root, story)) : undefined;
    if (size !== undefined) throw tooLarge(found.id, size);
    if (tries === 1)
      throw new UserError(`${found.id} is no longer in ${mailRoot.root}: there is nothing to save of it.`);
  }
}

function nameOf(path: string): string {
  return `${basename(dirname(path))}/${basename(path)}`;
}

function tooLarge(id: string, size: number): UserError {
  const [has, may] = [size, limits.octets].map((octets) => Math.floor(octets / 1024 / 1024));
  return new UserError(`${id} has ${has} MB, and a case bundle holds less than ${may}. Save a copy of it instead.`);
}

async function gather(mailRoot: MailRoot, found: TranscriptFiles): Promise<Pick<Collected, 'files' | 'leftOut'>> {
  const files = new Map<string, Buffer>();
  const leftOut: string[] = [];
  let octets = 0;
  for (const name of await namesOf(mailRoot, found)) {
    const size = await disk.size(join(mailRoot.root, name));
    if (size === undefined) continue;
    if (octets + size > mostOctets || files.size >= mostFiles) {
      leftOut.push(name);
      continue;
    }
    const bytes = await readFile(join(mailRoot.root, name)).catch(() => undefined);
    if (bytes !== undefined) files.set(name, bytes);
    octets += size;
  }
  return { files, leftOut };
}

async function namesOf(mailRoot: MailRoot, { id, message }: TranscriptFiles): Promise<string[]> {
  if (isQueueId(id)) return familyNames(mailRoot, id);
  return message === undefined ? [] : [nameOf(message.path)];
}

async function familyNames(mailRoot: MailRoot, id: string): Promise<string[]> {
  const stem = dsnSubject(id) ?? id;
  const names: string[] = [];
  for (const folder of ['Queue', 'Sent', 'BadMail', 'Drop', 'Sessions'] as const) {
    const its = (await readdir(mailRoot[folder]).catch(() => [])).filter((name) => isOf(name, stem));
    names.push(...its.map((name) => `${folder}/${name}`));
  }
  const reports = await reportsOf(mailRoot, stem);
  const own = (name: string): number => (splitFamilyName(basename(name))?.id === id ? 0 : 1);
  return [...new Set([...names.sort((a, b) => own(a) - own(b)), ...reports])];
}

function isOf(name: string, stem: string): boolean {
  const family = splitFamilyName(name);
  if (family === undefined || !familyParts.some((part) => part === family.part)) return false;
  return family.id === stem || dsnSubject(family.id) === stem;
}

/** What hosts further on said about it stands in Drop under ids of its own. */
async function reportsOf(mailRoot: MailRoot, stem: string): Promise<string[]> {
  const states = await Promise.all(
    (['Queue', 'Sent', 'BadMail'] satisfies FolderName[]).map((folder) => readEnvelope(mailRoot, folder, stem)),
  );
  const named = states.flatMap((state) => (state?.reports ?? []).map(({ file }) => file));
  return named.filter((file) => splitFamilyName(file)?.part === '.eml').map((file) => `Drop/${file}`);
}
