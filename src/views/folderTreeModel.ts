/**
 * What a row of a tree says: subject, from and to, and what matters in its folder (Queue: attempts, next try, last reply; BadMail: the
 * reason; Drop: when). Pure: takes what was read from disk and the time; draws nothing. Text from messages is escaped in tooltips.
 */
import { categories } from '../engine/message/categories';
import { replyLine, type Envelope, type Problem } from '../engine/mailroot/envelope';
import type { FolderEntry, Summary } from '../engine/mailroot/list';
import type { Progress } from '../engine/protocol';
import { escapeMarkdown, oneLine } from './text';
import { ago, clockTime, countdown, octets } from './times';

export interface RowFacts {
  readonly entry: FolderEntry;
  readonly summary?: Summary | undefined;
  /** Queue, Sent and BadMail: the state kept beside the message. */
  readonly envelope?: Envelope | undefined;
  /** BadMail: the text of its `.bdr`. */
  readonly reason?: string | undefined;
  /** Queue: the stage it is in right now. */
  readonly live?: Progress | undefined;
}

export interface RowLook {
  readonly label: string;
  readonly description: string;
  /** Markdown. */
  readonly tooltip: string;
  /** A codicon, and the theme colour it is tinted with. */
  readonly icon: string;
  readonly color?: string;
  readonly contextValue: string;
  /** What a screen reader says. */
  readonly spoken: string;
}

/** `now`: epoch ms. */
export function rowLook(facts: RowFacts, now: number): RowLook {
  const { entry, summary } = facts;
  if (entry.kind === 'foreign') return foreignLook(entry);
  const label = summary === undefined ? entry.id : oneLine(summary.subject) || '(no subject)';
  const parties = summary === undefined ? '' : `${shortSender(summary.from)} → ${shortList(summary.to)}`;
  const matter = whatMatters(facts, now);
  const description = [matter.text, parties].filter((part) => part !== '').join(' · ');
  return {
    label,
    description,
    tooltip: tooltip(facts, now),
    icon: matter.icon,
    ...(matter.color !== undefined && { color: matter.color }),
    contextValue: `mailroot.message.${entry.folder.toLowerCase()}`,
    spoken: [label, parties.replace('→', 'to'), matter.text].filter((part) => part !== '').join(', '),
  };
}

interface Matter {
  readonly text: string;
  readonly icon: string;
  readonly color?: string;
}

function whatMatters({ entry, summary, envelope, reason, live }: RowFacts, now: number): Matter {
  switch (entry.folder) {
    case 'Pickup':
      return { text: '', icon: 'mail' };
    case 'Queue':
      return queueMatter(envelope, live, now);
    case 'BadMail':
      return { text: badReason(envelope, reason), icon: 'error', color: 'list.errorForeground' };
    case 'Drop':
    case 'Sent':
      return { text: summary === undefined ? '' : ago(summary.at, now), icon: 'mail' };
  }
}

function queueMatter(envelope: Envelope | undefined, live: Progress | undefined, now: number): Matter {
  if (live !== undefined) return { text: stageWords(live), icon: 'sync~spin' };
  if (envelope === undefined) return { text: 'waiting for its first attempt', icon: 'clock' };
  const tried = envelope.attempts === 1 ? 'tried once' : `tried ${envelope.attempts} times`;
  const next = envelope.nextAttemptAt === undefined ? '' : `next ${countdown(envelope.nextAttemptAt, now)}`;
  const last = lastProblem(envelope);
  const said = last === undefined ? '' : problemLine(last);
  const text = [next, tried, said].filter((part) => part !== '').join(' · ');
  return { text, icon: 'history', color: 'list.warningForeground' };
}

/** `RCPT at mx.sim.test` in words for a row. */
export function stageWords({ stage, nextHop }: Pick<Progress, 'stage' | 'nextHop'>): string {
  const words: Readonly<Record<Progress['stage'], string>> = {
    queued: 'queued',
    route: 'finding the route',
    dns: 'looking up the host',
    connect: 'connecting',
    greeting: 'connected',
    ehlo: 'EHLO',
    tls: 'TLS',
    auth: 'AUTH',
    mail: 'MAIL',
    rcpt: 'RCPT',
    data: 'DATA',
    drop: 'writing to Drop',
  };
  return nextHop === undefined ? words[stage] : `${words[stage]} (${nextHop})`;
}

/** The last thing that went wrong with any recipient. */
export function lastProblem(envelope: Envelope): Problem | undefined {
  const problems = envelope.recipients.flatMap(({ state }) =>
    state.action === 'delayed' || state.action === 'failed' ? [state] : [],
  );
  return problems.sort((a, b) => b.at - a.at)[0];
}

function problemLine(problem: Problem): string {
  return oneLine(problem.reply === undefined ? categories[problem.category].title : replyLine(problem.reply));
}

function badReason(envelope: Envelope | undefined, reason: string | undefined): string {
  const fate = envelope?.fate;
  if (fate?.kind === 'bad') return oneLine(fate.text);
  const lines = (reason ?? '').split(/\r?\n/).filter((line) => line.trim() !== '');
  return oneLine(lines.at(-1) ?? 'the reason file (.bdr) is missing');
}

function foreignLook(entry: FolderEntry): RowLook {
  return {
    label: entry.id,
    description: 'not a file of MailRoot: left alone',
    tooltip: `**${escapeMarkdown(entry.id)}** was put into ${entry.folder} by somebody else. MailRoot leaves it alone.`,
    icon: 'question',
    color: 'disabledForeground',
    contextValue: 'mailroot.foreign',
    spoken: `${entry.id}, not a file of MailRoot`,
  };
}

function tooltip(facts: RowFacts, now: number): string {
  const subject = oneLine(facts.summary?.subject ?? '') || '(no subject)';
  const said = [...headFacts(facts), ...stateFacts(facts, now), ...fileFacts(facts, now)];
  const rows = said.filter(([, value]) => value !== '');
  const table = rows.map(([name, value]) => `| ${escapeMarkdown(name)} | ${escapeMarkdown(oneLine(value))} |`);
  return [`**${escapeMarkdown(subject)}**`, '', '| | |', '|---|---|', ...table].join('\n');
}

type Fact = readonly [name: string, value: string];

function headFacts({ summary }: RowFacts): Fact[] {
  if (summary === undefined) return [];
  return [
    ['From', summary.from],
    ['To', summary.to.join(', ')],
  ];
}

function stateFacts({ entry, envelope, reason }: RowFacts, now: number): Fact[] {
  const why: Fact[] = entry.folder === 'BadMail' ? [['Reason', badReason(envelope, reason)]] : [];
  if (envelope === undefined) return why;
  const next = envelope.nextAttemptAt;
  return [
    ['Reverse-path', `<${envelope.reversePath}>`],
    ...envelope.recipients.map(({ address, state }): Fact => [oneLine(address), stateWords(state)]),
    ['Attempts', String(envelope.attempts)],
    ['Next attempt', next === undefined ? '' : `${clockTime(next)} (${countdown(next, now)})`],
    ...why,
  ];
}

function fileFacts({ entry, summary }: RowFacts, now: number): Fact[] {
  const file: Fact = ['File', entry.path.split(/[\\/]/).slice(-2).join('/')];
  if (summary === undefined) return [file];
  const since = entry.folder === 'Drop' ? 'Arrived' : 'Since';
  return [[since, `${clockTime(summary.at)} (${ago(summary.at, now)})`], ['Size', octets(summary.size)], file];
}

function stateWords(state: Envelope['recipients'][number]['state']): string {
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

function shortSender(from: string): string {
  const name = oneLine(from.replace(/<[^<>]*>/g, '').replace(/"/g, ''));
  return name === '' ? oneLine(from.replace(/[<>]/g, '')) || '<>' : name;
}

function shortList(to: readonly string[]): string {
  const [first = '', ...more] = to.map((each) => oneLine(each.replace(/[<>]/g, '')));
  return more.length === 0 ? first : `${first} +${more.length}`;
}
