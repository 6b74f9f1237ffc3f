/**
 * The inbound transcripts there are, for people: those in Sessions and those beside messages. Reads alone, so it is right when the engine
 * is dead; what vanished meanwhile is simply not there, and what is no transcript is left out.
 */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeItr, type ReadInboundSession } from './inbound';
import { sessionFile, splitFamilyName, type MailRoot } from './layout';

export interface SessionFile {
  readonly id: string;
  readonly path: string;
}

const beside = ['Queue', 'Sent', 'BadMail'] as const;

/** Newest first. */
export async function listSessions(mailRoot: MailRoot): Promise<SessionFile[]> {
  const found: SessionFile[] = [];
  for (const folder of ['Sessions', ...beside] as const) {
    for (const name of await readdir(mailRoot[folder]).catch(() => [])) {
      const id = folder === 'Sessions' ? sessionFile(name)?.id : idOfTranscript(name);
      if (id !== undefined) found.push({ id, path: join(mailRoot[folder], name) });
    }
  }
  return found.sort((a, b) => (a.id < b.id ? 1 : -1));
}

function idOfTranscript(name: string): string | undefined {
  const family = splitFamilyName(name);
  return family?.part === '.itr' ? family.id : undefined;
}

export async function readSession({ path }: SessionFile): Promise<ReadInboundSession | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : decodeItr(text);
}
