/**
 * `mailroot list [folder]`: what is in the folders, newest first, read from disk alone, so that it is right without an engine.
 * What matters differs by folder: attempts and the next one in Queue, the reason in BadMail, when in the others.
 */
import type { Envelope, Problem, Recipient } from '../engine/mailroot/envelope';
import { replyLine } from '../engine/mailroot/replyLine';
import { folderNames, type FolderName, type MailRoot } from '../engine/mailroot/layout';
import { listFolder, type FolderEntry } from '../engine/mailroot/list';
import { readBadReason, readEnvelope } from '../engine/mailroot/familyState';
import { readSummary, type Summary } from '../engine/mailroot/summary';
import { exit } from './exit';
import { findMailRoot } from './findMailRoot';
import { columns, relative, say, sayJson, size } from './terminal';
import { defineVerb, jsonOption, rootOption, usage } from './verb';

export const list = defineVerb({
  name: 'list',
  takes: '[Pickup|Queue|BadMail|Drop|Sent]',
  summary: 'What is in the folders, newest first',
  details: ['Without a folder, all of them. Works without an engine.'],
  options: {
    root: rootOption,
    limit: { type: 'string', short: 'n', value: 'count', help: 'at most that many of a folder' },
    json: jsonOption,
  },
  async run({ values, positionals: [wanted] }) {
    const mailRoot = findMailRoot(values);
    const folders = wanted === undefined ? folderNames : [folderNamed(wanted)];
    const limit = values.limit === undefined ? Number.POSITIVE_INFINITY : countOf(values.limit);
    for (const folder of folders) {
      const entries = await listFolder(mailRoot, folder);
      const rows = await readRows(mailRoot, entries.slice(0, limit));
      if (values.json === true) rows.forEach((row) => sayJson(asJson(row)));
      else print(folder, { rows, count: entries.length });
    }
    return exit.ok;
  },
});

function folderNamed(wanted: string): FolderName {
  const found = folderNames.find((name) => name.toLowerCase() === wanted.toLowerCase());
  if (found === undefined) throw usage('list', `"${wanted}" is not one of the folders ${folderNames.join(', ')}`);
  return found;
}

function countOf(text: string): number {
  if (!/^\d+$/.test(text)) throw usage('list', `--limit takes a whole number, not "${text}"`);
  return Number(text);
}

interface Row {
  readonly entry: FolderEntry;
  readonly summary?: Summary;
  readonly envelope?: Envelope;
  /** Text of the `.bdr`. */
  readonly reason?: string;
}

async function readRows(mailRoot: MailRoot, entries: readonly FolderEntry[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const entry of entries) {
    const row = await readRow(mailRoot, entry);
    if (row !== undefined) rows.push(row);
  }
  return rows;
}

/** Undefined when the message has gone meanwhile. */
async function readRow(mailRoot: MailRoot, entry: FolderEntry): Promise<Row | undefined> {
  if (entry.kind === 'foreign') return { entry };
  const summary = await readSummary(entry);
  if (summary === undefined) return undefined;
  const hasState = entry.folder === 'Queue' || entry.folder === 'Sent' || entry.folder === 'BadMail';
  const envelope = hasState ? await readEnvelope(mailRoot, entry.folder, entry.id) : undefined;
  const reason = entry.folder === 'BadMail' ? await readBadReason(mailRoot, entry.id) : undefined;
  return { entry, summary, ...(envelope && { envelope }), ...(reason !== undefined && { reason }) };
}

function print(folder: FolderName, { rows, count }: { rows: readonly Row[]; count: number }): void {
  say(`${folder} (${count})`);
  const now = Date.now();
  for (const line of columns(rows.map((row) => cells(row, now)))) say(`  ${line}`);
}

function cells({ entry, summary, ...more }: Row, now: number): string[] {
  if (summary === undefined) return [entry.id, '', '', 'not a file of MailRoot'];
  const whom = `${summary.from === '' ? '<>' : summary.from} -> ${summary.to.join(', ')}`;
  const subject = summary.subject === '' ? '(no subject)' : summary.subject;
  const said = remarkOn(entry.folder, more, now) ?? relative(summary.at, now);
  return [entry.id, size(summary.size), said, `${subject}  ${whom}`];
}

function remarkOn(
  folder: FolderName,
  { envelope, reason }: Pick<Row, 'envelope' | 'reason'>,
  now: number,
): string | undefined {
  switch (folder) {
    case 'Queue':
      return envelope === undefined ? 'not attempted yet' : waiting(envelope, now);
    case 'BadMail':
      return reasonWord(reason, envelope);
    case 'Sent':
      return envelope === undefined ? undefined : states(envelope.recipients);
    case 'Pickup':
    case 'Drop':
      return undefined;
  }
}

function waiting(envelope: Envelope, now: number): string {
  const { held, waits } = envelope;
  if (held !== undefined) return `held: ${held.why}`;
  if (waits !== undefined) return `can't leave yet: ${waits.why}`;
  const attempts = `${envelope.attempts} ${envelope.attempts === 1 ? 'attempt' : 'attempts'}`;
  const next = envelope.nextAttemptAt === undefined ? '' : `, next ${relative(envelope.nextAttemptAt, now)}`;
  const problem = lastProblem(envelope);
  return `${attempts}${next}${problem === undefined ? '' : `: ${problem}`}`;
}

/** What a remote host said last to a recipient still open, or what we make of it. */
export function lastProblem(envelope: Envelope): string | undefined {
  const problems = envelope.recipients.flatMap(({ state }): Problem[] => (state.action === 'delayed' ? [state] : []));
  const last = problems.sort((a, b) => b.at - a.at)[0];
  return last?.reply === undefined ? last?.text : replyLine(last.reply);
}

function reasonWord(reason: string | undefined, envelope: Envelope | undefined): string {
  if (envelope?.fate?.kind === 'bad') return envelope.fate.reason;
  return /^Reason: (\S+)/m.exec(reason ?? '')?.[1] ?? 'no reason given';
}

/** `1 failed, 2 relayed`. */
function states(recipients: readonly Recipient[]): string {
  const counts = new Map<string, number>();
  for (const { state } of recipients) counts.set(state.action, (counts.get(state.action) ?? 0) + 1);
  return [...counts].map(([action, count]) => `${count} ${action}`).join(', ');
}

function asJson({ entry, summary, envelope, reason }: Row): unknown {
  return { ...entry, ...summary, ...(envelope && { envelope }), ...(reason !== undefined && { reason }) };
}
