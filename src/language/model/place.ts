/** What stands at an offset: which part, its head or its body, which field, name or value. Binary search: cheap in a message of 10 000 parts. */
import type { Field } from './fields';
import type { Message, Part } from './part';
import { touches } from './span';

export type Place =
  | { readonly kind: 'name' | 'value'; readonly part: Part; readonly field: Field }
  /** In a header block, on no field: the blank line behind it, a line that is none. */
  | { readonly kind: 'head'; readonly part: Part }
  | { readonly kind: 'body'; readonly part: Part }
  /** On a delimiter, in front of the first part or behind the last. */
  | { readonly kind: 'between'; readonly part: Part };

export function placeAt(message: Message, offset: number): Place {
  const part = innermost(message.root, offset);
  const field = lastStarting(part.fields, offset);
  if (field !== undefined && isIn(message, field, offset))
    return { kind: offset <= field.colon ? 'name' : 'value', part, field };
  const inHead = offset < part.body.start || (part.headEnded === 'end' && offset >= part.head.end);
  if (inHead) return { kind: 'head', part };
  return { kind: part.kind === 'leaf' ? 'body' : 'between', part };
}

/** At the end of the text one is still in the field as long as its line has not ended. */
function isIn({ text }: Message, field: Field, offset: number): boolean {
  return offset < field.end || (field.end === offset && offset === text.length && text[offset - 1] !== '\n');
}

/** The part the offset is in, its children first. */
export function innermost(part: Part, offset: number): Part {
  const child = lastStarting<Part>(part.children, offset);
  return child !== undefined && touches(child, offset) ? innermost(child, offset) : part;
}

/** The last of a sorted row that begins at or before the offset. */
function lastStarting<T extends { readonly start: number }>(row: readonly T[], offset: number): T | undefined {
  let low = 0;
  let high = row.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((row[middle]?.start ?? Infinity) <= offset) low = middle + 1;
    else high = middle;
  }
  return row[low - 1];
}

/** Its parents, innermost first, without itself. */
export function ancestors(root: Part, part: Part): Part[] {
  const chain: Part[] = [];
  let at: Part | undefined = root;
  while (at !== undefined && at !== part) {
    chain.unshift(at);
    at = lastStarting<Part>(at.children, part.start);
  }
  return chain;
}
