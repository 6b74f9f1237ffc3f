/** What fits behind the colon of a field: addresses, media types with their parameters, fixed words, the moment of now. Pure. */
import { rfc5322Date } from '../../engine/message/outgoing';
import { fieldKind } from '../knowledge/headerFields';
import {
  contentParameters,
  dispositionParameters,
  dispositions,
  fixedWords,
  mediaTypes,
  parameterWords,
  transferEncodings,
  type Words,
} from '../knowledge/values';
import type { Field } from '../model/fields';
import type { Message } from '../model/part';
import { innermost } from '../model/place';
import { cut, type Span } from '../model/span';
import { addressSuggestions, pathSuggestions } from './addresses';

import type { Suggestion, SuggestionKind, ValuePlace } from './suggestion';

export function valueSuggestions(place: ValuePlace): Suggestion[] {
  const { field, around } = place;
  switch (fieldKind(field.key)) {
    case 'addresses':
      return addressSuggestions(place);
    case 'path':
      return pathSuggestions(place);
    case 'date':
      return whole(place, { [rfc5322Date(around.now)]: 'now' }, 'moment');
    case 'ids':
      return field.key === 'message-id' ? whole(place, { [newId(place)]: 'an id nobody has used yet' }, 'moment') : [];
    case 'structured':
      return structuredSuggestions(place);
    case 'uris':
    case 'text':
      return whole(place, fixedWords[field.key] ?? {}, 'word');
  }
}

function newId({ message: { root, text }, around }: ValuePlace): string {
  const from = root.fields.find(({ key }) => key === 'from');
  const domain = from === undefined ? undefined : /@([^\s<>,;"()]+)/.exec(cut(text, from.value))?.[1];
  return `<${around.unique}@${domain ?? 'localhost'}>`;
}

/** In place of the whole value. */
function whole({ message, field, offset }: ValuePlace, words: Words, kind: SuggestionKind): Suggestion[] {
  return offered(words, kind, valueSpan(message, field, offset));
}

function valueSpan({ text }: Message, { colon, value }: Field, offset: number): Span {
  const isEmpty = value.start === value.end;
  if (!isEmpty) return { start: Math.min(value.start, offset), end: Math.max(value.end, offset) };
  const from = text[colon + 1] === ' ' ? colon + 2 : colon + 1;
  return { start: Math.min(from, offset), end: offset };
}

function offered(words: Words, kind: SuggestionKind, span: Span): Suggestion[] {
  return Object.entries(words).map(([label, detail], i) => ({ kind, label, detail, insert: label, span, rank: i }));
}

/** In front of the first semicolon the word; behind one the name of a parameter; behind `=` its value. */
function structuredSuggestions(place: ValuePlace): Suggestion[] {
  const { message, field, offset } = place;
  const { text } = message;
  const before = text.slice(field.colon + 1, offset);
  const [, name] = /;\s*([^;=\s]*)$/.exec(before) ?? [];
  if (name !== undefined) {
    const span = { start: offset - name.length, end: wordEnd(text, offset, /[A-Za-z0-9-]/) };
    return offered(parametersFor(place), 'parameter', span).map((each) => ({ ...each, insert: `${each.label}=` }));
  }
  const [, parameter = '', value] = /;\s*([^;=\s]+)\s*=\s*"?([^";\s]*)$/.exec(before) ?? [];
  if (value !== undefined) {
    const span = { start: offset - value.length, end: wordEnd(text, offset, /[^\s";]/) };
    return offered(parameterWords[parameter.toLowerCase()] ?? {}, 'word', span);
  }
  return before.includes(';') ? [] : offered(wordsFor(field), 'word', wordSpan(text, before, offset));
}

function wordSpan(text: string, before: string, offset: number): Span {
  const typed = /\S*$/.exec(before)?.[0] ?? '';
  return { start: offset - typed.length, end: wordEnd(text, offset, /[^\s;]/) };
}

function wordEnd(text: string, from: number, fits: RegExp): number {
  let at = from;
  while (at < text.length && fits.test(text[at] ?? '')) at++;
  return at;
}

function wordsFor({ key }: Field): Words {
  if (key === 'content-type') return mediaTypes;
  if (key === 'content-transfer-encoding') return transferEncodings;
  return key === 'content-disposition' ? dispositions : (fixedWords[key] ?? {});
}

/** What is not there yet. */
function parametersFor({ message, field, offset }: ValuePlace): Words {
  const present = new Set([...cut(message.text, field.value).matchAll(/;\s*([^;=\s]+)\s*=/g)].map(([, name]) => name));
  const known =
    field.key === 'content-type'
      ? contentParameters(innermost(message.root, offset).type.word)
      : field.key === 'content-disposition'
        ? dispositionParameters
        : {};
  return Object.fromEntries(Object.entries(known).filter(([name]) => !present.has(name)));
}
