/**
 * How a folder is laid out: filtered, sorted, grouped. Pure: takes what was read of each message. A message with several recipients
 * stands in each group that one of them belongs to; groups come in the order in which their first message does. Nobody waits for it.
 */
import { categoryTitles } from '../engine/message/categoryTitles';
import type { FolderEntry } from '../engine/mailroot/list';
import { inSlices, sortedInSlices } from '../engine/mailroot/slices';
import { badReasonTitles } from './badReasons';
import { needsFacts, type Filter } from './mailFilter';
import { recipientsOf, senderName } from './parties';
import { lastProblem } from './problems';
import type { RowFacts } from './rowFacts';
import { clockTime } from './times';

export const groupings = ['none', 'nextHop', 'domain', 'reason', 'sender', 'day'] as const;
export type Grouping = (typeof groupings)[number];
export const sortings = ['newest', 'oldest', 'subject', 'sender', 'largest', 'nextAttempt'] as const;
export type Sorting = (typeof sortings)[number];

export interface Arrangement {
  readonly grouping: Grouping;
  readonly sorting: Sorting;
  /** As typed. */
  readonly filter: string;
}
export const plain: Arrangement = { grouping: 'none', sorting: 'newest', filter: '' };

export interface Group {
  readonly label: string;
  readonly rows: readonly FolderEntry[];
}

/** What is kept of a message while it is laid out: of very many, no more than that. */
export interface Keyed {
  readonly entry: FolderEntry;
  readonly key: string | number;
  /** Of the groups that it stands in, each once. */
  readonly labels: readonly string[];
}

/** Whether names alone say how it is laid out. They come newest first. */
export function needsReading({ grouping, sorting }: Arrangement, filter: Filter): boolean {
  return grouping !== 'none' || !(sorting === 'newest' || sorting === 'oldest') || needsFacts(filter);
}

export function keyed(facts: RowFacts, { grouping, sorting }: Arrangement): Keyed {
  return {
    entry: facts.entry,
    key: sorting === 'newest' || sorting === 'oldest' ? 0 : keys[sorting](facts),
    labels: grouping === 'none' ? [] : [...new Set(labelsOf(facts, grouping))],
  };
}

/** `all`: newest first. */
export async function sorted(all: readonly Keyed[], sorting: Sorting): Promise<readonly Keyed[]> {
  if (sorting === 'newest') return all;
  if (sorting === 'oldest') return [...all].reverse();
  return sortedInSlices(all, (one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0));
}

/** Numbers and texts are never mixed within one sorting. */
const keys: Readonly<Record<Exclude<Sorting, 'newest' | 'oldest'>, (facts: RowFacts) => string | number>> = {
  subject: ({ summary }) => (summary?.subject ?? '').replace(/^(?:(?:re|fwd?|aw|wg):\s*)+/i, '').toLowerCase(),
  sender: ({ summary }) => senderName(summary?.from ?? '').toLowerCase(),
  largest: ({ summary }) => -(summary?.size ?? 0),
  // One without state is attempted at once; one that is held has no next attempt.
  nextAttempt: ({ envelope }) => (envelope === undefined ? 0 : (envelope.nextAttemptAt ?? Number.MAX_SAFE_INTEGER)),
};

export async function grouped(all: readonly Keyed[]): Promise<Group[]> {
  const groups = new Map<string, FolderEntry[]>();
  await inSlices(all, ({ entry, labels }) => {
    for (const label of labels) {
      const rows = groups.get(label);
      if (rows === undefined) groups.set(label, [entry]);
      else rows.push(entry);
    }
  });
  return [...groups].map(([label, rows]) => ({ label, rows }));
}

function labelsOf(facts: RowFacts, grouping: Exclude<Grouping, 'none'>): string[] {
  const { summary } = facts;
  switch (grouping) {
    case 'nextHop':
      return orElse(hopsOf(facts), 'no next hop yet');
    case 'domain':
      return orElse(recipientsOf(summary, waiting(facts)).map(domainIn), 'no recipients');
    case 'reason':
      return [reasonOf(facts)];
    case 'sender':
      return [senderName(summary?.from ?? '')];
    case 'day':
      return [summary === undefined ? 'unknown day' : clockTime(summary.at).slice(0, 10)];
  }
}

/** In the Queue, what matters of a message is whom it still waits for. */
function waiting({ entry, envelope }: RowFacts): RowFacts['envelope'] {
  if (entry.folder !== 'Queue' || envelope === undefined) return envelope;
  const open = envelope.recipients.filter(({ state }) => state.action === 'pending' || state.action === 'delayed');
  return { ...envelope, recipients: open };
}

function orElse(labels: string[], otherwise: string): string[] {
  return labels.length === 0 ? [otherwise] : labels;
}

function domainIn(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 0 ? 'no domain' : address.slice(at + 1).toLowerCase();
}

function hopsOf(facts: RowFacts): string[] {
  return (waiting(facts)?.recipients ?? []).flatMap(({ state }) => {
    switch (state.action) {
      case 'pending':
        return [];
      case 'delivered':
        return ['Drop'];
      case 'relayed':
        return [hostIn(state.nextHop)];
      case 'delayed':
      case 'failed':
        return state.nextHop === undefined ? [] : [hostIn(state.nextHop)];
    }
  });
}

/** `mx.test [192.0.2.1]:25` is told by its name. */
function hostIn(nextHop: string): string {
  return nextHop.split(/[\s[]/)[0] ?? nextHop;
}

function reasonOf({ envelope }: RowFacts): string {
  if (envelope?.fate?.kind === 'bad') return badReasonTitles[envelope.fate.reason];
  const problem = lastProblem(envelope);
  if (problem !== undefined) return categoryTitles[problem.category];
  return envelope?.held !== undefined ? 'Held' : 'No trouble';
}
