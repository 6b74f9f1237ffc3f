/** What the value of a field reads as: decoded words, addresses in their parts, moments, media types and parameters. Pure. */
import { decodeWords } from '../../engine/message/encodedWord';
import { fieldKind } from '../knowledge/headerFields';
import {
  charsets,
  contentParameters,
  dispositions,
  mediaTypes,
  transferEncodings,
  type Words,
} from '../knowledge/values';
import { readDate } from '../model/dates';
import { unfolded, type Field } from '../model/fields';
import { parameterText, readStructured, type Structured } from '../model/parameters';
import type { Message } from '../model/part';
import type { Place } from '../model/place';
import { momentText, type Viewpoint } from '../model/momentText';
import { cut, touches, type Span } from '../model/span';
import { encodedWords } from '../model/words';
import { addressHover } from './addressHover';
import { markdown, said, type Block, type Hover } from './hover';

export interface ValueAt {
  readonly message: Message;
  readonly place: Extract<Place, { kind: 'name' | 'value' }>;
  readonly offset: number;
}

/** A value of megabytes is not decoded for a hover. */
const longest = 20_000;

export function valueHover(at: ValueAt, view: Viewpoint): Hover | undefined {
  const { message, place, offset } = at;
  const { field } = place;
  if (field.value.end - field.value.start > longest) return undefined;
  switch (fieldKind(field.key)) {
    case 'addresses':
      return addressHover(message.text, field.value, offset);
    case 'path':
      return addressHover(message.text, pathSpan(message.text, field.value), offset);
    case 'date':
      return dateHover(message.text, field, view);
    case 'structured':
      return structuredHover(at) ?? wordsHover(message.text, field);
    case 'ids':
    case 'uris':
    case 'text':
      return wordsHover(message.text, field);
  }
}

/** Behind the path there may be ESMTP parameters. */
function pathSpan(text: string, { start, end }: Span): Span {
  const [path = ''] = /^(?:[^<]*<[^>]*>|\S+)/.exec(text.slice(start, end)) ?? [];
  return { start, end: start + path.length };
}

/** The whole value, when something in it is encoded. */
function wordsHover(text: string, { value }: Field): Hover | undefined {
  const words = encodedWords(text, value);
  if (words.length === 0) return undefined;
  const how = [
    ...new Set(words.map(({ charset, kind }) => `${charset}, ${kind === 'b' ? 'base64' : 'quoted-printable'}`)),
  ];
  return {
    ...value,
    blocks: [said('Reads', decodeWords(unfolded(text, value))), said('Encoded words', how.join('; '))],
  };
}

function dateHover(text: string, { value }: Field, view: Viewpoint): Hover | undefined {
  const read = readDate(unfolded(text, value));
  if (read.kind === 'no-date') return undefined;
  return { ...value, blocks: [markdown(momentText(read.at, view))] };
}

function structuredHover({ message: { text }, place: { field }, offset }: ValueAt): Hover | undefined {
  const read = readStructured(text, field.value);
  if (touches(read.wordSpan, offset)) return wordHover(field.key, read);
  const parameter = read.parameters.find(
    ({ nameSpan, valueSpan }) => nameSpan.start <= offset && offset <= valueSpan.end,
  );
  if (parameter === undefined) return undefined;
  const base = parameter.name.replace(/\*.*$/, '');
  const value = parameterText(read, base) ?? parameter.value;
  const decoded = decodeWords(value);
  const span = { start: parameter.nameSpan.start, end: parameter.valueSpan.end };
  const isAsWritten = decoded === cut(text, parameter.valueSpan);
  const blocks = [
    ...meaningOf(field.key, { type: read.word, name: base, value }),
    ...(isAsWritten ? [] : [said('Reads', decoded)]),
  ];
  return blocks.length === 0 ? undefined : { ...span, blocks };
}

const wordsOf: Readonly<Record<string, Words>> = {
  'content-type': mediaTypes,
  'content-transfer-encoding': transferEncodings,
  'content-disposition': dispositions,
};

function wordHover(key: string, { word, wordSpan }: Structured): Hover | undefined {
  const meaning = wordsOf[key]?.[word];
  return meaning === undefined || meaning === ''
    ? undefined
    : { ...wordSpan, blocks: [markdown(`**${word}**: ${meaning}.`)] };
}

function meaningOf(key: string, { type, name, value }: { type: string; name: string; value: string }): Block[] {
  if (key !== 'content-type') return [];
  const meaning = contentParameters(type)[name];
  const charset = name === 'charset' ? charsets[value.toLowerCase()] : undefined;
  return [
    ...(meaning === undefined ? [] : [markdown(`**${name}**: ${meaning}.`)]),
    ...(charset === undefined ? [] : [markdown(`${charset}.`)]),
  ];
}
