/**
 * Which message of ours a DSN is about, and writing down there what it says: in its state (`reports`), and as lines of its LTR. For messages
 * that have left the Queue; what is in the Queue is its walk's to write. What a DSN says is believed as far as it goes: it changes nothing
 * about the message but what is told of it.
 */
import { readdir, stat } from 'node:fs/promises';
import { headerValue, readHeaders } from '../message/headers';
import type { DeliveryReport } from '../message/readReport';
import { decodeAddress } from '../message/typedAddress';
import { writeDurably } from './durable';
import { encodeEnvelope, type Envelope, type Recipient, type TiedReport } from './envelope';
import { filePart } from './filePart';
import { dsnSubject, familyPath, isQueueId, splitFamilyName, statePart, type MailRoot } from './layout';
import { readEnvelope } from './familyState';
import { encodeLtr, ltrHeader } from './transcript';
import { appendTranscript } from './transcriptFile';

export interface Original {
  readonly id: string;
  readonly folder: 'Queue' | 'Sent' | 'BadMail';
}

/** The first that is there: by our queue id as ENVID, in our Received line, in the Message-ID we gave, as our own DSNs say it; else by a look at Sent. */
export async function findOriginal(mailRoot: MailRoot, report: DeliveryReport): Promise<Original | undefined> {
  for (const id of namedIds(report)) {
    const folder = await folderOf(mailRoot, id);
    if (folder !== undefined) return { id, folder };
  }
  return searchSent(mailRoot, report);
}

/** Queue ids that the report names, the most trusted first, each once. */
export function namedIds({ envelopeId = '', messageId = '', originalId = '', received }: DeliveryReport): string[] {
  const ours = received.flatMap((line) => /\bid (\d{8}T\d{6}Z-[0-9a-f]{7}(?:-[a-z]\d+)?)\b/.exec(line)?.[1] ?? []);
  const given = /^<([^@>]+)@/.exec(messageId)?.[1] ?? '';
  return [...new Set([envelopeId, ...ours, given, originalId])].filter(isQueueId);
}

/** In the order in which a message moves, its state last: one that moves while we look is met further on. */
const places = [
  ['Queue', '.eml'],
  ['Queue', '.envelope.json'],
  ['Sent', '.envelope.json'],
  ['BadMail', '.bdp'],
] as const;

async function folderOf(mailRoot: MailRoot, id: string): Promise<Original['folder'] | undefined> {
  for (const [folder, part] of places)
    if ((await stat(familyPath(mailRoot, folder, { id, part })).catch(() => undefined)) !== undefined) return folder;
  return undefined;
}

/** How many messages of Sent, the newest, are looked into for one that names itself by nothing of ours. */
const searchLimit = 200;

async function searchSent(
  mailRoot: MailRoot,
  { messageId, envelopeId }: DeliveryReport,
): Promise<Original | undefined> {
  if (messageId === undefined && envelopeId === undefined) return undefined;
  const names = await readdir(mailRoot.Sent).catch(() => []);
  const ids = names.flatMap((name) => (name.endsWith('.eml') ? (splitFamilyName(name)?.id ?? []) : [])).sort();
  for (const id of ids.reverse().slice(0, searchLimit)) {
    const isIt =
      (messageId !== undefined && (await messageIdOf(mailRoot, id)) === messageId) ||
      (envelopeId !== undefined && (await readEnvelope(mailRoot, 'Sent', id))?.envid === envelopeId);
    if (isIt) return { id, folder: 'Sent' };
  }
  return undefined;
}

async function messageIdOf(mailRoot: MailRoot, id: string): Promise<string | undefined> {
  const head = await filePart(familyPath(mailRoot, 'Sent', { id, part: '.eml' }), 0, 16_384).catch(() => undefined);
  return head && headerValue(readHeaders(head.bytes), 'Message-ID');
}

type Finished = Original & { readonly folder: 'Sent' | 'BadMail' };

/** Writes it into state and LTR of a message that has left the Queue. Resolves to whether it was there to be written. */
export async function addReport(mailRoot: MailRoot, original: Finished, tied: TiedReport): Promise<boolean> {
  const { id, folder } = original;
  const envelope = await readEnvelope(mailRoot, folder, id);
  if (envelope === undefined) return false;
  const after = withReport(envelope, tied);
  if (after === envelope) return true;
  await writeDurably(familyPath(mailRoot, folder, { id, part: statePart(folder) }), [encodeEnvelope(after)]);
  const text = reportLines(id, tied).map((line) => encodeLtr({ ...line, at: tied.at, kind: 'dsn' }));
  if (text.length > 0)
    await appendTranscript(mailRoot, { id, part: '.ltr', folder, header: ltrHeader(id), text: text.join('') });
  return true;
}

const reportLimit = 50;

/** The same report again changes nothing: the same object comes back. */
export function withReport(envelope: Envelope, tied: TiedReport): Envelope {
  const before = envelope.reports ?? [];
  if (before.some(({ file }) => file === tied.file)) return envelope;
  const recipients = tied.recipients.map((each) => ({ ...each, address: asOurs(each.address, envelope.recipients) }));
  return { ...envelope, reports: [...before, { ...tied, recipients }].slice(-reportLimit) };
}

/** What the LTR of a message tells of a report, a line for each recipient; of one of our own it has told when that was queued. */
export function reportLines(id: string, { file, by, recipients }: TiedReport): { text: string; recipient?: string }[] {
  if (dsnSubject(file.replace(/\.eml$/, '')) === id) return [];
  const source = `${by === undefined ? 'a notification' : `a notification of ${by}`}, in Drop as ${file}`;
  if (recipients.length === 0) return [{ text: source }];
  return recipients.map(({ address, action, status }) => ({
    recipient: address,
    text: `${action} ${status}, says ${source}`,
  }));
}

/** As the envelope has the address: hosts change its case. */
function asOurs(address: string, recipients: readonly Recipient[]): string {
  const same = (other: string | undefined): boolean => other?.toLowerCase() === address.toLowerCase();
  return (
    recipients.find((each) => same(each.address) || same(decodeAddress(each.orcpt ?? '')?.address))?.address ?? address
  );
}
