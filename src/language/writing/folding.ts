/**
 * Folds a long header field at its blanks and takes folds out again (RFC 5322 §2.2.3). The unfolded value stays the same, sign for sign:
 * a line break is only ever put in front of a blank that is there, so that no reader and no relaxed DKIM signature sees a difference.
 */
import { lineContent, unfolded, type Field } from '../model/fields';
import type { Message } from '../model/part';

/** What a line should not exceed (RFC 5322 §2.1.1). */
export const foldAt = 78;

/** Whether there is a blank to fold at, and a line that needs it. */
export function isFoldable(text: string, field: Field): boolean {
  const value = unfolded(text, field.value);
  return /\S[ \t]+\S/.test(value) || (field.value.start > field.colon + 1 && value !== '');
}

/** The field with its line end, folded. */
export function foldedField({ text }: Message, field: Field): string {
  const eol = lineBreak(text, field);
  const whole = text.slice(field.start, field.colon + 1) + unfoldedTail(text, field);
  return foldLine(whole, eol) + ending(text, field);
}

/** The field on one line, with its line end. */
export function unfoldedField({ text }: Message, field: Field): string {
  return text.slice(field.start, field.colon + 1) + unfoldedTail(text, field) + ending(text, field);
}

export function isFolded(text: string, field: Field): boolean {
  return lineContent(text, field.start).end < field.value.end;
}

/** Everything behind the colon but for the last line end, without the line breaks in it. */
function unfoldedTail(text: string, field: Field): string {
  const end = field.end - ending(text, field).length;
  return unfolded(text, { start: field.colon + 1, end });
}

function ending(text: string, { end }: Field): string {
  return /\r*\n$/.exec(text.slice(Math.max(0, end - 3), end))?.[0] ?? '';
}

function lineBreak(text: string, field: Field): string {
  return ending(text, field).endsWith('\n') ? ending(text, field).replace(/\r+\n/, '\r\n') : '\r\n';
}

/** Breaks in front of blanks, as late as fits. What has no blank stays as long as it is. */
export function foldLine(line: string, eol: string): string {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > foldAt) {
    const at = breakAt(rest);
    if (at === undefined) break;
    lines.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  return [...lines, rest].join(eol);
}

/** The last blank that still fits, else the first behind; never the blanks at either end, which would make a line of blanks. */
function breakAt(line: string): number | undefined {
  const firstWord = line.search(/\S/);
  const lastWord = line.search(/\s*$/);
  let best: number | undefined;
  for (const { index } of line.matchAll(/[ \t]+/g)) {
    if (index <= firstWord || index >= lastWord) continue;
    if (index > foldAt && best !== undefined) break;
    best = index;
    if (index > foldAt) break;
  }
  return best;
}
