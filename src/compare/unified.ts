/**
 * Two normal forms as a unified diff. Where they are too different to be matched line by line in bounded time, both are given one after
 * the other, so far as anybody reads. Pure.
 */
import { structuredPatch } from 'diff';
import { formLines } from './formText';
import type { NormalForm } from './normalForm';

export interface Named {
  readonly name: string;
  readonly form: NormalForm;
}

/** More edits are not looked for: the work grows with their square. */
const mostEdits = 4_000;
/** Lines of each that are given where they can't be matched. */
const mostLines = 1_000;

/** Empty when the texts are the same. */
export function unified(left: Named, right: Named): string[] {
  const [a, b] = [formLines(left.form), formLines(right.form)];
  const head = [`--- ${left.name}`, `+++ ${right.name}`];
  const patch = structuredPatch(left.name, right.name, text(a), text(b), undefined, undefined, {
    context: 3,
    maxEditLength: mostEdits,
  });
  if (patch === undefined) return [...head, ...unmatched('-', a), ...unmatched('+', b)];
  if (patch.hunks.length === 0) return [];
  return [
    ...head,
    ...patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
      ...lines,
    ]),
  ];
}

function text(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function unmatched(sign: '-' | '+', lines: readonly string[]): string[] {
  const shown = lines.slice(0, mostLines).map((line) => `${sign}${line}`);
  const left = lines.length - shown.length;
  return left > 0 ? [...shown, `${sign}(${left} lines more)`] : shown;
}
