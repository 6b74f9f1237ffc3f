/**
 * The tree of parts as lines: media type, the parameters that tell something of the content, disposition and name. Boundaries, charsets and
 * encodings are only told where everything is compared. Pure.
 */
import { fieldOf } from '../language/model/fields';
import { parameterText, readStructured, type Structured } from '../language/model/parameters';
import type { Part } from '../language/model/part';
import { nameOf, readable } from '../preview/mail/content';
import type { Mail } from '../preview/mail/mail';
import type { Titles } from './titles';
import type { Wishes } from './wishes';

interface Telling {
  readonly mail: Mail;
  readonly titles: Titles;
  readonly wishes: Wishes;
}

export function structureLines(mail: Mail, titles: Titles, wishes: Wishes): string[] {
  return mail.message.parts.map(
    (part) => `${'  '.repeat(Math.min(part.level, deepestIndent))}${structureLine({ mail, titles, wishes }, part)}`,
  );
}

const deepestIndent = 32;

function structureLine(telling: Telling, part: Part): string {
  const { mail, wishes } = telling;
  const name = nameOf(mail, part);
  const disposition = dispositionOf(mail, part);
  const words = [
    part.type.word,
    ...parameters(telling, part.type, name),
    ...(wishes.what === 'everything' ? [`encoded as ${part.encoding}`] : []),
    ...(name === undefined ? [] : [JSON.stringify(name.replace(/\s+/g, ' '))]),
    ...(disposition === undefined ? [] : [disposition.word, ...parameters(telling, disposition, name)]),
  ];
  return words.filter((word) => word !== '').join(' ');
}

function dispositionOf({ message }: Mail, part: Part): Structured | undefined {
  const field = fieldOf(part.fields, 'content-disposition');
  if (field === undefined) return undefined;
  return readStructured(message.text, { ...field.value, end: Math.min(field.value.end, field.value.start + 65_536) });
}

/** How it was packed, not what it is. */
const packing = new Set(['boundary', 'charset', 'charset-edited']);

/** Sorted; a name that is told as that of the part is not told again. */
function parameters({ titles, wishes }: Telling, value: Structured, name: string | undefined): string[] {
  const names = [...new Set(value.parameters.map((each) => each.name.replace(/\*.*$/s, '')))].sort();
  return names.flatMap((key) => {
    const text = readable(parameterText(value, key) ?? '').replace(/\s+/g, ' ');
    if (isName(key) && (text === name || text.trim() === '')) return [];
    if (wishes.what === 'everything') return [`${key}=${JSON.stringify(text)}`];
    return packing.has(key) ? [] : [`${key}=${JSON.stringify(key === 'start' ? started(text, titles) : text)}`];
  });
}

function isName(key: string): boolean {
  return key === 'name' || key === 'filename';
}

/** Which part of multipart/related is the first is told by a Content-ID (RFC 2387). */
function started(text: string, titles: Titles): string {
  return titles.named(text.replace(/^<|>$/g, '')) ?? text;
}
