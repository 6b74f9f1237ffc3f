/**
 * What a row of a tree says: subject, from and to, and what matters in its folder (Queue: attempts, next try, last reply; BadMail: the
 * reason; Drop: when; Sent: how it ended). Pure: takes what was read from disk and the time; draws nothing.
 */
import { categoryTitles } from '../engine/message/categoryTitles';
import type { Envelope, Problem, RecipientState } from '../engine/mailroot/envelope';
import { replyLine } from '../engine/mailroot/replyLine';
import type { FolderEntry } from '../engine/mailroot/list';
import type { Progress } from '../engine/protocol';
import { badReason } from './badReasons';
import { categoryIcons, isSimulated, simulatorIcon } from './categoryIcons';
import { partiesLine } from './parties';
import { lastProblem } from './problems';
import type { RowFacts } from './rowFacts';
import { rowTooltip } from './rowTooltip';
import { escapeMarkdown, oneLine } from './text';
import { ago, countdown } from './times';

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
  const { entry, summary, envelope } = facts;
  if (entry.kind === 'foreign') return foreignLook(entry);
  const label = summary === undefined ? entry.id : oneLine(summary.subject) || '(no subject)';
  const parties = partiesLine(summary, envelope);
  const matter = whatMatters(facts, now);
  const description = [matter.text, parties].filter((part) => part !== '').join(' · ');
  return {
    label,
    description,
    tooltip: rowTooltip(facts, now),
    icon: matter.icon,
    ...(matter.color !== undefined && { color: matter.color }),
    contextValue: contextOf(facts),
    spoken: [label, parties.replace('→', 'to'), matter.text].filter((part) => part !== '').join(', '),
  };
}

function contextOf({ entry, envelope }: RowFacts): string {
  const held = envelope?.held !== undefined ? '.held' : '';
  return `mailroot.message.${entry.folder.toLowerCase()}${held}`;
}

interface Matter {
  readonly text: string;
  readonly icon: string;
  readonly color?: string;
}

function whatMatters(facts: RowFacts, now: number): Matter {
  const { entry, summary, envelope, live } = facts;
  switch (entry.folder) {
    case 'Pickup':
      return { text: '', icon: 'mail' };
    case 'Queue':
      return queueMatter(envelope, live, now);
    case 'BadMail':
      return { text: badReason(facts), icon: 'error', color: 'list.errorForeground' };
    case 'Drop':
      return { text: when(facts, now), icon: isDsn(entry) ? 'mail-reply' : 'mail' };
    case 'Sent':
      return sentMatter(envelope, summary === undefined ? '' : ago(summary.at, now));
  }
}

function when({ summary }: RowFacts, now: number): string {
  return summary === undefined ? '' : ago(summary.at, now);
}

/** A notification of ours has an id that tells so. */
function isDsn({ id }: FolderEntry): boolean {
  return /-[fdsc]\d+$/.test(id);
}

function queueMatter(envelope: Envelope | undefined, live: Progress | undefined, now: number): Matter {
  if (live !== undefined) return { text: stageWords(live), icon: 'sync~spin' };
  if (envelope === undefined) return { text: 'waiting for its first attempt', icon: 'clock' };
  const { attempts, nextAttemptAt, held } = envelope;
  const tried = attempts === 0 ? '' : attempts === 1 ? 'tried once' : `tried ${attempts} times`;
  const next = held !== undefined ? 'held' : nextAttemptAt === undefined ? '' : `next ${countdown(nextAttemptAt, now)}`;
  const last = lastProblem(envelope);
  const text = [next, tried, last === undefined ? '' : problemLine(last)].filter((part) => part !== '').join(' · ');
  if (held !== undefined) return { text, icon: 'debug-pause' };
  return { text, icon: problemIcon(last), color: 'list.warningForeground' };
}

/** What kind of trouble it is; a simulated host's is marked as such. */
export function problemIcon(problem: Problem | undefined): string {
  if (problem === undefined) return 'history';
  return isSimulated(problem.nextHop) ? simulatorIcon : categoryIcons[problem.category];
}

function sentMatter(envelope: Envelope | undefined, since: string): Matter {
  const failures = envelope?.recipients.filter(({ state }) => state.action === 'failed').length ?? 0;
  if (failures === 0) return { text: since, icon: 'pass' };
  const last = lastProblem(envelope);
  const said = last === undefined ? '' : problemLine(last);
  return {
    text: [since, said].filter((part) => part !== '').join(' · '),
    icon: 'error',
    color: 'list.errorForeground',
  };
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

function problemLine(problem: Problem): string {
  return oneLine(problem.reply === undefined ? categoryTitles[problem.category] : replyLine(problem.reply));
}

/** The icon of a recipient by what became of it. */
export function stateIcon(state: RecipientState): Pick<RowLook, 'icon' | 'color'> {
  switch (state.action) {
    case 'pending':
      return { icon: 'clock' };
    case 'delivered':
    case 'relayed':
      return { icon: 'pass', color: 'testing.iconPassed' };
    case 'delayed':
      return { icon: problemIcon(state), color: 'list.warningForeground' };
    case 'failed':
      return { icon: problemIcon(state), color: 'list.errorForeground' };
  }
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
