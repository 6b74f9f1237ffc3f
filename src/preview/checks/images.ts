/**
 * Images of a message against what it does with them: too heavy, larger than they are shown, without a size, missing, never shown, or on
 * another host. Sizes are read from the first octets of a picture; one that can't be read is left out. Pure.
 */
import { imageSize } from 'image-size';
import { sizeText } from '../../language/model/content';
import type { Part } from '../../language/model/part';
import { nameOf, octetsOf, sizeOf } from '../mail/content';
import { contentId, type Mail } from '../mail/mail';
import { attributeAt, type Element, type HtmlPage } from './page';
import type { Found } from './report';

const heavy = 200_000;
const readable = new Set(['image/png', 'image/jpeg', 'image/jpg', 'image/gif', 'image/webp', 'image/bmp']);
const mostRead = 500;
/** Of a picture, to find its size in. */
const mostOctets = 500_000;

export function imageFindings(mail: Mail, page: HtmlPage): Found[] {
  const parts = byId(mail);
  const shown = page.elements.filter(({ name }) => name === 'img');
  return [
    ...shown.flatMap((image, i) => ofImage({ mail, parts, read: i < mostRead }, image)),
    ...remote(shown),
    ...unused(mail, page),
    ...heavyParts(mail),
  ];
}

interface Around {
  readonly mail: Mail;
  readonly parts: ReadonlyMap<string, Part>;
  readonly read: boolean;
}

function ofImage({ mail, parts, read }: Around, image: Element): Found[] {
  const src = image.attributes.get('src')?.trim() ?? '';
  const at = attributeAt(image, 'src');
  if (/^data:/i.test(src)) return [{ ...inData, at, words: src.slice(0, 60) }];
  const unsized = image.attributes.has('width') || /width\s*:/i.test(image.attributes.get('style') ?? '');
  const found: Found[] = unsized ? [] : [{ ...withoutSize, at: image.at, words: src.slice(0, 100) }];
  if (!/^cid:/i.test(src)) return found;
  const part = parts.get(idIn(src));
  if (part === undefined) return [...found, { ...missing, at, words: src }];
  return read ? [...found, ...oversized(mail, part, image)] : found;
}

const inData: Found = {
  rule: 'data-image',
  level: 'warning',
  what: 'An image stands in the HTML as a data: URI',
  why: 'Gmail and Outlook do not show it, and it counts towards the 102 KiB at which Gmail cuts. Attach it and refer to it by cid:.',
};
const withoutSize: Found = {
  rule: 'image-without-size',
  level: 'note',
  what: 'An image has no width',
  why: 'Until it is loaded, and where images are off, the layout is another; Outlook shows it as large as its file says.',
};
const missing: Found = {
  rule: 'cid-missing',
  level: 'problem',
  what: 'An image refers to a part that the message does not have',
  why: 'No part has that Content-ID: readers see a broken image.',
};

/** More than twice as wide as it is shown: twice is what fine screens use. */
function oversized(mail: Mail, part: Part, image: Element): Found[] {
  const size = pixels(mail, part);
  const shown = Number(/^\s*(\d{1,5})(?:px)?\s*$/.exec(image.attributes.get('width') ?? '')?.[1] ?? NaN);
  if (size === undefined || !(shown > 0) || size.width <= 2 * shown || size.width < 100) return [];
  return [
    {
      rule: 'image-oversized',
      level: 'warning',
      what: 'An image is much larger than it is shown',
      why: 'Twice the width is enough for fine screens; the rest is loaded and thrown away.',
      at: image.at,
      words: `${size.width} × ${size.height} shown ${shown} wide, ${sizeText(sizeOf(mail, part))}`,
    },
  ];
}

function pixels(mail: Mail, part: Part): { width: number; height: number } | undefined {
  if (part.kind !== 'leaf' || !readable.has(part.type.word)) return undefined;
  try {
    const { width, height, type } = imageSize(new Uint8Array(octetsOf(mail, part, mostOctets)));
    return /^(?:png|jpg|gif|webp|bmp)$/.test(type ?? '') ? { width, height } : undefined;
  } catch {
    return undefined;
  }
}

function remote(shown: readonly Element[]): Found[] {
  const away = shown.filter(({ attributes }) => /^(?:https?:)?\/\//i.test(attributes.get('src')?.trim() ?? ''));
  const tracking = away.filter(({ attributes }) => isDot(attributes));
  const each = (rule: Found, images: readonly Element[]): Found[] =>
    images.map((image) => ({
      ...rule,
      what: rule.what.replace('$', String(images.length)),
      at: attributeAt(image, 'src'),
      words: image.attributes.get('src') ?? '',
    }));
  return [...each(remoteImages, away), ...each(pixelImages, tracking)];
}

const remoteImages: Found = {
  rule: 'remote-images',
  level: 'note',
  what: 'Remote images: $',
  why: 'Many mail programs do not load them until they are asked to; their size is not part of the message and was not looked at.',
};
const pixelImages: Found = {
  rule: 'tracking-pixel',
  level: 'note',
  what: 'Images of one pixel: $',
  why: 'They tell when a mail was opened. Apple Mail and Gmail load them by a proxy, so what they count says little.',
};

function isDot(attributes: ReadonlyMap<string, string>): boolean {
  const side = (name: string): boolean => /^[01](?:px)?$/.test(attributes.get(name)?.trim() ?? '');
  return side('width') && side('height');
}

/** Pictures beside the HTML that nothing in it shows. */
function unused(mail: Mail, { words }: HtmlPage): Found[] {
  const { text, parts } = mail.message;
  const names = new Set([...words.matchAll(/cid:([^\s"'<>)]{1,500})/gi)].map(([whole]) => idIn(whole)));
  return parts.flatMap((part) => {
    const id = part.type.word.startsWith('image/') ? contentId(text, part) : undefined;
    if (id === undefined || names.has(id)) return [];
    const what = `The picture ${nameOf(mail, part)?.slice(0, 100) ?? id.slice(0, 100)} is not shown in the HTML`;
    const why = `Nothing refers to its Content-ID: ${sizeText(sizeOf(mail, part))} that most mail programs show as an attachment.`;
    return [{ rule: 'picture-unused', level: 'warning', what, why }];
  });
}

function heavyParts(mail: Mail): Found[] {
  return mail.message.parts.flatMap((part) => {
    if (!part.type.word.startsWith('image/') || sizeOf(mail, part) <= heavy) return [];
    const what = `The picture ${nameOf(mail, part)?.slice(0, 100) ?? part.path} has ${sizeText(sizeOf(mail, part))}`;
    const why = 'On a phone it takes seconds; most pictures of a mail do with less than 200 KB.';
    return [{ rule: 'image-heavy', level: 'warning', what, why }];
  });
}

function byId({ message }: Mail): ReadonlyMap<string, Part> {
  const found = new Map<string, Part>();
  for (const part of message.parts) {
    const id = contentId(message.text, part);
    if (id !== undefined && !found.has(id)) found.set(id, part);
  }
  return found;
}

function idIn(url: string): string {
  try {
    return decodeURIComponent(url.slice('cid:'.length));
  } catch {
    return url.slice('cid:'.length);
  }
}
