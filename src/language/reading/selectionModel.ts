/** What a growing selection takes in, smallest first: local part, address, mailbox, value, field, head, part, message. Pure. */
import { fieldKind } from '../knowledge/headerFields';
import { readAddresses } from '../model/addresses';
import { lineContent } from '../model/fields';
import { readStructured } from '../model/parameters';
import type { Message } from '../model/part';
import { ancestors, placeAt, type Place } from '../model/place';
import { covers, touches, type Span } from '../model/span';
import { encodedWords } from '../model/words';

export function selectionsAt(message: Message, offset: number): Span[] {
  const place = placeAt(message, offset);
  const { part } = place;
  const around = [part, ...ancestors(message.root, part)];
  const chain = [
    ...innerSpans(message, place, offset),
    ...around.flatMap(({ head, body, start, end }) => [head, body, { start, end: Math.max(end, head.end) }]),
    { start: 0, end: message.text.length },
  ];
  return growing(chain, offset);
}

/** Each larger than the one before, all around the offset. */
function growing(chain: readonly Span[], offset: number): Span[] {
  const kept: Span[] = [];
  for (const span of chain) {
    const last = kept.at(-1);
    const grows = last === undefined || (covers(span, last) && (span.start < last.start || span.end > last.end));
    if (touches(span, offset) && grows && span.end > span.start) kept.push({ start: span.start, end: span.end });
  }
  return kept;
}

function innerSpans({ text }: Message, place: Place, offset: number): Span[] {
  if (place.kind === 'name') return [place.field.nameSpan, place.field];
  if (place.kind === 'value') return [...valueSpans(text, place, offset), place.field.value, place.field];
  return [line(text, offset), paragraph(text, offset, place.part.body)];
}

function valueSpans(text: string, { field }: Extract<Place, { field: unknown }>, offset: number): Span[] {
  const kind = fieldKind(field.key);
  if (kind === 'addresses') {
    const box = readAddresses(text, field.value).find((each) => touches(each, offset));
    return box === undefined
      ? []
      : [box.local, box.domain, box.address, box.name, box].filter((span) => span !== undefined);
  }
  if (kind === 'structured') {
    const { wordSpan, parameters } = readStructured(text, field.value);
    return [
      wordSpan,
      ...parameters.flatMap(({ nameSpan, valueSpan }) => [nameSpan, valueSpan, join(nameSpan, valueSpan)]),
    ];
  }
  return encodedWords(text, field.value);
}

function join(first: Span, second: Span): Span {
  return { start: first.start, end: second.end };
}

function line(text: string, offset: number): Span {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return lineContent(text, start);
}

/** Up to the blank lines around. */
function paragraph(text: string, offset: number, within: Span): Span {
  const before = Math.max(...breaks.map((gap) => text.lastIndexOf(gap, offset - 1) + gap.length));
  const after = breaks.map((gap) => text.indexOf(gap, offset)).filter((at) => at >= 0);
  return { start: Math.max(within.start, before), end: Math.min(within.end, ...after) };
}

const breaks = ['\n\n', '\r\n\r\n'] as const;
