/**
 * Finds the inbound transcript of a message: beside it, or in Sessions when it is in Drop; or, of a file in Sessions, that file itself. Reads
 * alone; a message that was not handed in over SMTP has none.
 */
import { basename, dirname, join } from 'node:path';
import { decodeItr, type ReadInboundSession } from '../mailroot/inbound';
import { familyPath, mailRootAt, sessionFile, sessionFileName } from '../mailroot/layout';
import { disk } from '../mailroot/shelf';
import type { TranscriptFiles } from './files';

export interface InboundFile {
  readonly path: string;
  readonly session: ReadInboundSession;
}

type Family = Pick<TranscriptFiles, 'id' | 'message' | 'ltr'>;

/** A session that was refused has no message: its file stands alone. */
export function isAlone(path: string): boolean {
  return basename(dirname(path)) === 'Sessions' && sessionFile(basename(path))?.verdict === 'refused';
}

/** Its text and where that is; empty when there is none. */
export async function inboundText(
  family: Family,
  shelf = disk,
): Promise<{ readonly itr: string; readonly itrPath?: string }> {
  for (const itrPath of places(family)) {
    const itr = await shelf.text(itrPath);
    if (itr !== undefined) return { itr, itrPath };
  }
  return { itr: '' };
}

/** `path`: the file that was opened, of the family or in Sessions. */
export async function readInbound(path: string, family: Family): Promise<InboundFile | undefined> {
  for (const each of isAlone(path) ? [path] : places(family)) {
    const text = await disk.text(each);
    const session = text === undefined ? undefined : decodeItr(text);
    if (session !== undefined) return { path: each, session };
  }
  return undefined;
}

/** Changes when it comes, moves or goes. */
export async function inboundStamp(path: string, family: Family): Promise<string> {
  const sizes = await Promise.all((isAlone(path) ? [path] : places(family)).map((each) => disk.size(each)));
  return sizes.join(' ');
}

function places({ id, message, ltr }: Family): string[] {
  const mailRoot = mailRootAt(dirname(dirname(message?.path ?? ltr)));
  const folder = message?.folder;
  const beside = folder === 'Drop' || folder === 'Pickup' || folder === undefined ? 'Sent' : folder;
  const first = familyPath(mailRoot, beside, { id, part: '.itr' });
  return [first, join(mailRoot.Sessions, sessionFileName(id, 'accepted'))];
}

/** The family of a file in Sessions is that of its message, which is in Drop. */
export function familyOf(path: string): string {
  const session = basename(dirname(path)) === 'Sessions' ? sessionFile(basename(path)) : undefined;
  if (session?.verdict !== 'accepted') return path;
  return familyPath(mailRootAt(dirname(dirname(path))), 'Drop', { id: session.id, part: '.eml' });
}
