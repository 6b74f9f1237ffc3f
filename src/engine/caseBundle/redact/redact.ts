/**
 * A case without persons in it: first everything is read to learn what tells them apart, then every file is written anew. A file that can't be
 * freed with certainty is left out and named. Pure.
 */
import type { EngineConfig } from '../../config/schema';
import { basename, dirname } from 'node:path/posix';
import { splitFamilyName } from '../../mailroot/layout';
import { redactedSettings } from '../settings';
import { redactItr, redactLtr, redactReason, redactRtr, redactState } from './files';
import { learnMessage, learnSessions, learnSettings, learnState } from './learn';
import { redactMessage } from './message';
import { Pseudonyms } from './pseudonyms';
import type { Redaction } from './redaction';
import { TextRedactor } from './text';

export interface Redactable {
  /** By their place in the MailRoot. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly settings: EngineConfig;
  /** The file whose story it is. */
  readonly story: string;
  readonly leftOut: readonly string[];
}

export function redact({ files, settings, story, leftOut }: Redactable): Redactable {
  const redaction = learned(files, settings);
  const freed = [...files].map(([name, bytes]) => ({
    name,
    instead: nameIn(name, redaction),
    content: contentOf(name, bytes, redaction),
  }));
  return {
    files: new Map(
      freed.flatMap(({ instead, content }) => (content === undefined ? [] : [[instead, content] as const])),
    ),
    settings: redactedSettings(settings, redaction),
    story: nameIn(story, redaction),
    leftOut: [
      ...leftOut.map((name) => nameIn(name, redaction)),
      ...freed.flatMap(({ instead, content }) => (content === undefined ? [instead] : [])),
    ],
  };
}

const headOctets = 256 * 1024;

function learned(files: ReadonlyMap<string, Buffer>, settings: EngineConfig): Redaction {
  const names = new Pseudonyms();
  for (const [name, bytes] of files) if (/\.(?:json|bdp)$/.test(name)) learnState(bytes.toString('utf8'), names);
  for (const [name, bytes] of files) {
    if (isMessage(name)) learnMessage(bytes.subarray(0, headOctets), names);
    if (name.startsWith('Pickup/')) names.learnFile(basename(name));
  }
  learnSettings(settings, names);
  for (const [name, bytes] of files) if (/\.[ri]tr$/.test(name)) learnSessions(bytes.toString('utf8'), names);
  return { names, text: new TextRedactor(names) };
}

function isMessage(name: string): boolean {
  return name.startsWith('Pickup/') || /\.(?:eml|bad)$/.test(name);
}

/** A file in Pickup has a name of the user's. */
function nameIn(name: string, { names }: Redaction): string {
  return name.startsWith('Pickup/') ? `${dirname(name)}/${names.file(basename(name))}` : name;
}

function contentOf(name: string, bytes: Buffer, redaction: Redaction): Buffer | undefined {
  if (isMessage(name)) return redactMessage(bytes, redaction);
  const text = freedText(name, bytes.toString('utf8'), redaction);
  return text === undefined ? undefined : Buffer.from(text, 'utf8');
}

function freedText(name: string, text: string, redaction: Redaction): string | undefined {
  const { id = '', part } = splitFamilyName(basename(name)) ?? {};
  switch (part) {
    case '.envelope.json':
    case '.bdp':
      return redactState(text, redaction);
    case '.ltr':
      return redactLtr(text, redaction, id);
    case '.rtr':
      return redactRtr(text, redaction, id);
    case '.itr':
      return redactItr(text, redaction);
    case '.bdr':
      return redactReason(text, redaction);
    case undefined:
    default:
      return undefined;
  }
}
