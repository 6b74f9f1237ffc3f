/**
 * Two accounts side by side: which lines are the same, which are only in one. Moments, ports, ids of ours and times do not make a
 * difference. Pure.
 */
import type { Account } from './account';

export interface DiffLine {
  readonly kind: 'same' | 'left' | 'right';
  readonly text: string;
}

export interface Comparison {
  readonly decisions: readonly DiffLine[];
  readonly dialogue: readonly DiffLine[];
  /** How many lines are only in one of them. */
  readonly different: number;
}

/** More lines than that are not compared: the work grows with the square. */
const mostLines = 1_000;

export function compare(left: Account, right: Account): Comparison {
  const decisions = diff(left.decisions, right.decisions);
  const dialogue = diff(left.dialogue, right.dialogue);
  const different = [...decisions, ...dialogue].filter(({ kind }) => kind !== 'same').length;
  return { decisions, dialogue, different };
}

/** The longest common subsequence is what is the same. */
export function diff(left: readonly string[], right: readonly string[]): DiffLine[] {
  const [a, b] = [left.slice(0, mostLines), right.slice(0, mostLines)];
  const [x, y] = [a.map(essence), b.map(essence)];
  const common = commonLengths(x, y);
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0;
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && x[i] === y[j]) {
      lines.push({ kind: 'same', text: b[j] ?? '' });
      i++;
      j++;
    } else if (i < a.length && (j === b.length || at(i + 1, j) >= at(i, j + 1))) lines.push(only('left', a[i++]));
    else lines.push(only('right', b[j++]));
  }
  return lines;
}

function only(kind: 'left' | 'right', text = ''): DiffLine {
  return { kind, text };
}

/** `[i][j]`: how many lines the rests from i and from j have in common. */
function commonLengths(x: readonly string[], y: readonly string[]): Uint16Array[] {
  const rows = Array.from({ length: x.length + 1 }, () => new Uint16Array(y.length + 1));
  for (let i = x.length - 1; i >= 0; i--) {
    const [row, below] = [rows[i], rows[i + 1]];
    if (row === undefined || below === undefined) continue;
    for (let j = y.length - 1; j >= 0; j--) {
      row[j] = x[i] === y[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return rows;
}

function essence(line: string): string {
  return line
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z/g, '<moment>')
    .replace(/\d{8}T\d{6}Z-[0-9a-f]{7}(?:-[fdsc]\d+)?/g, '<id>')
    .replace(/(\]:| port )\d+/g, '$1<port>')
    .replace(/\bafter [\d.]+ (?:ms|s|min)\b/g, 'after <time>');
}
