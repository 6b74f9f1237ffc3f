/** Text that is too pale or too small: by the look that style gives it (cascade). Pure. */
import type { Look } from './cascade';
import { contrast, hex } from './color';
import type { Element, HtmlPage } from './page';
import type { Found } from './report';

export interface Contrast {
  readonly found: readonly Found[];
  /** Texts whose colours are not known. */
  readonly undecided: number;
}

const smallest = 12;

export function contrastFindings({ elements }: HtmlPage, looks: ReadonlyMap<Element, Look>): Contrast {
  const found: Found[] = [];
  let undecided = 0;
  for (const element of elements) {
    const look = looks.get(element);
    const words = look === undefined || look.hidden || look.size <= 1 ? '' : ownText(element);
    if (look === undefined || words === '') continue;
    found.push(...tooSmall(element, look, words), ...pale(element, look, words));
    if (look.color === undefined || look.background === undefined) undecided++;
  }
  return { found, undecided };
}

function tooSmall(element: Element, { size }: Look, words: string): Found[] {
  if (size >= smallest - 0.01) return [];
  return [{ ...small, at: element.at ?? element.parent?.at, words: `${Math.round(size * 10) / 10} px: ${words}` }];
}

const small: Found = {
  rule: 'small-text',
  level: 'warning',
  what: 'Text is smaller than 12 px',
  why: 'It is hard to read on a phone and for weak eyes; iOS makes it larger by itself, and the layout another.',
};

/** WCAG 1.4.3: 4.5 to 1, and 3 to 1 for text of 24 px, or bold of 18.66 px. */
function pale(element: Element, { color, background, size, bold }: Look, words: string): Found[] {
  if (color === undefined || background === undefined) return [];
  const isLarge = size >= 24 || (bold && size >= 18.66);
  const [wanted, rule] = isLarge ? [3, 'contrast-large'] : [4.5, 'contrast'];
  const ratio = contrast(color, background);
  if (ratio >= wanted) return [];
  return [
    {
      rule,
      level: 'problem',
      what: `${isLarge ? 'Large text' : 'Text'} has too little contrast: ${hex(color)} on ${hex(background)}`,
      why: `Its contrast is ${ratio.toFixed(2)} to 1. Text needs ${wanted} to 1 (WCAG 1.4.3), to be read with weak eyes and in the sun.`,
      at: element.at ?? element.parent?.at,
      words,
    },
  ];
}

/** Text right in it, not in elements inside. */
function ownText({ node }: Element): string {
  for (const child of node.childNodes) {
    if (child.nodeName !== '#text' || !('value' in child)) continue;
    // Blanks of all kinds, and the signs that fill a preheader.
    const words = child.value
      .slice(0, 300)
      .replace(/(?:[\s\u00ad\ufeff]|\u034f|\u200b|\u200c|\u200d|\u200e|\u200f)+/g, ' ')
      .trim();
    if (words !== '') return words;
  }
  return '';
}
