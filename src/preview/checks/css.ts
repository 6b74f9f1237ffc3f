/**
 * The style of a message, parsed with places: its sheets and what stands in `style` attributes. A sheet that can't be parsed, or the end of
 * one that is too long, is left out with a sentence. Pure, never throws.
 */
import type { CssNode } from 'css-tree';
import parse from 'css-tree/parser';
import type { Element, HtmlPage } from './page';

const longestSheet = 200_000;
const longestInline = 20_000;
/** Of all inline style together. */
const mostInline = 500_000;

export interface ParsedCss {
  readonly root: CssNode;
  /** Where its first sign stands in the words of the part. */
  readonly at: number;
  /** The element whose style it is alone. */
  readonly inline?: Element;
}

export interface Css {
  readonly all: readonly ParsedCss[];
  readonly notes: readonly string[];
}

export function cssOf(page: HtmlPage): Css {
  const notes = new Set<string>();
  const all: ParsedCss[] = [];
  for (const { css, at } of page.styles) {
    if (css.length > longestSheet)
      notes.add(`Only the first ${longestSheet} characters of a style sheet were looked at.`);
    const root = parsed(css.slice(0, longestSheet), 'stylesheet');
    if (root === undefined) notes.add('A style sheet can’t be read, and was not looked at.');
    else all.push({ root, at });
  }
  let inline = 0;
  for (const element of page.elements) {
    const css = element.attributes.get('style')?.slice(0, longestInline);
    if (css === undefined || css === '') continue;
    inline += css.length;
    if (inline > mostInline) {
      notes.add('There is too much inline style: what stands behind was not looked at.');
      break;
    }
    const root = parsed(css, 'declarationList');
    if (root !== undefined) all.push({ root, at: valueAt(element), inline: element });
  }
  return { all, notes: [...notes] };
}

/** Nested as no style is (a stack that ends) is no style. */
function parsed(css: string, context: 'stylesheet' | 'declarationList'): CssNode | undefined {
  if (nesting(css) > 500) return undefined;
  try {
    return parse(css, { context, positions: true, parseCustomProperty: false, onParseError: () => undefined });
  } catch {
    return undefined;
  }
}

/** How deep brackets of any kind are open at once. */
function nesting(css: string): number {
  let open = 0;
  let deepest = 0;
  for (const [sign] of css.matchAll(/[()[\]{}]/g)) {
    open = '([{'.includes(sign) ? open + 1 : Math.max(0, open - 1);
    deepest = Math.max(deepest, open);
  }
  return deepest;
}

/** Behind `style="`. */
function valueAt({ node, at }: Element): number {
  const place = node.sourceCodeLocation?.attrs?.['style'];
  return place === undefined ? (at ?? 0) : Math.min(place.startOffset + 'style="'.length, place.endOffset);
}
