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

/**
 * Breaks in front of blanks, as late as fits. What has no blank stays as long as it is; blanks at either end are not broken at, since
 * that would make a line of blanks.
 */
export function foldLine(line: string, eol: string): string {
  const lines: string[] = [];
  let current = '';
  for (const word of line.match(/[ \t]*[^ \t]+(?:[ \t]+$)?/g) ?? [line]) {
    const fits = current.length + word.trimEnd().length <= foldAt;
    if (current.trim() === '' || fits || !/^[ \t]/.test(word)) current += word;
    else {
      lines.push(current);
      current = word;
    }
  }
  return [...lines, current].join(eol);
}
