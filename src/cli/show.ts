/**
 * `mailroot show <id>`: the story of one message: where it is, its envelope with the state of every recipient, why it is bad,
 * its notifications, and both transcripts as they stand. Read from disk alone.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { excerptFolder } from '../engine/caseBundle/format';
import { asPath, type Envelope, type Recipient } from '../engine/mailroot/envelope';
import { sessionFileName, splitFamilyName, type MailRoot } from '../engine/mailroot/layout';
import { readEnvelope } from '../engine/mailroot/familyState';
import { readEnvelopeBlock } from '../engine/message/envelopeBlock';
import { headerText, readHeaders } from '../engine/message/headers';
import { exit } from './exit';
import { findMailRoot } from './findMailRoot';
import { findMessage, type FoundFile, type FoundMessage } from './findMessage';
import { caseLine, caseNamed, type CaseStory } from './openedCase';
import { columns, relative, remark, say, sayJson } from './terminal';
import { defineVerb, jsonOption, rootOption, usage } from './verb';

export const show = defineVerb({
  name: 'show',
  takes: '<id> | <file.zip>',
  summary: 'Where a message is, its envelope and its transcripts',
  details: [
    'The id may be the beginning of one, or the path of any file of the message. Works without an engine.',
    'A case bundle is shown as of the moment at which it was saved.',
    'A message that was only dropped has no transcripts: its story is the lines on top of its Drop file.',
  ],
  options: { root: rootOption, json: jsonOption },
  async run({ values, positionals: [wanted, more] }) {
    if (wanted === undefined || more !== undefined) throw usage('show', 'takes one message id');
    const named = await caseNamed(wanted);
    if (named !== undefined) remark(caseLine(named));
    const told = named === undefined ? await readFound(findMailRoot(values), wanted) : toldOf(named);
    if (values.json === true) sayJson(told);
    else print(told);
    return exit.ok;
  },
});

interface Told {
  readonly id: string;
  readonly files: readonly FoundFile[];
  readonly notifications: readonly FoundFile[];
  readonly subject?: string;
  readonly envelope?: Envelope;
  /** The envelope lines on top, where there is no state: of a Drop file, or a message not attempted yet. */
  readonly top?: { readonly sender?: string; readonly receivers: readonly string[] };
  /** Texts of `.bdr`, `.itr`, `.ltr` and `.rtr`; the session of a message in Drop is in Sessions. */
  readonly texts: Readonly<Record<string, string>>;
  /** Epoch ms from which it is seen, where that is not now. */
  readonly at?: number;
}

async function readFound(mailRoot: MailRoot, wanted: string): Promise<Told> {
  return read(mailRoot, await findMessage(mailRoot, wanted));
}

function toldOf({ opened, sources, at }: CaseStory): Told {
  const { files, subject, envelope, reason = '', ltr, rtr, itr } = sources;
  const texts = Object.entries({ bdr: reason, itr, ltr, rtr }).filter(([, text]) => text !== '');
  const all = opened.manifest.files.map(({ name }) => name).filter((name) => name.startsWith(excerptFolder));
  const named = all.map((name) => foundFile(name));
  return {
    id: files.id,
    files: named.filter(({ id }) => id === files.id),
    notifications: named.filter(({ id }) => id !== files.id),
    subject,
    envelope,
    texts: Object.fromEntries(texts),
    at,
  };
}

function foundFile(path: string): FoundFile {
  const [, folder = '', name = ''] = path.split('/');
  const { id, part } = splitFamilyName(name) ?? { id: name, part: '' };
  return { folder: folder as FoundFile['folder'], id, part, path };
}

async function read(mailRoot: MailRoot, found: FoundMessage): Promise<Told> {
  const texts: Record<string, string> = {};
  for (const { part, path } of found.files) {
    if (!['.bdr', '.itr', '.ltr', '.rtr'].includes(part)) continue;
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text !== undefined) texts[part.slice(1)] = text;
  }
  const session = await readFile(join(mailRoot.Sessions, sessionFileName(found.id, 'accepted')), 'utf8').catch(
    () => '',
  );
  if (session !== '') texts['itr'] ??= session;
  const envelope = await envelopeOf(mailRoot, found);
  return { ...found, ...(await headOf(found)), ...(envelope && { envelope }), texts };
}

async function envelopeOf(mailRoot: MailRoot, { id, files }: FoundMessage): Promise<Envelope | undefined> {
  for (const folder of new Set(files.map((file) => file.folder))) {
    const envelope = await readEnvelope(mailRoot, folder, id);
    if (envelope !== undefined) return envelope;
  }
  return undefined;
}

async function headOf({ files }: FoundMessage): Promise<Pick<Told, 'subject' | 'top'>> {
  const message = files.find(({ part }) => part === '.eml' || part === '.bad' || part === '');
  const bytes = message === undefined ? undefined : await readFile(message.path).catch(() => undefined);
  if (bytes === undefined) return {};
  const { sender, receivers, end } = readEnvelopeBlock(bytes);
  const subject = headerText(readHeaders(bytes, end), 'Subject');
  const top = { ...(sender && { sender: sender.address }), receivers: receivers.map(({ address }) => address) };
  return { ...(subject !== undefined && { subject }), ...((sender ?? receivers[0]) && { top }) };
}

function print(told: Told): void {
  say(told.id);
  if (told.subject !== undefined) say(`Subject: ${told.subject}`);
  say('\nFiles');
  for (const file of [...told.files, ...told.notifications]) say(`  ${file.path}${about(file, told)}`);
  for (const line of envelopeLines(told)) say(line);
  printTexts(told.texts);
}

function about(file: FoundFile, told: Told): string {
  return told.notifications.includes(file) ? '  (a delivery status notification about it)' : '';
}

function envelopeLines({ envelope, top, at = Date.now() }: Told): string[] {
  if (envelope !== undefined) {
    const { reversePath, recipients, attempts, why } = envelope;
    return [
      '\nEnvelope',
      `  from ${asPath(reversePath)} (${why})`,
      ...columns(recipients.map(recipientCells)),
      `  attempts: ${attempts}${nextOf(envelope, at)}`,
    ];
  }
  if (top === undefined) return [];
  const from = top.sender === undefined ? [] : [`  from ${asPath(top.sender)}`];
  return ['\nEnvelope', ...from, ...top.receivers.map((address) => `  to ${asPath(address)}`)];
}

/** What the message waits for: who releases it, room in BadMail, or its time. */
function nextOf({ held, waits, nextAttemptAt }: Envelope, now: number): string {
  if (held !== undefined) return `; held: ${held.why}`;
  if (waits !== undefined) return `; can't leave yet: ${waits.why}`;
  return nextAttemptAt === undefined ? '' : `; next ${relative(nextAttemptAt, now)}`;
}

function recipientCells({ address, state }: Recipient): string[] {
  return [`  to ${asPath(address)}`, state.action, stateText(state)];
}

function stateText(state: Recipient['state']): string {
  switch (state.action) {
    case 'pending':
      return '';
    case 'delivered':
      return `Drop/${state.file}`;
    case 'relayed':
      return `accepted by ${state.nextHop}: ${state.reply.code} ${state.reply.text}`;
    case 'delayed':
    case 'failed':
      return state.text;
  }
}

const titles = {
  bdr: 'Why it is in BadMail',
  itr: 'Inbound transcript (ITR)',
  ltr: 'Local transcript (LTR)',
  rtr: 'Remote transcript (RTR)',
};

function printTexts(texts: Told['texts']): void {
  for (const [part, title] of Object.entries(titles)) {
    const text = texts[part];
    if (text !== undefined) say(`\n${title}\n${text.trimEnd()}`);
  }
}
