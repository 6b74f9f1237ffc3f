/**
 * The names of everything under a MailRoot: folders, families, ids. Pure: touches no disk.
 * One message is a family of files with one stem, the queue id; which file means what is said here and nowhere else.
 */
import { join } from 'node:path';

/** The folders of a MailRoot, in the order in which mail walks through them. */
export const folderNames = ['Pickup', 'Queue', 'BadMail', 'Drop', 'Sent'] as const;
export type FolderName = (typeof folderNames)[number];

/** Absolute paths of one MailRoot. */
export interface MailRoot extends Readonly<Record<FolderName, string>> {
  readonly root: string;
  /** Inbound transcripts of what has no family here. */
  readonly Sessions: string;
  /** Our own certificate and its key. */
  readonly tls: { readonly certificate: string; readonly key: string };
  /** MTA-STS policies of domains. */
  readonly policies: string;
  readonly lock: string;
  readonly gitignore: string;
}

export function mailRootAt(root: string): MailRoot {
  return {
    root,
    Pickup: join(root, 'Pickup'),
    Queue: join(root, 'Queue'),
    BadMail: join(root, 'BadMail'),
    Drop: join(root, 'Drop'),
    Sent: join(root, 'Sent'),
    Sessions: join(root, 'Sessions'),
    tls: { certificate: join(root, 'tls', 'certificate.pem'), key: join(root, 'tls', 'key.pem') },
    policies: join(root, 'mta-sts'),
    lock: join(root, 'engine.lock'),
    gitignore: join(root, '.gitignore'),
  };
}

/** What stands behind the queue id in a file name of the family. */
export const familyParts = ['.eml', '.envelope.json', '.ltr', '.rtr', '.itr', '.bad', '.bdr', '.bdp'] as const;
export type FamilyPart = (typeof familyParts)[number];

/** The message file of a family has another name in BadMail. */
export function messagePart(folder: FolderName): '.eml' | '.bad' {
  return folder === 'BadMail' ? '.bad' : '.eml';
}

/** The transcripts of a message: local, remote, inbound. They go wherever it goes. */
export const transcriptParts = ['.ltr', '.rtr', '.itr'] as const satisfies readonly FamilyPart[];

/** Where a folder keeps the state of a message. */
export function statePart(folder: FolderName): '.envelope.json' | '.bdp' {
  return folder === 'BadMail' ? '.bdp' : '.envelope.json';
}

/** The files that may stand beside the message in a folder. */
export function companionParts(folder: FolderName): readonly FamilyPart[] {
  switch (folder) {
    case 'Queue':
    case 'Sent':
      return ['.envelope.json', ...transcriptParts];
    case 'BadMail':
      return ['.bdr', '.bdp', ...transcriptParts];
    case 'Pickup':
    case 'Drop':
      return [];
  }
}

export function familyPath(mailRoot: MailRoot, folder: FolderName, file: { id: string; part: FamilyPart }): string {
  return join(mailRoot[folder], file.id + file.part);
}

/** The file of an inbound transcript in Sessions: of a message in Drop under its id, of what was refused under one of its own. */
export function sessionFileName(id: string, verdict: 'accepted' | 'refused'): string {
  return verdict === 'refused' ? `${id}.refused.itr` : `${id}.itr`;
}

/** Undefined for a foreign file. */
export function sessionFile(fileName: string): { id: string; verdict: 'accepted' | 'refused' } | undefined {
  const family = splitFamilyName(fileName);
  if (family?.part !== '.itr' && family?.part !== '.refused.itr') return undefined;
  return { id: family.id, verdict: family.part === '.itr' ? 'accepted' : 'refused' };
}

const idShape = /^\d{8}T\d{6}Z-[0-9a-f]{7}(?:-[fdsc]\d+)?/;
const wholeId = new RegExp(`${idShape.source}$`);

export function isQueueId(text: string): boolean {
  return wholeId.test(text);
}

/** The queue id and part of a file name of ours, or undefined for a foreign file. */
export function splitFamilyName(fileName: string): { id: string; part: string } | undefined {
  const id = idShape.exec(fileName)?.[0];
  if (id === undefined) return undefined;
  const part = fileName.slice(id.length);
  return part.startsWith('.') ? { id, part } : undefined;
}

/** The id of the message that a DSN of ours is about; undefined when the id is no DSN's. */
export function dsnSubject(id: string): string | undefined {
  return /^(.*)-[fdsc]\d+$/.exec(id)?.[1];
}

/** What a DSN of ours is: failure, delay, success (delivered or relayed), or the copy of a failure DSN that a setting asks for. */
export const dsnLetters = { failure: 'f', delay: 'd', success: 's', copy: 'c' } as const;

/** The id of a DSN, derived from its message's, so that a repeat after a crash replaces it. */
export function dsnId(originalId: string, kind: keyof typeof dsnLetters, attempt: number): string {
  return `${dsnSubject(originalId) ?? originalId}-${dsnLetters[kind]}${attempt}`;
}

/**
 * Makes queue ids: the second in UTC, three hex digits of milliseconds, four of a counter (`20261123T115001Z-07b3a9c`).
 * Sortable by arrival, unique within one engine; across restarts the counter starts at `seed`.
 */
export function queueIds(seed: number): (now: number) => string {
  let counter = seed;
  return (now) => {
    counter = (counter + 1) & 0xffff;
    const stamp = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
    return `${stamp}-${(now % 1000).toString(16).padStart(3, '0')}${counter.toString(16).padStart(4, '0')}`;
  };
}

/** When the message arrived, epoch ms, from its id alone. A DSN has the arrival of its original here; its own is in its envelope block. */
export function arrivalOf(id: string): number {
  const [stamp = '', rest = ''] = id.split('-');
  const iso = stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  return Date.parse(iso) + Number.parseInt(rest.slice(0, 3), 16);
}

/** The message file of an id in a folder. */
export function messagePath(mailRoot: MailRoot, folder: FolderName, id: string): string {
  return familyPath(mailRoot, folder, { id, part: messagePart(folder) });
}
