/**
 * How a folder is laid out: filtered, sorted, grouped. Pure: takes what was read of each message. A message with several recipients
 * stands in each group that one of them belongs to; groups come in the order in which their first message does.
 */
import { categoryTitles } from '../engine/message/categoryTitles';
import { badReasonTitles } from './badReasons';
import { fits, needsFacts, type Filter } from './mailFilter';
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
  readonly members: readonly RowFacts[];
}

/** Whether names alone say how it is laid out. They come newest first. */
export function needsReading({ grouping, sorting }: Arrangement, filter: Filter): boolean {
  return grouping !== 'none' || !(sorting === 'newest' || sorting === 'oldest') || needsFacts(filter);
}

/** `all`: newest first. */
export function filtered(all: readonly RowFacts[], filter: Filter): readonly RowFacts[] {
  return filter.length === 0 ? all : all.filter((facts) => fits(filter, facts));
}

export function sorted(all: readonly RowFacts[], sorting: Sorting): readonly RowFacts[] {
  if (sorting === 'newest') return all;
  if (sorting === 'oldest') return [...all].reverse();
  const keyOf = keys[sorting];
  const keyed = all.map((facts) => ({ facts, key: keyOf(facts) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ facts }) => facts);
}

/** Numbers and texts are never mixed within one sorting. */
const keys: Readonly<Record<Exclude<Sorting, 'newest' | 'oldest'>, (facts: RowFacts) => string | number>> = {
  subject: ({ summary }) => (summary?.subject ?? '').replace(/^(?:(?:re|fwd?|aw|wg):\s*)+/i, '').toLowerCase(),
  sender: ({ summary }) => senderName(summary?.from ?? '').toLowerCase(),
  largest: ({ summary }) => -(summary?.size ?? 0),
  // One without state is attempted at once; one that is held has no next attempt.
  nextAttempt: ({ envelope }) => (envelope === undefined ? 0 : (envelope.nextAttemptAt ?? Number.MAX_SAFE_INTEGER)),
};

export function grouped(all: readonly RowFacts[], grouping: Exclude<Grouping, 'none'>): Group[] {
  const groups = new Map<string, RowFacts[]>();
  for (const facts of all) {
    for (const label of new Set(labelsOf(facts, grouping))) {
      const members = groups.get(label);
      if (members === undefined) groups.set(label, [facts]);
      else members.push(facts);
    }
  }
  return [...groups].map(([label, members]) => ({ label, members }));
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
