/** The tooltip of a row, in Markdown: the envelope with the state of each recipient, the reason, the file. Pure; all text is escaped. */
import type { RecipientState } from '../engine/mailroot/envelope';
import { replyLine } from '../engine/mailroot/replyLine';
import { badReason } from './badReasons';
import type { RowFacts } from './rowFacts';
import { escapeMarkdown, oneLine } from './text';
import { ago, clockTime, countdown, octets } from './times';

type Fact = readonly [name: string, value: string];

/** More recipients than this are counted, not listed. */
const listed = 12;

export function rowTooltip(facts: RowFacts, now: number): string {
  const subject = oneLine(facts.summary?.subject ?? '') || '(no subject)';
  const said = [...headFacts(facts), ...stateFacts(facts, now), ...fileFacts(facts, now)];
  const rows = said.filter(([, value]) => value !== '');
  const table = rows.map(([name, value]) => `| ${escapeMarkdown(name)} | ${escapeMarkdown(oneLine(value))} |`);
  return [`**${escapeMarkdown(subject)}**`, '', '| | |', '|---|---|', ...table].join('\n');
}

function headFacts({ summary }: RowFacts): Fact[] {
  if (summary === undefined) return [];
  return [
    ['From', summary.from],
    ['To', summary.to.join(', ')],
  ];
}

function stateFacts(facts: RowFacts, now: number): Fact[] {
  const { entry, envelope } = facts;
  const why: Fact[] = entry.folder === 'BadMail' ? [['Reason', badReason(facts)]] : [];
  // Without recipients there was no envelope to be had: there is nothing to tell of it.
  if (envelope === undefined || envelope.recipients.length === 0) return why;
  const { recipients, attempts, nextAttemptAt: next } = envelope;
  const more = recipients.length - listed;
  return [
    ['Reverse\u2011path', `<${envelope.reversePath}>`],
    ...recipients.slice(0, listed).map(({ address, state }): Fact => [oneLine(address), stateWords(state)]),
    ['', more > 0 ? `and ${more} more recipients` : ''],
    ['Attempts', String(attempts)],
    ['Next attempt', next === undefined ? '' : `${clockTime(next)} (${countdown(next, now)})`],
    ['Held', envelope.held === undefined ? '' : `since ${clockTime(envelope.held.at)}: ${envelope.held.why}`],
    ...why,
  ];
}

function fileFacts({ entry, summary }: RowFacts, now: number): Fact[] {
  const file: Fact = ['File', entry.path.split(/[\\/]/).slice(-2).join('/')];
  if (summary === undefined) return [file];
  const since = entry.folder === 'Drop' ? 'Arrived' : 'Since';
  return [[since, `${clockTime(summary.at)} (${ago(summary.at, now)})`], ['Size', octets(summary.size)], file];
}

export function stateWords(state: RecipientState): string {
  switch (state.action) {
    case 'pending':
      return 'not attempted yet';
    case 'delivered':
      return 'delivered to Drop';
    case 'relayed':
      return `accepted by ${state.nextHop}: ${replyLine(state.reply)}`;
    case 'delayed':
    case 'failed':
      return `${state.action}: ${state.reply === undefined ? state.text : replyLine(state.reply)}`;
  }
}
