/**
 * Values of the shape `word; name=value; name="value"` (Content-Type, Content-Disposition, ...) with the offsets of all that is in them.
 * Tolerant: what makes no sense is skipped. Continuations and charsets of RFC 2231 are put together by `parameterText`.
 */
import { isBlank, type Span } from './span';

export interface Parameter {
  /** Lower case, with its `*0*` if it has one. */
  readonly name: string;
  readonly nameSpan: Span;
  /** Unquoted. */
  readonly value: string;
  /** Without the quotes. */
  readonly valueSpan: Span;
  readonly quoted: boolean;
}

export interface Structured {
  /** What stands in front of the first semicolon, lower case, without blanks and comments. */
  readonly word: string;
  readonly wordSpan: Span;
  readonly parameters: readonly Parameter[];
}

export function readStructured(text: string, span: Span): Structured {
  const word = upTo(text, span, ';');
  const parameters: Parameter[] = [];
  let at = word.end;
  while (at < span.end) {
    const found = readParameter(text, { start: at + 1, end: span.end });
    if (found.parameter !== undefined) parameters.push(found.parameter);
    at = found.end;
  }
  return { word: wordIn(text, word), wordSpan: wordSpan(text, word), parameters };
}

/** From the start up to the sign, or to the end; comments and quoted strings hide signs. */
function upTo(text: string, { start, end }: Span, sign: string): Span {
  let at = start;
  while (at < end && text[at] !== sign) at = behind(text, at, end);
  return { start, end: at };
}

/** The offset behind what stands at `at`: a comment or a quoted string as a whole, else one character. */
export function behind(text: string, at: number, end: number): number {
  if (text[at] === '"') return behindQuoted(text, at, end);
  return text[at] === '(' ? behindComment(text, at, end) : at + 1;
}

function behindQuoted(text: string, start: number, end: number): number {
  let at = start + 1;
  while (at < end && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return Math.min(at + 1, end);
}

function behindComment(text: string, start: number, end: number): number {
  let depth = 0;
  for (let at = start; at < end; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at + 1;
  }
  return end;
}

function wordIn(text: string, span: Span): string {
  const { start, end } = wordSpan(text, span);
  return text.slice(start, end).toLowerCase();
}

/** The first run without blanks and comments. */
function wordSpan(text: string, span: Span): Span {
  const start = pastBlanks(text, span.start, span.end);
  let end = start;
  while (end < span.end && !isBlank(text.charCodeAt(end)) && text[end] !== '(') end++;
  return { start, end };
}

function pastBlanks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && (isBlank(text.charCodeAt(at)) || text[at] === '('))
    at = text[at] === '(' ? behindComment(text, at, end) : at + 1;
  return at;
}

function readParameter(text: string, span: Span): { readonly parameter?: Parameter; readonly end: number } {
  const rest = upTo(text, span, ';');
  const start = pastBlanks(text, rest.start, rest.end);
  const equals = upTo(text, { start, end: rest.end }, '=');
  if (equals.end === rest.end) return { end: rest.end };
  let nameEnd = equals.end;
  while (nameEnd > start && isBlank(text.charCodeAt(nameEnd - 1))) nameEnd--;
  const valueAt = pastBlanks(text, equals.end + 1, rest.end);
  const quoted = text[valueAt] === '"';
  const valueSpan = quoted ? insideQuotes(text, valueAt, rest.end) : wordSpan(text, { start: valueAt, end: rest.end });
  const raw = text.slice(valueSpan.start, valueSpan.end);
  const parameter = {
    name: text.slice(start, nameEnd).toLowerCase(),
    nameSpan: { start, end: nameEnd },
    value: quoted ? raw.replace(/\r*\n/g, '').replace(/\\(.)/g, '$1') : raw,
    valueSpan,
    quoted,
  };
  return { parameter, end: rest.end };
}

function insideQuotes(text: string, at: number, end: number): Span {
  const close = behindQuoted(text, at, end);
  const closed = close > at + 1 && text[close - 1] === '"';
  return { start: at + 1, end: closed ? close - 1 : close };
}

/** The value of a parameter, its RFC 2231 pieces joined and decoded. */
export function parameterText({ parameters }: Structured, name: string): string | undefined {
  const plain = parameters.find((each) => each.name === name);
  if (plain !== undefined) return plain.value;
  const pieces = parameters.flatMap((each) => pieceOf(each, name)).sort((a, b) => a.number - b.number);
  if (pieces.length === 0) return undefined;
  return decodePieces(pieces);
}

interface Piece {
  readonly number: number;
  readonly encoded: boolean;
  readonly value: string;
}

/** `name*`, `name*0`, `name*0*` (RFC 2231 §3, §4). */
function pieceOf(parameter: Parameter, name: string): Piece[] {
  const [, base, number = '0', star] = /^([^*]+)\*(\d+)?(\*)?$/.exec(parameter.name) ?? [];
  if (base !== name) return [];
  const encoded = star !== undefined || parameter.name === `${name}*`;
  return [{ number: Number(number), encoded, value: parameter.value }];
}

function decodePieces(pieces: readonly Piece[]): string {
  const [first] = pieces;
  const [, charset = 'utf-8', rest] = /^([^']*)'[^']*'(.*)$/s.exec(first?.encoded === true ? first.value : '') ?? [];
  const bytes = pieces.map(({ encoded, value }, i) => {
    const own = i === 0 && rest !== undefined ? rest : value;
    return encoded ? percentDecoded(own) : Buffer.from(own, 'utf8');
  });
  try {
    return new TextDecoder(charset === '' ? 'utf-8' : charset).decode(Buffer.concat(bytes));
  } catch {
    return Buffer.concat(bytes).toString('latin1');
  }
}

function percentDecoded(value: string): Buffer {
  const text = value.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(text, 'latin1');
}
