/** What the files beside a message tell of it. Reads alone; what is not there, or damaged, is undefined. */
import { readFile } from 'node:fs/promises';
import { decodeEnvelope, type Envelope } from './envelope';
import { familyPath, statePart, type FolderName, type MailRoot } from './layout';

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
