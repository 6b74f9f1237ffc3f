/** Which features of HTML and CSS a message uses, and where: each as a key of `featuresOf`, such as `property:gap`. Pure. */
import type { CssNode } from 'css-tree';
import walk from 'css-tree/walker';
import type { Css, ParsedCss } from './css';
import { attributeAt, type Element, type HtmlPage } from './page';

export interface Use {
  readonly key: string;
  /** In the words of the part. */
  readonly at: number | undefined;
  /** What stands there. */
  readonly words: string;
}

export function* uses(page: HtmlPage, css: Css): Generator<Use, undefined> {
  if (/^\s*<!doctype/i.test(page.words.slice(0, 1_000))) yield { key: 'sign:doctype', at: 0, words: '' };
  const comment = page.words.indexOf('<!--');
  if (comment >= 0) yield { key: 'sign:html-comment', at: comment, words: '' };
  for (const element of page.elements) yield* ofElement(element);
  for (const { css: text, at } of page.styles)
    if (text.includes('/*')) yield { key: 'sign:css-comment', at, words: '' };
  for (const parsed of css.all) yield* ofCss(parsed);
}

function* ofElement(element: Element): Generator<Use, undefined> {
  const { name, attributes, at } = element;
  if (at === undefined) return;
  yield { key: `element:${name}`, at, words: `<${name}>` };
  const kind = kindOf(element);
  if (kind !== undefined) yield { key: `${name}:${kind}`, at, words: `<${name}> (${kind})` };
  for (const [attribute, value] of attributes) {
    const there = attributeAt(element, attribute);
    yield { key: `attribute:${attribute}`, at: there, words: `${attribute}="${value.slice(0, 80)}"` };
    const linked = attribute === 'href' || attribute === 'src' ? ofUrl(name, value.trim().slice(0, 4_000)) : undefined;
    if (linked !== undefined) yield { key: linked, at: there, words: value };
  }
}

function kindOf({ name, attributes }: Element): string | undefined {
  const type = attributes.get('type')?.toLowerCase();
  if (name === 'input') return type ?? 'text';
  if (name === 'button') return type ?? 'submit';
  return name === 'meta' ? attributes.get('name')?.toLowerCase() : undefined;
}

function ofUrl(element: string, url: string): string | undefined {
  if (element === 'a' && url.startsWith('#')) return 'sign:anchor-link';
  if (element === 'a' && /^mailto:/i.test(url)) return 'sign:mailto-link';
  if (element !== 'img') return undefined;
  if (/^data:/i.test(url)) return 'image:data';
  return `image:${/\.([a-z0-9]{2,5})(?:[?#]|$)/i.exec(url)?.[1]?.toLowerCase() ?? ''}`;
}

function* ofCss({ root, at }: ParsedCss): Generator<Use, undefined> {
  const found: Use[] = [];
  let depth = 0;
  walk(root, {
    enter(node: CssNode) {
      if (node.type === 'Rule' && depth++ > 0) found.push({ key: 'sign:nesting', at, words: '' });
      const place = at + (node.loc?.start.offset ?? 0);
      for (const [key, words] of ofNode(node)) found.push({ key, at: place, words });
    },
    leave(node: CssNode) {
      if (node.type === 'Rule') depth--;
    },
  });
  yield* found;
}

type Named = readonly (readonly [key: string, words: string])[];

const named: { readonly [T in CssNode['type']]?: (node: Extract<CssNode, { type: T }>) => Named } = {
  Declaration: ofDeclaration,
  Dimension: ({ value, unit }) => [[`unit:${unit.toLowerCase()}`, `${value}${unit}`]],
  Percentage: ({ value }) => [['unit:%', `${value}%`]],
  Function: ({ name }) => [[`function:${name.toLowerCase()}`, `${name}()`]],
  Identifier: ({ name }) => [[`value:${name.toLowerCase()}`, name]],
  Atrule: ({ name }) => [[`at:${name.toLowerCase()}`, `@${name}`]],
  Feature: ({ name }) => [[`media:${name.toLowerCase()}`, `(${name})`]],
  ClassSelector: ({ name }) => [['selector:class', `.${name}`]],
  IdSelector: ({ name }) => [['selector:id', `#${name}`]],
  TypeSelector: ({ name }) => [[name === '*' ? 'selector:universal' : 'selector:type', name]],
  AttributeSelector: ({ name }) => [['selector:attribute', `[${name.name}]`]],
  Combinator: ({ name }) => [[`selector:${combinators[name] ?? ''}`, name]],
  PseudoClassSelector: ({ name }) => [[`pseudo-class:${name.toLowerCase()}`, `:${name}`]],
  PseudoElementSelector: ({ name }) => [[`pseudo-element:${name.toLowerCase()}`, `::${name}`]],
  NestingSelector: () => [['sign:nesting', '&']],
  SelectorList: ({ children }) => (children.size > 1 ? [['selector:grouping', '']] : []),
};

function ofNode(node: CssNode): Named {
  return (named[node.type] as ((node: CssNode) => Named) | undefined)?.(node) ?? [];
}

function ofDeclaration({ property, important, value }: Extract<CssNode, { type: 'Declaration' }>): Named {
  const name = property.toLowerCase();
  const first = value.type === 'Value' ? value.children.first : null;
  const word = first?.type === 'Identifier' ? first.name : '';
  return [
    [
      name.startsWith('--') ? 'sign:custom-property' : `property:${name.replace(/^-(?:webkit|moz|ms|o)-/, '')}`,
      word === '' ? name : `${name}: ${word}`,
    ],
    ...(name === 'display' ? [[`display:${word.toLowerCase()}`, `display: ${word}`] as const] : []),
    ...(important === false ? [] : [['sign:important', `${name}: … !important`] as const]),
  ];
}

const combinators: Readonly<Record<string, string>> = {
  ' ': 'descendant',
  '>': 'child',
  '+': 'adjacent-sibling',
  '~': 'general-sibling',
};
