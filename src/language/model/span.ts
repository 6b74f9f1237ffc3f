/** A stretch of text by its offsets (UTF-16, as the editor counts). Everything the model finds says where it stands with one of these. */

export interface Span {
  readonly start: number;
  /** First offset behind it. */
  readonly end: number;
}

/** Text that takes the place of a stretch. */
export interface Edit extends Span {
  readonly text: string;
}

export function cut(text: string, { start, end }: Span): string {
  return text.slice(start, end);
}

/** Whether the offset is in it or at either end: where a cursor counts as standing in a word. */
export function touches({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

export function covers(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** The span without blanks and line breaks at its ends; where there is nothing else, it is empty and at the start. */
export function trimmed(text: string, { start, end }: Span): Span {
  let from = start;
  let to = end;
  while (from < to && isBlank(text.charCodeAt(from))) from++;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
  return from === to ? { start, end: start } : { start: from, end: to };
}

/** Space, tab, CR, LF. */
export function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13 || code === 10;
}

/** The text with the edits made. They do not overlap; of two at one place, the first comes first. */
export function edited(text: string, edits: readonly Edit[]): string {
  let out = '';
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    out += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return out + text.slice(at);
}
