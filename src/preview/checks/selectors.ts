/**
 * Which rules of a style sheet hold for which element, for selectors of elements, classes, ids and attributes with blanks and `>` between
 * them; others (`:hover`, `+`, `:nth-child()`) are left out. One pass over the elements from the root down, without going back: what an
 * ancestor matched is handed down. Pure.
 */
import type { CssNode, Selector } from 'css-tree';
import type { Element } from './page';

interface Compound {
  readonly tag?: string;
  readonly words: readonly ((element: Element) => boolean)[];
  /** It stands right below what is in front of it. */
  readonly child: boolean;
}

export interface Chain {
  readonly compounds: readonly Compound[];
  readonly specificity: number;
}

/** Prefixes are bits. */
const longest = 16;

interface Growing {
  tag?: string;
  readonly words: Word[];
  readonly child: boolean;
}
type Word = (element: Element) => boolean;

/** Undefined for a selector that is not decided here. */
export function chainOf(selector: Selector): Chain | undefined {
  let last: Growing = { words: [], child: false };
  const compounds = [last];
  let specificity = 0;
  for (const node of selector.children) {
    if (node.type === 'Combinator') {
      if (node.name !== ' ' && node.name !== '>') return undefined;
      last = { words: [], child: node.name === '>' };
      compounds.push(last);
    } else {
      const weight = added(last, node);
      if (weight === undefined) return undefined;
      specificity += weight;
    }
  }
  return compounds.length > longest ? undefined : { compounds, specificity };
}

/** What it weighs; undefined: it is not decided here. */
function added(compound: Growing, node: CssNode): number | undefined {
  if (node.type === 'TypeSelector') {
    if (node.name === '*') return 0;
    compound.tag = node.name.toLowerCase();
    return 1;
  }
  const word = wordOf(node);
  if (word === undefined) return undefined;
  compound.words.push(word);
  return node.type === 'IdSelector' ? 10_000 : 100;
}

function wordOf(node: CssNode): Word | undefined {
  if (node.type === 'ClassSelector') return ({ attributes }) => hasWord(attributes.get('class'), node.name);
  if (node.type === 'IdSelector') return ({ attributes }) => attributes.get('id') === node.name;
  if (node.type !== 'AttributeSelector') return undefined;
  const { name, matcher, value } = node;
  const wanted = value === null ? '' : value.type === 'String' ? value.value : value.name;
  const key = name.name.toLowerCase();
  const fits = attributeFits[matcher ?? ''];
  return ({ attributes }) => {
    const there = attributes.get(key);
    return there !== undefined && fits !== undefined && fits(there, wanted);
  };
}

function hasWord(value: string | undefined, word: string): boolean {
  if (value?.includes(word) !== true) return false;
  return value === word || value.split(/\s+/).includes(word);
}

const attributeFits: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  '': () => true,
  '=': (value, wanted) => value === wanted,
  '~=': hasWord,
  '^=': (value, wanted) => wanted !== '' && value.startsWith(wanted),
  '$=': (value, wanted) => wanted !== '' && value.endsWith(wanted),
  '*=': (value, wanted) => wanted !== '' && value.includes(wanted),
  '|=': (value, wanted) => value === wanted || value.startsWith(`${wanted}-`),
};

interface Frame {
  readonly element: Element;
  /** Prefixes of each chain that end here, and that end here or above, as bits. */
  readonly here: Uint16Array;
  readonly above: Uint16Array;
}

/** Walks elements in document order; says of each which chains match it. */
export class Matcher {
  readonly #chains: readonly Chain[];
  readonly #root: Pick<Frame, 'here' | 'above'>;
  readonly #path: Frame[] = [];

  constructor(chains: readonly Chain[]) {
    this.#chains = chains;
    const none = new Uint16Array(chains.length);
    this.#root = { here: none, above: none };
  }

  /** Indexes of chains. Each element after its parent. */
  match(element: Element): number[] {
    while (this.#path.length > 0 && this.#path.at(-1)?.element !== element.parent) this.#path.pop();
    const up = this.#path.at(-1) ?? this.#root;
    const frame = { element, here: new Uint16Array(this.#chains.length), above: new Uint16Array(this.#chains.length) };
    const matched: number[] = [];
    for (const [i, { compounds }] of this.#chains.entries()) {
      const above = up.above[i] ?? 0;
      const bits = prefixes(element, compounds, { here: up.here[i] ?? 0, above });
      frame.here[i] = bits;
      frame.above[i] = above | bits;
      if ((bits >> (compounds.length - 1)) & 1) matched.push(i);
    }
    this.#path.push(frame);
    return matched;
  }
}

function prefixes(element: Element, compounds: readonly Compound[], up: { here: number; above: number }): number {
  let bits = 0;
  for (const [i, { tag, words, child }] of compounds.entries()) {
    const front = i === 0 ? 1 : ((child ? up.here : up.above) >> (i - 1)) & 1;
    if (front === 1 && (tag === undefined || tag === element.name) && words.every((fits) => fits(element)))
      bits |= 1 << i;
  }
  return bits;
}
