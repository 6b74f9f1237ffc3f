/**
 * What somebody types into a filter box: words, and `from:` `to:` `subject:` `category:` `id:` `is:` `has:` terms, all of which must fit;
 * a leading `-` turns a term round. Pure. A term of an unknown name is taken as plain words, so that `re: order` finds what it says.
 */
import { categoryTitles } from '../engine/message/categoryTitles';
import type { Envelope, RecipientState } from '../engine/mailroot/envelope';
import { problemsOf } from './problems';
import { recipientsOf } from './parties';
import type { RowFacts } from './rowFacts';

export const fields = ['from', 'to', 'subject', 'category', 'id', 'is', 'has'] as const;
type Field = (typeof fields)[number];

export interface Term {
  readonly field: Field | 'any';
  /** Lower case. */
  readonly text: string;
  readonly wanted: 'in' | 'out';
}
export type Filter = readonly Term[];

/** `from:ann "two words" -is:held` */
export function parseFilter(text: string): Filter {
  const words = text.match(/-?(?:[a-z]+:)?"[^"]*"?|\S+/gi) ?? [];
  return words.map(termOf).filter((term) => term.text !== '');
}

function termOf(word: string): Term {
  const [, minus, name, value = ''] = /^(-?)(?:([a-z]+):)?(.*)$/is.exec(word) ?? [];
  const field = fields.find((each) => each === name?.toLowerCase());
  const plain = field === undefined && name !== undefined ? `${name}:${value}` : value;
  const text = plain.replaceAll('"', '').toLowerCase();
  return { field: field ?? 'any', text, wanted: minus === '-' && text !== '' ? 'out' : 'in' };
}

/** Whether names alone decide: then no message need be read. */
export function needsFacts(filter: Filter): boolean {
  return filter.some(({ field }) => field !== 'id');
}

export function fits(filter: Filter, facts: RowFacts): boolean {
  return filter.every((term) => holds(term, facts) === (term.wanted === 'in'));
}

function holds({ field, text }: Term, facts: RowFacts): boolean {
  if (field === 'is') return isSo(text, facts);
  if (field === 'has') return ['attachment', 'attachments'].includes(text) && facts.summary?.attached === true;
  return texts(field, facts).some((each) => each.toLowerCase().includes(text));
}

type TextField = Exclude<Field, 'is' | 'has'>;

const textsOf: Readonly<Record<TextField, (facts: RowFacts) => readonly string[]>> = {
  from: ({ summary, envelope }) => [summary?.from ?? '', envelope?.reversePath ?? ''],
  to: ({ summary, envelope }) => [...recipientsOf(summary, envelope), ...(summary?.to ?? [])],
  subject: ({ summary }) => [summary?.subject ?? ''],
  category: ({ envelope }) => categoryTexts(envelope),
  id: ({ entry }) => [entry.id],
};

function texts(field: TextField | 'any', facts: RowFacts): readonly string[] {
  if (field !== 'any') return textsOf[field](facts);
  return [facts.reason ?? '', ...Object.values(textsOf).flatMap((of) => of(facts))];
}

function categoryTexts(envelope: Envelope | undefined): string[] {
  const fate = envelope?.fate?.kind === 'bad' ? [envelope.fate.reason, envelope.fate.text] : [];
  return [...problemsOf(envelope).flatMap(({ category }) => [category, categoryTitles[category]]), ...fate];
}

type Condition = (facts: RowFacts) => boolean;

const anyone =
  (action: RecipientState['action']): Condition =>
  ({ envelope }) =>
    envelope?.recipients.some(({ state }) => state.action === action) === true;

/** What `is:` knows. */
export const conditions: ReadonlyMap<string, Condition> = new Map([
  ['held', ({ envelope }: RowFacts) => envelope?.held !== undefined],
  ['dsn', ({ entry, envelope }: RowFacts) => /-[fdsc]\d+$/.test(entry.id) || envelope?.source.kind === 'dsn'],
  ['pending', ({ entry, envelope }: RowFacts) => entry.folder === 'Queue' && noneTried(envelope)],
  ['delayed', anyone('delayed')],
  ['failed', anyone('failed')],
  ['delivered', anyone('delivered')],
  ['relayed', anyone('relayed')],
]);

function noneTried(envelope: Envelope | undefined): boolean {
  return envelope?.recipients.every(({ state }) => state.action === 'pending') ?? true;
}

/** A condition that nobody knows holds for nothing: the list is empty, and one looks again at what one typed. */
function isSo(text: string, facts: RowFacts): boolean {
  return conditions.get(text)?.(facts) ?? false;
}
