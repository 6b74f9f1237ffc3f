/** How the HTML is built for those who listen to it: language, title, headings, tables, zoom. Pure. */
import { attributeAt, textOf, type Element, type HtmlPage } from './page';
import type { Found, Level } from './report';

export function structureFindings(page: HtmlPage): Found[] {
  return [...ofLanguage(page), ...ofTitle(page), ...ofHeadings(page), ...ofTables(page), ...ofOthers(page)];
}

const first = ({ elements }: HtmlPage, name: string): Element | undefined =>
  elements.find((each) => each.name === name);

function ofLanguage(page: HtmlPage): Found[] {
  const root = first(page, 'html');
  const named = [root, first(page, 'body')].find((each) => each?.attributes.has('lang') === true);
  const lang = named?.attributes.get('lang')?.trim() ?? '';
  if (named === undefined || lang === '') {
    const isInside = page.elements.some(({ attributes }) => (attributes.get('lang') ?? '') !== '');
    return isInside ? [] : [{ ...langMissing, at: root?.at ?? 0 }];
  }
  const place = { at: attributeAt(named, 'lang'), words: lang };
  if (!isLanguage(lang)) return [{ ...langUnknown, ...place }];
  const rightToLeft = /^(?:ar|fa|he|iw|ur|yi|ps|sd|ug|dv)(?:-|$)/i.test(lang);
  const said = page.elements.some(({ attributes }) => attributes.has('dir'));
  return rightToLeft && !said ? [{ ...dirMissing, ...place }] : [];
}

const langMissing: Found = {
  rule: 'lang-missing',
  level: 'problem',
  what: 'The HTML does not say its language',
  why: 'A screen reader speaks it in the language of its user: write <html lang="…">, and on the outermost element too, since web mail drops <html>.',
};
const langUnknown: Found = {
  rule: 'lang-unknown',
  level: 'problem',
  what: 'The language is not one',
  why: 'A language is written as in “en”, “de-AT” or “zh-Hans” (BCP 47); what is not known is not used.',
};
const dirMissing: Found = {
  rule: 'dir-missing',
  level: 'warning',
  what: 'The direction of writing is not said',
  why: 'Its language is written from right to left: without dir="rtl" punctuation and columns stand on the wrong side.',
};

function isLanguage(lang: string): boolean {
  try {
    return lang.length <= 35 && /^[a-z]{2,3}(?:-|$)/i.test(lang) && Intl.getCanonicalLocales(lang).length === 1;
  } catch {
    return false;
  }
}

function ofTitle(page: HtmlPage): Found[] {
  const title = first(page, 'title');
  if (title !== undefined && textOf(title) !== '') return [];
  const why = 'A screen reader says it first, and “View in browser” has no name without it.';
  const what = title === undefined ? 'The HTML has no title' : 'The title is empty';
  return [{ rule: 'title-missing', level: 'warning', what, why, at: title?.at ?? first(page, 'head')?.at }];
}

function ofHeadings({ elements }: HtmlPage): Found[] {
  const found: Found[] = [];
  let last = 0;
  for (const element of elements) {
    const level = Number(/^h([1-6])$/.exec(element.name)?.[1] ?? 0);
    if (level === 0) continue;
    const words = textOf(element);
    if (words === '') found.push({ ...emptyHeading, at: element.at });
    else {
      if (last > 0 && level > last + 1)
        found.push({ ...skippedHeading, at: element.at, words: `h${last}, then h${level}: ${words}` });
      last = level;
    }
  }
  return found;
}

const emptyHeading: Found = {
  rule: 'heading-empty',
  level: 'warning',
  what: 'A heading is empty',
  why: 'A screen reader lists it, and says nothing.',
};
const skippedHeading: Found = {
  rule: 'heading-skipped',
  level: 'warning',
  what: 'A level of headings is skipped',
  why: 'Who listens moves from heading to heading, and misses what seems to be left out.',
};

/** A table that has neither headers nor a caption lays out; it should say so. */
function ofTables({ elements }: HtmlPage): Found[] {
  const withHeads = new Set(elements.filter(({ name }) => name === 'th' || name === 'caption').map(tableOf));
  return elements.flatMap((table) => {
    if (table.name !== 'table') return [];
    const role = table.attributes.get('role')?.trim().toLowerCase();
    if (!withHeads.has(table)) return role === undefined ? [{ ...layoutTable, at: table.at }] : [];
    return role === 'presentation' || role === 'none' ? [{ ...dataTable, at: table.at }] : [];
  });
}

const layoutTable: Found = {
  rule: 'table-role',
  level: 'warning',
  what: 'A table that lays out has no role="presentation"',
  why: 'A screen reader reads “table with 3 rows and 2 columns” in front of everything in it.',
};
const dataTable: Found = {
  rule: 'table-data',
  level: 'warning',
  what: 'A table with headers has role="presentation"',
  why: 'Its headers are not read with its cells.',
};

function tableOf(element: Element): Element | undefined {
  for (let up = element.parent, n = 0; up !== undefined && n < 6; up = up.parent, n++)
    if (up.name === 'table') return up;
  return undefined;
}

interface Other {
  readonly rule: string;
  readonly level: Level;
  readonly what: string;
  readonly why: string;
  readonly is: (element: Element) => boolean;
}

const others: readonly Other[] = [
  {
    rule: 'zoom-off',
    level: 'problem',
    what: 'The reader is kept from zooming',
    why: 'Who can’t read small text has no way left: take out user-scalable=no and maximum-scale=1 (WCAG 1.4.4).',
    is: ({ name, attributes }) =>
      name === 'meta' &&
      attributes.get('name')?.toLowerCase() === 'viewport' &&
      /user-scalable\s*=\s*(?:no|0)|maximum-scale\s*=\s*1(?:\.0)?(?![\d.])/i.test(attributes.get('content') ?? ''),
  },
  {
    rule: 'moving-text',
    level: 'problem',
    what: 'Text moves or blinks',
    why: 'It can’t be read by many, and can’t be stopped (WCAG 2.2.2).',
    is: ({ name }) => name === 'marquee' || name === 'blink',
  },
  {
    rule: 'justified',
    level: 'note',
    what: 'Text is justified',
    why: 'The gaps between words make it hard to read, for dyslexic readers above all (WCAG 1.4.8).',
    is: ({ attributes }) =>
      attributes.get('align')?.toLowerCase() === 'justify' ||
      /text-align\s*:\s*justify/i.test(attributes.get('style')?.slice(0, 5_000) ?? ''),
  },
  {
    rule: 'hidden-link',
    level: 'problem',
    what: 'A link is hidden from screen readers, and can still be reached by keyboard',
    why: 'The focus stands on it, and nothing is said: take out aria-hidden or the link.',
    is: ({ name, attributes }) => name === 'a' && attributes.has('href') && attributes.get('aria-hidden') === 'true',
  },
];

function ofOthers({ elements }: HtmlPage): Found[] {
  return elements.flatMap((element) =>
    others.flatMap(({ is, ...found }) =>
      is(element) ? [{ ...found, at: element.at, words: textOf(element, 80) }] : [],
    ),
  );
}
