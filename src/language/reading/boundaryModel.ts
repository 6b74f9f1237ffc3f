/** A boundary and all the places it stands in: where it is declared, and every delimiter. To show them together and to rename it. Pure. */
import type { Boundary, Message, Part } from '../model/part';
import { ancestors, innermost } from '../model/place';
import { cut, touches, type Edit, type Span } from '../model/span';

export interface BoundaryPlaces {
  readonly value: string;
  readonly part: Part;
  /** In the Content-Type field, without quotes. */
  readonly declared: Span;
  /** Behind the `--` of each delimiter. */
  readonly delimiters: readonly Span[];
}

/** The boundary under the cursor, in its declaration or in a delimiter. */
export function boundaryAt(message: Message, offset: number): BoundaryPlaces | undefined {
  const part = innermost(message.root, offset);
  for (const around of [part, ...ancestors(message.root, part)]) {
    if (around.kind !== 'multipart') continue;
    const places = placesOf(around, around.boundary);
    if ([places.declared, ...places.delimiters].some((span) => touches(span, offset))) return places;
  }
  return undefined;
}

function placesOf(part: Part, { value, declared, delimiters }: Boundary): BoundaryPlaces {
  const spans = delimiters.map(({ start }) => ({ start: start + 2, end: start + 2 + value.length }));
  return { value, part, declared: declared.valueSpan, delimiters: spans };
}

/** Whether it stands in its declaration sign for sign as in the delimiters: not folded, nothing escaped. */
export function isWrittenAlike({ text }: Message, { value, declared }: BoundaryPlaces): boolean {
  return cut(text, declared) === value;
}

/** Why it can't be the name, as a sentence; undefined when it can. */
export function whyNot(message: Message, places: BoundaryPlaces, name: string): string | undefined {
  if (name === places.value) return undefined;
  if (name.length === 0 || name.length > 70) return 'A boundary has 1 to 70 characters (RFC 2046 §5.1.1).';
  if (!/^[0-9A-Za-z'()+_,./:=? -]+$/.test(name))
    return "A boundary is made of letters, digits and '()+_,-./:=? and blanks (RFC 2046 §5.1.1).";
  if (name.endsWith(' ')) return 'A boundary does not end with a blank (RFC 2046 §5.1.1).';
  const taken = message.parts.some((part) => part !== places.part && part.boundary?.value === name);
  if (taken) return `Another multipart of this message has the boundary ${name}.`;
  const { start, end } = places.part.body;
  const body = message.text.slice(start, end);
  if (body.startsWith(`--${name}`) || body.includes(`\n--${name}`))
    return `A line of the body begins with --${name} already: it would become a delimiter.`;
  return undefined;
}

/** Everywhere at once. Signs that a token does not have need quotes (RFC 2045 §5.1). */
export function renamed(places: BoundaryPlaces, name: string): Edit[] {
  const quoted = places.part.boundary?.declared.quoted === true;
  const needsQuotes = !quoted && /[^0-9A-Za-z'+_.-]/.test(name);
  const declaration = { ...places.declared, text: needsQuotes ? `"${name}"` : name };
  return [declaration, ...places.delimiters.map((span) => ({ ...span, text: name }))];
}
