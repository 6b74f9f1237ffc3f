/** Which part of a message a line of its source belongs to, so that the page can mark it. Pure. */
import type { Places } from './mail/lines';

/** What the page marks: a part, and where the cursor is in the header of the message, its line, too. */
export interface Mark {
  readonly part: string;
  readonly field?: number;
}

export function markAt({ parts, headTo }: Places, line: number): Mark | undefined {
  if (line <= headTo) return { part: '', field: line };
  const place = parts.findLast(({ from, to }) => from <= line && line <= to);
  return place && { part: place.part };
}
