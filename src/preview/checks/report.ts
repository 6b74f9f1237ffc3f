/**
 * What a check found, as data: findings with their lines in the source, facts, tables, sentences. Findings of one rule that say the same
 * are one, with the places where it is so: a hundred thousand bad links are one finding. Pure.
 */
import type { Part } from '../../language/model/part';
import type { Mail } from '../mail/mail';
import { sourceLines } from './places';

export type Level = 'problem' | 'warning' | 'note';

export interface Place {
  /** Of the source, from 0. */
  readonly line: number;
  /** What stands there, shortened; may be empty. */
  readonly words: string;
}

export interface Finding {
  /** Names the rule, for tests and for the page. */
  readonly rule: string;
  readonly level: Level;
  readonly what: string;
  readonly why: string;
  readonly places: readonly Place[];
  /** Places that are not listed. */
  readonly more: number;
  /** Sentences below it: who supports it, and how far. */
  readonly details?: readonly string[];
}

export interface Table {
  readonly caption: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Report {
  readonly findings: readonly Finding[];
  readonly facts?: readonly (readonly [name: string, value: string])[];
  readonly tables?: readonly Table[];
  /** Sentences: how far it was looked, how old the data is. */
  readonly notes?: readonly string[];
  /** Nothing was checked, and the notes say why: no badge, no "nothing found". */
  readonly unchecked?: boolean;
}

const mostPlaces = 20;
const longestWords = 100;

export interface Found extends Pick<Finding, 'rule' | 'level' | 'what' | 'why' | 'details'> {
  /** Where in the words of the part; undefined: the message as a whole. */
  readonly at?: number | undefined;
  readonly words?: string;
}

/** Collects what is found in the words of one part. */
export class Findings {
  readonly #found = new Map<string, { first: Found; places: { at: number; words: string }[]; more: number }>();

  add(found: Found): void {
    const key = `${found.rule}\n${found.what}`;
    const known = this.#found.get(key) ?? { first: found, places: [], more: 0 };
    this.#found.set(key, known);
    if (found.at === undefined) return;
    if (known.places.length >= mostPlaces) known.more++;
    else known.places.push({ at: found.at, words: shortened(found.words ?? '') });
  }

  /** The most serious first; else in the order in which they were found. */
  listed(mail: Mail, part: Part | undefined, words: string): Finding[] {
    const all = [...this.#found.values()];
    const offsets = [...new Set(all.flatMap(({ places }) => places.map(({ at }) => at)))].sort((a, b) => a - b);
    const lines = part === undefined ? [] : sourceLines(mail, part, { words, offsets });
    const lineOf = new Map(offsets.map((offset, i) => [offset, lines[i] ?? 0]));
    return bySeverity(
      all.map(({ first: { rule, level, what, why, details }, places, more }) => ({
        ...{ rule, level, what, why, more },
        places: places.map(({ at, words: there }) => ({ line: lineOf.get(at) ?? 0, words: there })),
        ...(details !== undefined && { details }),
      })),
    );
  }
}

const order: Readonly<Record<Level, number>> = { problem: 0, warning: 1, note: 2 };

export function bySeverity(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => order[a.level] - order[b.level]);
}

export function shortened(text: string, longest = longestWords): string {
  const line = text
    .slice(0, longest * 4)
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
