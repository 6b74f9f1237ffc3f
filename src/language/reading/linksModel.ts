/**
 * What one can follow in a message: addresses, URLs, `cid:` to the part it names, Message-IDs of References are not among them.
 * Pure; capped, since a message may hold a million.
 */
import { readAddresses } from '../model/addresses';
import { fieldOf, unfolded, type Field } from '../model/fields';
import { readSource, sourceKey, type MailSource } from '../finding/sourceField';
import { fieldKind } from '../knowledge/headerFields';
import { percentDecoded } from '../model/cidUrl';
import type { Message, Part } from '../model/part';
import { cut, type Span } from '../model/span';

export interface Link extends Span {
  /** A URL, an offset in the same message, or the code that sent it. */
  readonly target:
    | { readonly kind: 'url'; readonly url: string }
    | { readonly kind: 'offset'; readonly offset: number }
    | { readonly kind: 'source'; readonly source: MailSource };
}

export const mostLinks = 5_000;

export function linksOf(message: Message): Link[] {
  const links: Link[] = [];
  const places = contentIds(message);
  for (const part of message.parts) {
    for (const field of part.fields) links.push(...fieldLinks(message, field));
    if (part.kind === 'leaf') links.push(...contentLinks(message, part, places));
    if (links.length >= mostLinks) return links.slice(0, mostLinks);
  }
  return links;
}

function fieldLinks({ text }: Message, field: Field): Link[] {
  if (fieldKind(field.key) === 'addresses')
    return readAddresses(text, field.value)
      .filter(({ problem, domain }) => problem === undefined && domain !== undefined)
      .map(({ address, text: to }) => ({
        ...address,
        target: url(`mailto:${encodeURIComponent(to).replace(/%40/g, '@')}`),
      }));
  if (field.key === sourceKey) {
    const source = readSource(unfolded(text, field.value));
    return source === undefined ? [] : [{ ...field.value, target: { kind: 'source', source } }];
  }
  return field.key.startsWith('list-') || field.key === 'archived-at' ? urls(text, field.value, plain) : [];
}

/** Content-IDs, without their brackets, and where the part begins. */
function contentIds({ text, parts }: Message): Map<string, number> {
  const places = new Map<string, number>();
  for (const part of parts) {
    const field = fieldOf(part.fields, 'content-id');
    if (field !== undefined) places.set(unfolded(text, field.value).replace(/^<|>$/g, ''), part.start);
  }
  return places;
}

function contentLinks({ text }: Message, part: Part, places: ReadonlyMap<string, number>): Link[] {
  if (!part.type.word.startsWith('text/') || part.encoding === 'base64') return [];
  const writing = part.encoding === 'quoted-printable' ? soft : plain;
  return [...urls(text, part.body, writing), ...cids({ text, part, writing }, places)];
}

/** How a URL is written in a body, and how it is read. */
interface Writing {
  readonly shape: RegExp;
  readonly decode: (written: string) => string;
}

const plain: Writing = { shape: /\bhttps?:\/\/[^\s<>"'()[\]]+/g, decode: (written) => written };
/** In quoted-printable `=3D` is an equals sign, and a URL may go on behind a soft line break. */
const soft: Writing = {
  shape: /\bhttps?:\/\/(?:=\r?\n|[^\s<>"'()[\]])+/g,
  decode: (written) =>
    written
      .replace(/=\r?\n/g, '')
      .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
};

function urls(text: string, span: Span, { shape, decode }: Writing): Link[] {
  return [...cut(text, span).matchAll(shape)].slice(0, mostLinks).map(({ 0: found, index }) => {
    const written = found.replace(/[.,;:!?]+$/, '');
    const start = span.start + index;
    return { start, end: start + written.length, target: url(decode(written)) };
  });
}

interface Content {
  readonly text: string;
  readonly part: Part;
  readonly writing: Writing;
}

function cids({ text, part, writing }: Content, places: ReadonlyMap<string, number>): Link[] {
  const found = [...cut(text, part.body).matchAll(/\bcid:([^\s<>"')]+)/g)].slice(0, mostLinks);
  return found.flatMap(({ 0: whole, 1: written = '', index }) => {
    const offset = places.get(percentDecoded(writing.decode(written)));
    const start = part.body.start + index;
    return offset === undefined
      ? []
      : [{ start, end: start + whole.length, target: { kind: 'offset' as const, offset } }];
  });
}

function url(text: string): Link['target'] {
  return { kind: 'url', url: text };
}
