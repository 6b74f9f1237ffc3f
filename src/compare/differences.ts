/**
 * In what two messages differ: the header fields by name, the parts that only one has, and those that are not the same in both. Parts are
 * matched by what they are called, and what is left by what is in it. Pure.
 */
import { diffArrays } from 'diff';
import { sectionLines } from './formText';
import type { NormalForm, Section } from './normalForm';

export type Finding =
  | { readonly kind: 'field'; readonly name: string; readonly in?: string }
  | { readonly kind: 'missing' | 'new' | 'changed'; readonly part: string; readonly lines?: number }
  | { readonly kind: 'renamed'; readonly part: string; readonly to: string }
  | { readonly kind: 'structure' };

export function differences(left: NormalForm, right: NormalForm): Finding[] {
  const pairs = paired(left.sections, right.sections);
  const found = pairs.flatMap(findings);
  if (found.length > 0 || JSON.stringify(left.sections) === JSON.stringify(right.sections)) return found;
  // The same parts in another order.
  return [{ kind: 'structure' }];
}

interface Pair {
  readonly left?: Section;
  readonly right?: Section;
}

function paired(left: readonly Section[], right: readonly Section[]): Pair[] {
  const waiting = new Map(right.map((section) => [keyOf(section), section]));
  const lonely: Section[] = [];
  const pairs: Pair[] = [];
  for (const section of left) {
    const key = keyOf(section);
    const other = waiting.get(key);
    if (other === undefined) lonely.push(section);
    else pairs.push({ left: section, right: other });
    waiting.delete(key);
  }
  const byContent = new Map([...waiting.values()].map((section) => [contentOf(section), section]));
  for (const section of lonely) {
    const same = byContent.get(contentOf(section));
    pairs.push(same === undefined ? { left: section } : { left: section, right: same });
    if (same !== undefined) {
      waiting.delete(keyOf(same));
      byContent.delete(contentOf(section));
    }
  }
  return [...pairs, ...[...waiting.values()].map((section) => ({ right: section }))];
}

function keyOf({ kind, title }: Section): string {
  return `${kind} ${title}`;
}

function contentOf(section: Section): string {
  return JSON.stringify(section.kind === 'head' ? section.fields : [section.kind, section.lines]);
}

function findings({ left, right }: Pair): Finding[] {
  if ((left ?? right)?.kind === 'head') return headFindings(left, right);
  if (left !== undefined && right !== undefined) return partFindings(left, right);
  if (left !== undefined) return [{ kind: 'missing', part: left.title }];
  return right === undefined ? [] : [{ kind: 'new', part: right.title }];
}

function partFindings(left: Section, right: Section): Finding[] {
  if (left.title !== right.title) return [{ kind: 'renamed', part: left.title, to: right.title }];
  if (contentOf(left) === contentOf(right)) return [];
  if (left.kind === 'structure') return [{ kind: 'structure' }];
  return [{ kind: 'changed', part: left.title, ...linesChanged(left, right) }];
}

function headFindings(left: Section | undefined, right: Section | undefined): Finding[] {
  const [a, b] = [fieldsOf(left), fieldsOf(right)];
  const title = (left ?? right)?.title ?? '';
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((name) => a.get(name) !== b.get(name))
    .map((name) => ({ kind: 'field', name, ...(title !== '' && { in: title }) }));
}

function fieldsOf(section: Section | undefined): Map<string, string> {
  const values = new Map<string, string>();
  if (section?.kind !== 'head') return values;
  for (const { name, lines } of section.fields) values.set(name, `${values.get(name) ?? ''}${lines.join('\n')}\n`);
  return values;
}

/** Absent where it is not worth the time to count them, and for files. */
function linesChanged(left: Section, right: Section): { lines?: number } {
  const [a, b] = [sectionLines(left), sectionLines(right)];
  if (a.some((line) => line.startsWith('SHA-256 ')) || a.length + b.length > 20_000) return {};
  const changes = diffArrays(a, b, { maxEditLength: 1_000 });
  if (changes === undefined) return {};
  const count = (wanted: 'added' | 'removed'): number =>
    changes.reduce((sum, change) => sum + (change[wanted] === true ? change.value.length : 0), 0);
  return { lines: Math.max(count('added'), count('removed')) };
}

/** One line; empty when there is no difference. */
export function summary(found: readonly Finding[]): string {
  const partsDiffer = found.some(({ kind }) => kind === 'new' || kind === 'missing' || kind === 'renamed');
  const told = found.filter(({ kind }) => !(kind === 'structure' && partsDiffer)).map(phrase);
  const shown = told.slice(0, 6);
  return `${shown.join('; ')}${told.length > shown.length ? `; and ${told.length - shown.length} more` : ''}`;
}

function phrase(finding: Finding): string {
  switch (finding.kind) {
    case 'field':
      return finding.in === undefined ? finding.name : `${finding.name} of ${finding.in}`;
    case 'new':
      return `${finding.part} is new`;
    case 'missing':
      return `${finding.part} is missing`;
    case 'renamed':
      return `${finding.part} is called ${finding.to}`;
    case 'structure':
      return 'the structure';
    case 'changed':
      if (finding.lines === undefined) return finding.part;
      return `${finding.part} (${finding.lines} ${finding.lines === 1 ? 'line' : 'lines'})`;
  }
}
