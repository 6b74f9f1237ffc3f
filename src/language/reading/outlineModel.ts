/** The outline of a message: its fields, then its parts with what they are, what they are called and how large they are. Pure. */
import { decodeWords } from '../../engine/message/encodedWord';
import { decodedSize, fileNameOf, sizeText } from '../model/content';
import { unfolded, type Field } from '../model/fields';
import type { Message, Part } from '../model/part';
import type { Span } from '../model/span';

export interface Entry {
  readonly kind: 'envelope' | 'field' | 'multipart' | 'message' | 'text' | 'file';
  readonly name: string;
  readonly detail: string;
  readonly span: Span;
  /** What is shown when it is chosen; inside of `span`. */
  readonly selection: Span;
  readonly children: readonly Entry[];
}

export function outlineOf(message: Message): Entry[] {
  const { root } = message;
  return [...fieldEntries(message, root), ...partEntries(message, root)];
}

function fieldEntries({ text, envelope }: Message, part: Part): Entry[] {
  return part.fields.map((field) => ({
    kind: envelope.includes(field) ? 'envelope' : 'field',
    name: field.name,
    detail: shown(decodeWords(unfolded(text, short(field)))),
    span: lineless(text, field),
    selection: field.nameSpan,
    children: [],
  }));
}

function partEntries(message: Message, parent: Part): Entry[] {
  return parent.children.map((part) => {
    const span = lineless(message.text, { start: part.start, end: Math.max(part.end, part.head.end) });
    return {
      kind: kindOf(part),
      name: part.type.word,
      detail: detailOf(message, part),
      span,
      selection: selectionOf(part, span),
      children: [...fieldEntries(message, part), ...partEntries(message, part)],
    };
  });
}

function kindOf(part: Part): Entry['kind'] {
  if (part.kind !== 'leaf') return part.kind;
  return part.type.word.startsWith('text/') ? 'text' : 'file';
}

function detailOf({ text }: Message, part: Part): string {
  const name = fileNameOf(text, part);
  const inside = part.kind === 'leaf' ? sizeText(decodedSize(text, part)) : `${part.children.length} parts`;
  return [part.path, name, inside].filter((word) => word !== undefined).join(' · ');
}

/** Where the part says what it is, else where it begins. */
function selectionOf({ type, typeImplied, start }: Part, span: Span): Span {
  const isThere = !typeImplied && type.wordSpan.end <= span.end;
  return isThere ? type.wordSpan : { start, end: start };
}

/** A value of megabytes is not shown whole. */
function short({ value }: Field): Span {
  return { start: value.start, end: Math.min(value.end, value.start + 400) };
}

function shown(value: string): string {
  return value.length > 100 ? `${value.slice(0, 99)}…` : value;
}

function lineless(text: string, { start, end }: Span): Span {
  let to = end;
  while (to > start && (text[to - 1] === '\n' || text[to - 1] === '\r')) to--;
  return { start, end: to };
}
