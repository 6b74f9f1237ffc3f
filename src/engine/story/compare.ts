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
  /** How many lines in the middle of a long account were not compared, and are left out. */
  readonly uncompared: number;
}

/** Where accounts begin to differ and end to: more lines between that are not compared, as the work grows with the square. */
const mostLines = 2_000;

export function compare(left: Account, right: Account): Comparison {
  const [decisions, dialogue] = [diff(left.decisions, right.decisions), diff(left.dialogue, right.dialogue)];
  const different = [...decisions.lines, ...dialogue.lines].filter(({ kind }) => kind !== 'same').length;
  const uncompared = decisions.uncompared + dialogue.uncompared;
  return { decisions: decisions.lines, dialogue: dialogue.lines, different, uncompared };
}

interface Diff {
  readonly lines: readonly DiffLine[];
  readonly uncompared: number;
}

/** What both begin and end with is the same, however long; between them the longest common subsequence is. */
export function diff(left: readonly string[], right: readonly string[]): Diff {
  const [x, y] = [left.map(essence), right.map(essence)];
  const shorter = Math.min(x.length, y.length);
  let begin = 0;
  while (begin < shorter && x[begin] === y[begin]) begin++;
  let end = 0;
  while (end < shorter - begin && x.at(-1 - end) === y.at(-1 - end)) end++;
  const [a, b] = [left.slice(begin, left.length - end), right.slice(begin, right.length - end)];
  return {
    lines: [
      ...right.slice(0, begin).map(same),
      ...between(side(a, x.slice(begin)), side(b, y.slice(begin))),
      ...right.slice(right.length - end).map(same),
    ],
    uncompared: Math.max(0, a.length - mostLines) + Math.max(0, b.length - mostLines),
  };
}

function same(text: string): DiffLine {
  return { kind: 'same', text };
}

function side(lines: readonly string[], essences: readonly string[]): Side {
  const length = Math.min(lines.length, mostLines);
  return { lines: lines.slice(0, length), essences: essences.slice(0, length) };
}

interface Side {
  readonly lines: readonly string[];
  /** Of each line, by which it is compared. */
  readonly essences: readonly string[];
}

function between({ lines: a, essences: x }: Side, { lines: b, essences: y }: Side): DiffLine[] {
  const common = commonLengths(x, y);
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0;
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && x[i] === y[j]) {
      lines.push(same(b[j] ?? ''));
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
