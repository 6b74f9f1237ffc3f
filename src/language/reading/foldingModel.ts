/** What folds in a message: the head of each part, fields of several lines, parts from their delimiter on, runs of base64. Pure. */
import type { Message, Part } from '../model/part';
import type { Span } from '../model/span';

export interface Fold extends Span {
  /** Base64 folds with comments, so that one command hides all attachments. */
  readonly kind: 'head' | 'field' | 'part' | 'base64';
}

/** Offsets; a fold hides the lines behind the one it starts on. */
export function foldsOf(message: Message): Fold[] {
  return message.parts.flatMap((part) => [
    ...partFolds(part),
    ...headFolds(message, part),
    ...contentFolds(message, part),
  ]);
}

/** From each opening delimiter to the end of the part below it. */
function partFolds({ boundary, children }: Part): Fold[] {
  const opening = boundary?.delimiters.filter(({ closing }) => !closing) ?? [];
  return opening.flatMap(({ start }, i) => {
    const child = children[i];
    return child === undefined ? [] : [{ kind: 'part' as const, start, end: child.end }];
  });
}

function headFolds({ text }: Message, { fields }: Part): Fold[] {
  const [first] = fields;
  const last = fields.at(-1);
  if (first === undefined || last === undefined) return [];
  const long = fields.filter(({ value }) => text.slice(value.start, value.end).includes('\n'));
  return [
    { kind: 'head', start: first.start, end: lastSign(last) },
    ...long.map((field) => ({ kind: 'field' as const, start: field.start, end: lastSign(field) })),
  ];
}

/** The last line that says something. */
function lastSign({ value, colon }: Part['fields'][number]): number {
  return Math.max(value.end, colon + 1);
}

function contentFolds({ text }: Message, part: Part): Fold[] {
  if (part.kind !== 'leaf' || part.encoding !== 'base64') return [];
  let { start, end } = part.body;
  while (start < end && /\s/.test(text[start] ?? '')) start++;
  while (end > start && /\s/.test(text[end - 1] ?? '')) end--;
  return start < end ? [{ kind: 'base64', start, end }] : [];
}
