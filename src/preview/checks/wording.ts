/** Words in the place of images, and of links: what is said to who does not see them. Pure. */
import { attributeAt, textOf, type Element, type HtmlPage } from './page';
import type { Found } from './report';

export function wordsFindings({ elements }: HtmlPage): Found[] {
  const links = new Map<string, string>();
  return elements.flatMap((element) => {
    if (element.name === 'img' || element.name === 'area') return ofImage(element);
    return element.name === 'a' && element.attributes.has('href') ? ofLink(element, links) : [];
  });
}

const longestAlt = 150;

function ofImage(image: Element): Found[] {
  const alt = image.attributes.get('alt');
  const src = image.attributes.get('src') ?? image.attributes.get('href') ?? '';
  const at = attributeAt(image, 'alt');
  if (alt === undefined) return isSilent(image) ? [] : [{ ...altMissing, at: image.at, words: src }];
  if (
    /^\S{1,200}\.(?:png|jpe?g|gif|webp|svg|bmp)$/i.test(alt.trim()) ||
    /^(?:image|img|picture|logo\d|bild|spacer|untitled|\d+)$/i.test(alt.trim())
  )
    return [{ ...altName, at, words: alt }];
  return alt.length > longestAlt ? [{ ...altLong, at, words: alt }] : [];
}

function isSilent({ attributes }: Element): boolean {
  return (
    /^(?:presentation|none)$/.test(attributes.get('role') ?? '') ||
    attributes.get('aria-hidden') === 'true' ||
    (attributes.get('aria-label') ?? '') !== ''
  );
}

const altMissing: Found = {
  rule: 'alt-missing',
  level: 'problem',
  what: 'An image has no alt',
  why: 'Screen readers read its file name, and where images are off there is nothing. alt="" is right for what only decorates (WCAG 1.1.1).',
};
const altName: Found = {
  rule: 'alt-filename',
  level: 'warning',
  what: 'The alt of an image says nothing of what it shows',
  why: 'It is a file name, a number or “image”: say what the image says, or leave it empty.',
};
const altLong: Found = {
  rule: 'alt-long',
  level: 'note',
  what: `The alt of an image is longer than ${longestAlt} characters`,
  why: 'It is read in one go, and can’t be skipped in: put long texts beside the image.',
};

/** In the languages most mail is written in. */
const vague = new Set(
  [
    'click here|here|read more|more|learn more|link|this link|click|details|continue|go|download|this',
    'hier|hier klicken|klicken sie hier|klick hier|mehr|mehr erfahren|weiterlesen|weiter|zum link',
    'cliquez ici|ici|en savoir plus|lire la suite|plus|aquí|haga clic aquí|haz clic aquí|leer más|más|clicca qui|qui|leggi di più|klik hier|meer|lees meer|clique aqui|aqui|saiba mais',
  ].flatMap((words) => words.split('|')),
);

function ofLink(link: Element, links: Map<string, string>): Found[] {
  const words = said(link);
  const href = link.attributes.get('href')?.trim() ?? '';
  if (words === '') return [{ ...linkSilent, at: link.at, words: href }];
  const plain = words
    .toLowerCase()
    .slice(0, 100)
    .replace(/[\s»›>→.…!:]{1,20}$/, '');
  if (vague.has(plain)) return [{ ...linkVague, at: link.at, words }];
  const before = links.get(plain) ?? href;
  if (links.size < 10_000) links.set(plain, before);
  return before === href ? [] : [{ ...linkTwice, at: link.at, words }];
}

/** What a screen reader says of a link. */
function said(link: Element): string {
  const [label = '', title = ''] = ['aria-label', 'title'].map((name) => link.attributes.get(name)?.trim());
  return label !== '' ? label : textOf(link) || title;
}

const linkSilent: Found = {
  rule: 'link-silent',
  level: 'problem',
  what: 'A link has no words',
  why: 'A screen reader reads its URL, letter by letter: give its image an alt (WCAG 2.4.4).',
};
const linkVague: Found = {
  rule: 'link-vague',
  level: 'warning',
  what: 'The words of a link do not say where it leads',
  why: 'Who listens goes from link to link, and hears “here, here, here” (WCAG 2.4.4).',
};
const linkTwice: Found = {
  rule: 'link-same-words',
  level: 'note',
  what: 'Links with the same words lead to different places',
  why: 'Who hears a list of links can’t tell them apart.',
};
