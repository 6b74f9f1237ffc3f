/**
 * How a message comes into BadMail: its reason (.bdr), its state (.bdp), the message (.bad) and its transcripts. A failure DSN that can't
 * be delivered takes the message it is about along, out of Sent: neither could be delivered nor returned. Each step may be repeated;
 * the state in the folder it comes from goes last. In trouble it throws the file system's error, and what is left there is told by that state.
 */
import { readFile, stat } from 'node:fs/promises';
import { removeFile, writeDurably } from './durable';
import { decodeEnvelope, encodeEnvelope, type Envelope, type Fate } from './envelope';
import { dsnId, dsnSubject, familyPath, statePart, transcriptParts, type MailRoot } from './layout';
import { moveFile, moveParts, unlessMissing } from './move';
import { encodeLtr, ltrHeader } from './transcript';
import { appendTranscript } from './transcriptFile';

export type BadFate = Extract<Fate, { kind: 'bad' }>;

/**
 * Out of the Queue, for the reason that is its fate. Both a message and its DSN may be on their way out: each looks for the other when it
 * is where it goes, so that whoever comes last finds it.
 */
export async function condemn(mailRoot: MailRoot, envelope: Envelope, fate: BadFate): Promise<void> {
  const { id } = envelope;
  await write(mailRoot, envelope, { fate, from: 'Queue' });
  const original = isFailureDsn(id) ? dsnSubject(id) : undefined;
  if (original !== undefined) await follow(mailRoot, original, { ...envelope, fate });
  await removeFile(familyPath(mailRoot, 'Queue', { id, part: '.envelope.json' }));
}

async function follow(mailRoot: MailRoot, original: string, dsn: Envelope & { fate: BadFate }): Promise<void> {
  if (await isIn(mailRoot, 'Sent', original)) await takeAlong(mailRoot, original, dsn);
  if (!(await isIn(mailRoot, 'BadMail', original))) return;
  const reason = reasonText(dsn.fate, [`The message it is about is beside it: ${original}.bad.`]);
  await writeDurably(familyPath(mailRoot, 'BadMail', { id: dsn.id, part: '.bdr' }), [reason]);
}

/**
 * Call it when a message has come to Sent: its failure DSN may have been faster, and be in BadMail already. Resolves to whether it went there.
 */
export async function followDsn(mailRoot: MailRoot, envelope: Envelope): Promise<boolean> {
  if (!envelope.recipients.some(({ state }) => state.action === 'failed')) return false;
  for (let number = envelope.noticed ?? envelope.attempts; number > 0; number--) {
    const dsn = dsnId(envelope.id, 'failure', number);
    if (!(await isIn(mailRoot, 'BadMail', dsn))) continue;
    const told = await stateIn(mailRoot, 'BadMail', dsn);
    if (told !== undefined) await takeAlong(mailRoot, envelope.id, told);
    return told !== undefined;
  }
  return false;
}

/** By their state files in Sent: a message and its DSN may both find the other, and one of them does the work. */
const underWay = new Map<string, Promise<void>>();

async function takeAlong(mailRoot: MailRoot, id: string, dsn: Envelope): Promise<void> {
  const key = familyPath(mailRoot, 'Sent', { id, part: '.envelope.json' });
  const taking = underWay.get(key) ?? take(mailRoot, id, dsn);
  underWay.set(key, taking);
  await taking.finally(() => underWay.delete(key));
}

async function take(mailRoot: MailRoot, id: string, dsn: Envelope): Promise<void> {
  const envelope = await stateIn(mailRoot, 'Sent', id);
  if (envelope === undefined) return;
  const why = dsn.fate?.kind === 'bad' ? ` ${dsn.fate.text}` : '';
  const text = `It could not be delivered, and ${dsn.id}, which was to tell its sender, could not be delivered either.${why}`;
  const fate: BadFate = { kind: 'bad', reason: 'not-returned', text };
  await tellTaken(mailRoot, id, dsn);
  await write(mailRoot, { ...envelope, fate }, { fate, from: 'Sent' });
  await removeFile(familyPath(mailRoot, 'Sent', { id, part: '.envelope.json' }));
}

/** Undefined when there is none, or it is damaged; a disk that does not let it be read now is an error, to be tried again. */
async function stateIn(mailRoot: MailRoot, folder: 'Sent' | 'BadMail', id: string): Promise<Envelope | undefined> {
  const text = await readFile(familyPath(mailRoot, folder, { id, part: statePart(folder) }), 'utf8').catch(
    unlessMissing,
  );
  const decoded = text === undefined ? undefined : decodeEnvelope(text);
  return decoded?.kind === 'envelope' ? decoded.envelope : undefined;
}

/** At the moment at which the DSN was given up. A transcript that can't be written keeps nothing from going on. */
async function tellTaken(mailRoot: MailRoot, id: string, dsn: Envelope): Promise<void> {
  const at = Math.max(dsn.arrivedAt, ...dsn.recipients.map(({ state }) => ('at' in state ? state.at : 0)));
  const text = encodeLtr({ at, kind: 'end', text: `to BadMail with ${dsn.id}, which could not be delivered` });
  const piece = { id, part: '.ltr', folder: 'Sent', header: ltrHeader(id), text } as const;
  await appendTranscript(mailRoot, piece).catch(() => undefined);
}

interface Writing {
  readonly fate: BadFate;
  readonly from: 'Queue' | 'Sent';
}

async function write(mailRoot: MailRoot, envelope: Envelope, { fate, from }: Writing): Promise<void> {
  const { id } = envelope;
  await writeDurably(familyPath(mailRoot, 'BadMail', { id, part: '.bdr' }), [reasonText(fate)]);
  await writeDurably(familyPath(mailRoot, 'BadMail', { id, part: '.bdp' }), [encodeEnvelope(envelope)]);
  await moveParts(mailRoot, { id, from, to: 'BadMail', parts: ['.eml', ...transcriptParts] });
}

/** A state that can't be read goes to BadMail as it is (as .bdp, last), with the message: neither is guessed at. */
export async function condemnDamaged(mailRoot: MailRoot, id: string, why: string): Promise<void> {
  const fate: BadFate = { kind: 'bad', reason: 'damaged-state', text: `Its state file could not be read (${why}).` };
  await writeDurably(familyPath(mailRoot, 'BadMail', { id, part: '.bdr' }), [reasonText(fate)]);
  await moveParts(mailRoot, { id, from: 'Queue', to: 'BadMail', parts: ['.eml', ...transcriptParts] });
  const state = familyPath(mailRoot, 'Queue', { id, part: '.envelope.json' });
  await moveFile(state, familyPath(mailRoot, 'BadMail', { id, part: '.bdp' }));
}

/** Whether the message file is in BadMail. */
export function isInBadMail(mailRoot: MailRoot, id: string): Promise<boolean> {
  return isIn(mailRoot, 'BadMail', id);
}

/** In Sent its state says so, which goes last; in BadMail the message does. */
async function isIn(mailRoot: MailRoot, folder: 'Sent' | 'BadMail', id: string): Promise<boolean> {
  const part = folder === 'Sent' ? '.envelope.json' : '.bad';
  return (await stat(familyPath(mailRoot, folder, { id, part })).catch(unlessMissing)) !== undefined;
}

function isFailureDsn(id: string): boolean {
  return /-f\d+$/.test(id);
}

const iisCodes: Partial<Record<BadFate['reason'], string>> = {
  'dsn-undeliverable': '0xC00402C7',
  'bad-pickup-file': '0xC00402CE',
  'no-recipients': '0xC00402CE',
};

/** The `.bdr`: IIS's sentence (with its grammar mended) and code where it had one, then ours. */
function reasonText(fate: BadFate, remarks: readonly string[] = []): string {
  const code = iisCodes[fate.reason];
  const lines = [
    `Unable to deliver this message because the following error was encountered: "${fate.text}"`,
    `Reason: ${fate.reason}`,
    ...(code === undefined ? [] : [`The specific error code was ${code}.`]),
    ...remarks,
    '',
    'The message is the .bad file beside this one (an .eml by another name).',
    'To send it again, correct it and copy it into Pickup.',
  ];
  return `${lines.join('\r\n')}\r\n`;
}
