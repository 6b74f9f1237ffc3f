/** How well a file fits the clues of a message, and the line that says the most of it. Pure. */
import type { Clue } from './clues';

export interface Hit {
  readonly path: string;
  readonly score: number;
  /** From 0. */
  readonly line: number;
  /** What stands there. */
  readonly shown: string;
}

export function hitOf(path: string, text: string, clues: readonly Clue[]): Hit | undefined {
  let score = 0;
  let best: { readonly at: number; readonly weight: number } | undefined;
  for (const { text: clue, weight } of clues) {
    const at = placeOf(text, clue);
    if (at < 0) continue;
    score += weight;
    if (best === undefined || weight > best.weight) best = { at, weight };
  }
  if (best === undefined) return undefined;
  const start = text.lastIndexOf('\n', best.at) + 1;
  const end = text.indexOf('\n', best.at);
  const shown = text.slice(start, end < 0 ? undefined : end).trim();
  return { path, score, line: text.slice(0, start).split('\n').length - 1, shown: shown.slice(0, 200) };
}

/** As it reads, or as templates write it. */
function placeOf(text: string, clue: string): number {
  const plain = text.indexOf(clue);
  if (plain >= 0) return plain;
  const escaped = clue.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/'/g, "\\'");
  return escaped === clue ? -1 : text.indexOf(escaped);
}

/** The best first; those that only share a phrase with one that has most of it are left out. */
export function ranked(hits: readonly Hit[], most = 30): Hit[] {
  const sorted = [...hits].sort((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1));
  const enough = (sorted[0]?.score ?? 0) / 20;
  return sorted.filter(({ score }) => score >= enough).slice(0, most);
}
