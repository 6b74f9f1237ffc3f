/**
 * What a hover in a message says: on the name of a field what it means, on its value what it reads as, on a delimiter which part begins,
 * in a delivery status what its codes mean. Pure; nothing is fetched and nobody is asked.
 */
import { headerField, specUrl } from '../knowledge/headerFields';
import { decodedSize, sizeText } from '../model/content';
import { lineContent } from '../model/fields';
import type { Message, Part } from '../model/part';
import type { Viewpoint } from '../model/momentText';
import { placeAt } from '../model/place';
import { touches, type Span } from '../model/span';
import { codeAt } from './codes';
import { markdown, type Block, type Hover } from './hover';
import { valueHover } from './valueHover';

/** Where header fields are registered (RFC 3864). */
export const registry = 'https://www.iana.org/assignments/message-headers/message-headers.xhtml';

export function hoverAt(message: Message, offset: number, view: Viewpoint): Hover | undefined {
  const place = placeAt(message, offset);
  switch (place.kind) {
    case 'name':
      return { start: place.field.start, end: place.field.colon, blocks: nameBlocks(place.field.name) };
    case 'value':
      return touches(place.field.value, offset) ? valueHover({ message, place, offset }, view) : undefined;
    case 'head':
      return undefined;
    case 'between':
      return delimiterHover(message, place.part, offset);
    case 'body':
      return place.part.type.word === 'message/delivery-status' ? statusHover(message.text, offset) : undefined;
  }
}

function nameBlocks(name: string): Block[] {
  const known = headerField(name);
  if (known === undefined) {
    const own = /^x-/i.test(name)
      ? 'An own header field: X- names are not registered.'
      : 'No header field that is known here.';
    return [markdown(`**${name.replace(/[^\w-]/g, '\\$&')}**: ${own}`), markdown(`[IANA registry](${registry})`)];
  }
  const url = specUrl(known.spec);
  const links = [...(url === undefined ? [] : [`[${known.spec}](${url})`]), ...inRegistry(known.spec)];
  const often = known.once ? 'Stands once.' : 'May stand more than once.';
  return [
    markdown(`**${known.name}**: ${known.meaning}`),
    markdown([often, links.join(' · ')].filter((words) => words !== '').join(' ')),
  ];
}

/** What no RFC has is in no registry. */
function inRegistry(spec: string): string[] {
  return spec === '' ? [] : [`[IANA registry](${registry})`];
}

function delimiterHover({ text }: Message, part: Part, offset: number): Hover | undefined {
  const { boundary, type, children } = part;
  const index = boundary?.delimiters.findIndex((each) => touches(each, offset)) ?? -1;
  const delimiter = boundary?.delimiters[index];
  if (delimiter === undefined) return undefined;
  const { start, end } = delimiter;
  const child = children[index];
  const of = `\`${plain(type.word)}\``;
  if (delimiter.closing || child === undefined) return { start, end, blocks: [markdown(`The end of ${of}.`)] };
  const size = child.kind === 'leaf' ? sizeText(decodedSize(text, child)) : `${child.children.length} parts`;
  const words = `Part ${child.path} (${index + 1} of ${children.length}) of ${of}: \`${plain(child.type.word)}\`, ${size}.`;
  return { start, end, blocks: [markdown(words)] };
}

/** A media type of the message, without signs that would end a code span. */
function plain(word: string): string {
  return word.replace(/[^\w./+-]/g, '').slice(0, 80);
}

/** The body of a message/delivery-status is made of fields (RFC 3464 §2.1). */
function statusHover(text: string, offset: number): Hover | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const line: Span = lineContent(text, start);
  const content = text.slice(line.start, line.end);
  const [name = ''] = /^[A-Za-z-]+(?=:)/.exec(content) ?? [];
  if (name !== '' && offset <= start + name.length)
    return { start, end: start + name.length, blocks: nameBlocks(name) };
  const found = codeAt(content, offset - start, 'delivery-status');
  return found && { ...found, start: start + found.start, end: start + found.end };
}
