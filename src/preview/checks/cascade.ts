/**
 * How text of a message looks, as far as that can be told without drawing it: colour, background, size and weight, by style sheets,
 * `style` and the old attributes. Media queries other than `screen` and `all` do not hold; what is not decided here (images behind text,
 * `var()`) is undefined. Pure; the number of comparisons is bounded, and a sentence says so.
 */
import type { Block, CssNode } from 'css-tree';
import { attributeColor, colorOf, over, type Color } from './color';
import type { Css } from './css';
import type { Element, HtmlPage } from './page';
import { chainOf, Matcher, type Chain } from './selectors';
import { declarationsOf, text } from './declarations';

export interface Look {
  /** Undefined: not decided. */
  readonly color: Color | undefined;
  readonly background: Color | undefined;
  /** In pixels. */
  readonly size: number;
  readonly bold: boolean;
  readonly hidden: boolean;
}

const comparisons = 20_000_000;

export interface Looks {
  readonly of: ReadonlyMap<Element, Look>;
  readonly notes: readonly string[];
}

interface Rule {
  readonly chain: Chain;
  readonly declarations: ReadonlyMap<string, string>;
  readonly important: ReadonlyMap<string, string>;
}

export function looksOf({ elements }: HtmlPage, css: Css): Looks {
  const every = css.all.flatMap(({ root, inline }) => (inline === undefined ? rulesOf(root) : []));
  const most = Math.floor(comparisons / Math.max(1, elements.length));
  const rules = every.slice(0, most);
  const inline = new Map(
    css.all.flatMap(({ root, inline: element }) => (element === undefined ? [] : [[element, root]])),
  );
  const matcher = new Matcher(rules.map(({ chain }) => chain));
  const of = new Map<Element, Look>();
  for (const element of elements) {
    const matched = matcher.match(element).flatMap((i) => rules[i] ?? []);
    const own = inline.get(element);
    const style = cascaded(matched, own === undefined ? undefined : declarationsOf(own));
    of.set(element, lookOf(element, style, (element.parent && of.get(element.parent)) ?? paper));
  }
  const notes = rules.length < every.length ? [`Only the first ${most} rules of the style sheets were compared.`] : [];
  return { of, notes };
}

const paper: Look = {
  color: { r: 0, g: 0, b: 0, a: 1 },
  background: { r: 255, g: 255, b: 255, a: 1 },
  size: 16,
  bold: false,
  hidden: false,
};

/** Rules in their order; media queries that are not for a screen are left out. */
function rulesOf(root: CssNode): Rule[] {
  if (root.type !== 'StyleSheet' && root.type !== 'Block') return [];
  const found: Rule[] = [];
  for (const node of root.children) {
    if (node.type === 'Atrule' && node.name.toLowerCase() === 'media' && node.block !== null && forScreen(node.prelude))
      found.push(...rulesOf(node.block));
    if (node.type === 'Rule') found.push(...ofRule(node.prelude, node.block));
  }
  return found;
}

function forScreen(prelude: CssNode | null): boolean {
  return prelude !== null && /^(?:all|screen|only screen)$/.test(text(prelude).trim().toLowerCase());
}

function ofRule(prelude: CssNode, block: Block): Rule[] {
  if (prelude.type !== 'SelectorList') return [];
  const { plain, important } = declarationsOf(block);
  return [...prelude.children].flatMap((selector) => {
    const chain = selector.type === 'Selector' ? chainOf(selector) : undefined;
    return chain === undefined ? [] : [{ chain, declarations: plain, important }];
  });
}

function cascaded(matched: readonly Rule[], own: ReturnType<typeof declarationsOf> | undefined): Map<string, string> {
  const ordered = [...matched].sort((a, b) => a.chain.specificity - b.chain.specificity);
  return new Map([
    ...ordered.flatMap(({ declarations }) => [...declarations]),
    ...(own?.plain ?? []),
    ...ordered.flatMap(({ important }) => [...important]),
    ...(own?.important ?? []),
  ]);
}

type Style = ReadonlyMap<string, string>;

function lookOf(element: Element, style: Style, up: Look): Look {
  const background = backgroundOf(element, style, up.background);
  const written = style.get('color');
  const color = written === undefined ? hintedColor(element, up) : readColor(written, up.color);
  return {
    background,
    color: color !== undefined && color.a < 1 && background !== undefined ? over(color, background) : color,
    size: sizeOf(element, style, up.size),
    bold: boldOf(element, style, up.bold),
    hidden: up.hidden || isHidden(element, style),
  };
}

function readColor(value: string, inherited: Color | undefined): Color | undefined {
  return /^(?:inherit|currentcolor|unset)$/i.test(value.trim()) ? inherited : colorOf(value);
}

/** What the old attributes and the habits of mail programs say. */
function hintedColor({ name, attributes }: Element, up: Look): Color | undefined {
  const given = name === 'font' ? attributes.get('color') : name === 'body' ? attributes.get('text') : undefined;
  if (given !== undefined) return attributeColor(given) ?? up.color;
  return name === 'a' && attributes.has('href') ? { r: 0, g: 0, b: 238, a: 1 } : up.color;
}

/** The last that is written counts; a picture leaves it undecided. */
function backgroundOf({ attributes }: Element, style: Style, up: Color | undefined): Color | undefined {
  const css = style.get('background-color') ?? style.get('background');
  const image = `${style.get('background') ?? ''} ${style.get('background-image') ?? ''}`;
  if (attributes.has('background') || /url\(|gradient\(|var\(/i.test(image)) return undefined;
  const hint = attributes.get('bgcolor');
  if (css === undefined) return hint === undefined ? up : attributeColor(hint);
  if (/^(?:none|inherit|unset|initial)\b/i.test(css.trim())) return up;
  return blended(colorIn(css), up);
}

function blended(color: Color | undefined, below: Color | undefined): Color | undefined {
  return color === undefined || color.a === 1 ? color : below && over(color, below);
}

/** The colour among the words of a shorthand. */
function colorIn(value: string): Color | undefined {
  return (
    colorOf(value) ??
    value
      .match(/[a-z-]+\([^)]{0,80}\)|[^\s,/]{1,60}/gi)
      ?.slice(0, 20)
      .map(colorOf)
      .find((color) => color !== undefined)
  );
}

const keywords: Readonly<Record<string, number>> = {
  'xx-small': 9,
  'x-small': 10,
  small: 13,
  medium: 16,
  large: 18,
  'x-large': 24,
  'xx-large': 32,
};
const fontSizes = [10, 10, 13, 16, 18, 24, 32, 48];
const grows: Readonly<Record<string, number>> = {
  h1: 2,
  h2: 1.5,
  h3: 1.17,
  h5: 0.83,
  h6: 0.67,
  small: 0.83,
  sub: 0.83,
  sup: 0.83,
  big: 1.17,
};

function sizeOf({ name, attributes }: Element, style: Style, up: number): number {
  const written = style.get('font-size')?.trim().toLowerCase();
  if (written !== undefined) return lengthOf(written, up) ?? keywords[written] ?? up;
  const font = name === 'font' ? Number(attributes.get('size') ?? NaN) : NaN;
  return fontSizes[font] ?? up * (grows[name] ?? 1);
}

function lengthOf(written: string, up: number): number | undefined {
  if (written === '0') return 0;
  const [, count, unit] = /^([\d.]{1,12})(px|pt|em|rem|%)$/.exec(written) ?? [];
  const factors: Readonly<Record<string, number>> = { px: 1, pt: 4 / 3, rem: 16, em: up, '%': up / 100 };
  return unit === undefined ? undefined : Number(count) * (factors[unit] ?? 1);
}

function boldOf({ name }: Element, style: Style, up: boolean): boolean {
  const written = style.get('font-weight')?.trim().toLowerCase();
  if (written === undefined) return /^(?:b|strong|th|h[1-6])$/.test(name) || up;
  return written === 'bold' || written === 'bolder' || Number(written) >= 700;
}

function isHidden({ name, attributes }: Element, style: Style): boolean {
  if (/^(?:head|style|script|title|template)$/.test(name) || attributes.has('hidden')) return true;
  return hiding.some(([property, value]) => value.test(style.get(property)?.trim().toLowerCase() ?? ''));
}

const hiding: readonly (readonly [property: string, value: RegExp])[] = [
  ['display', /^none$/],
  ['visibility', /^hidden$/],
  ['mso-hide', /^all$/],
  ['max-height', /^0(?:px|%|em)?$/],
  ['opacity', /^0(?:\.0*)?$/],
];
