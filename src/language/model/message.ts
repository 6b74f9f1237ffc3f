/**
 * A mail message as a model with offsets: header fields, MIME tree, where each part begins and ends, which line is which delimiter.
 * The one parse that all features of the editor share. Tolerant and never throws; linear in the text; what is over a limit (parts,
 * levels) is left as text and named in `leftOut`. Decodes nothing: that is for whoever needs it.
 */
import { envelopeLength } from '../../engine/message/envelopeBlock';
import { isMessageType } from '../../engine/message/mediaType';
import { bodyEnd, delimiterAt, skipToDelimiter, type Reading } from './delimiters';
import { fieldOf, lineEnd, readHead, type Field, type Head } from './fields';
import { readStructured, type Parameter, type Structured } from './parameters';
import { isEncoded, limits, type Delimiter, type Message, type Part, type PartFacts } from './part';
import type { Span } from './span';

export function readMessage(text: string): Message {
  const reading: Reading = { text, at: 0, open: [], byValue: new Map(), count: 0, leftOut: new Set() };
  // A byte order mark is no part of the message (docs/mailroot.md).
  if (text.charCodeAt(0) === 0xfeff) reading.at = 1;
  const root = readPart(reading, { path: '', level: 0, byDefault: 'text/plain' });
  return { text, envelope: envelopeOf(root.fields), root, parts: flattened(root), leftOut: [...reading.leftOut] };
}

function envelopeOf(fields: readonly Field[]): readonly Field[] {
  return fields.slice(0, envelopeLength(fields.slice(0, mostEnvelopeLines).map(({ name }) => name)));
}

const mostEnvelopeLines = 10_000;

function flattened(root: Part): Part[] {
  const all: Part[] = [];
  const visit = (part: Part): void => {
    all.push(part);
    part.children.forEach(visit);
  };
  visit(root);
  return all;
}

interface Place {
  readonly path: string;
  readonly level: number;
  /** Media type without a Content-Type: text/plain, or message/rfc822 in a digest (RFC 2046 §5.1.5). */
  readonly byDefault: 'text/plain' | 'message/rfc822';
}

function readPart(reading: Reading, place: Place): Part {
  const { text, at: start } = reading;
  reading.count++;
  const head = readHead(text, start, (at) => delimiterAt(reading, at) !== undefined);
  reading.at = head.bodyAt;
  const declared = fieldOf(head.fields, 'content-type');
  const type = declared === undefined ? undefined : readStructured(text, capped(declared.value));
  const known = type !== undefined && /^[^\s/]+\/[^\s/]+$/.test(type.word) ? type : undefined;
  const facts = {
    start,
    path: place.path,
    level: place.level,
    head: { start, end: head.end },
    fields: head.fields,
    headEnded: head.ended,
    type: known ?? implied(place.byDefault, head),
    typeImplied: known === undefined,
    encoding: encodingOf(text, head.fields),
  };
  return readBody(reading, facts, place);
}

/** A value of megabytes is no media type: its first 64 KiB decide. */
function capped({ start, end }: Span): Span {
  return { start, end: Math.min(end, start + 65_536) };
}

function implied(word: string, { end }: Head): Structured {
  return { word, wordSpan: { start: end, end }, parameters: [] };
}

function encodingOf(text: string, fields: readonly Field[]): string {
  const field = fieldOf(fields, 'content-transfer-encoding');
  const word = field === undefined ? '' : readStructured(text, capped(field.value)).word;
  return word === '' ? '7bit' : word;
}

type Facts = Omit<PartFacts, 'end' | 'body'>;

function readBody(reading: Reading, facts: Facts, place: Place): Part {
  const { text, at: bodyStart } = reading;
  const shape = shapeOf(facts);
  const inside = shape !== 'leaf' && mayGoDeeper(reading, place.level) ? shape : 'leaf';
  const boundary = inside === 'multipart' ? boundaryOf(facts.type) : undefined;
  if (inside === 'message') {
    const path = facts.path === '' ? '1' : `${facts.path}.1`;
    const child = readPart(reading, { path, level: place.level + 1, byDefault: 'text/plain' });
    return { ...facts, kind: 'message', children: [child], body: { start: bodyStart, end: child.end }, end: child.end };
  }
  if (boundary !== undefined) return readMultipart(reading, { ...facts, bodyStart }, boundary);
  skipToDelimiter(reading);
  const end = bodyEnd(text, bodyStart, reading.at);
  return { ...facts, kind: 'leaf', children: [], body: { start: bodyStart, end }, end };
}

function shapeOf({ type, encoding }: Facts): Part['kind'] {
  if (type.word.startsWith('multipart/')) return 'multipart';
  return isMessageType(type.word) && !isEncoded(encoding) ? 'message' : 'leaf';
}

function mayGoDeeper(reading: Reading, level: number): boolean {
  if (level + 1 > limits.levels) reading.leftOut.add('levels');
  else if (reading.count >= limits.parts) reading.leftOut.add('parts');
  else return true;
  return false;
}

function boundaryOf({ parameters }: Structured): Parameter | undefined {
  return parameters.find(({ name, value }) => name === 'boundary' && value !== '');
}

function readMultipart(reading: Reading, facts: Facts & { bodyStart: number }, declared: Parameter): Part {
  const { bodyStart, ...rest } = facts;
  const value = declared.value.trimEnd();
  const index = reading.open.length;
  const hidden = reading.byValue.get(value);
  reading.open.push(value);
  reading.byValue.set(value, index);
  const { children, delimiters } = readChildren(reading, rest, index);
  reading.open.pop();
  if (hidden === undefined) reading.byValue.delete(value);
  else reading.byValue.set(value, hidden);
  // The epilogue, up to a delimiter of somebody further out.
  skipToDelimiter(reading);
  const end = bodyEnd(reading.text, bodyStart, reading.at);
  const boundary = { value, declared, delimiters, closed: delimiters.at(-1)?.closing === true };
  return { ...rest, kind: 'multipart', children, boundary, body: { start: bodyStart, end }, end };
}

function readChildren(reading: Reading, facts: Facts, index: number): { children: Part[]; delimiters: Delimiter[] } {
  const children: Part[] = [];
  const delimiters: Delimiter[] = [];
  const byDefault = facts.type.word === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
  for (;;) {
    skipToDelimiter(reading);
    const found = delimiterAt(reading, reading.at);
    if (found?.index !== index) break;
    delimiters.push({ start: found.start, end: found.end, closing: found.closing });
    reading.at = lineEnd(reading.text, reading.at);
    if (found.closing) break;
    if (reading.count >= limits.parts) reading.leftOut.add('parts');
    else {
      const path = `${facts.path === '' ? '' : `${facts.path}.`}${children.length + 1}`;
      children.push(readPart(reading, { path, level: facts.level + 1, byDefault }));
    }
  }
  return { children, delimiters };
}
