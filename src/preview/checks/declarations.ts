/** Declarations of a block as names and words; what is `!important` apart. Pure. */
import type { CssNode } from 'css-tree';

export interface Declarations {
  readonly plain: ReadonlyMap<string, string>;
  readonly important: ReadonlyMap<string, string>;
}

const longestValue = 500;

export function declarationsOf(node: CssNode): Declarations {
  const plain = new Map<string, string>();
  const important = new Map<string, string>();
  if (node.type !== 'Block' && node.type !== 'DeclarationList') return { plain, important };
  for (const each of node.children) {
    if (each.type !== 'Declaration') continue;
    const those = each.important === false ? plain : important;
    const name = each.property.toLowerCase();
    // What is set later is at the end, so that a shorthand takes the place of what was set before it.
    those.delete(name);
    if (name === 'background') those.delete('background-color');
    those.set(name, text(each.value));
  }
  return { plain, important };
}

/** As it was written, but for blanks and comments. */
export function text(node: CssNode): string {
  const pieces: string[] = [];
  let length = 0;
  const waiting: (CssNode | string)[] = [node];
  for (let next = waiting.pop(); next !== undefined && length < longestValue; next = waiting.pop()) {
    const [piece, inside] = typeof next === 'string' ? [next, []] : written(next);
    pieces.push(piece);
    length += piece.length;
    for (const each of [...inside].reverse()) waiting.push(each);
  }
  return pieces.join('');
}

type Written = readonly [words: string, inside: readonly (CssNode | string)[]];

const writers: { readonly [T in CssNode['type']]?: (node: Extract<CssNode, { type: T }>) => Written } = {
  Identifier: ({ name }) => [name, []],
  TypeSelector: ({ name }) => [name, []],
  Hash: ({ value }) => [`#${value}`, []],
  Number: ({ value }) => [value, []],
  Operator: ({ value }) => [value, []],
  Raw: ({ value }) => [value, []],
  Dimension: ({ value, unit }) => [`${value}${unit}`, []],
  Percentage: ({ value }) => [`${value}%`, []],
  WhiteSpace: () => [' ', []],
  String: ({ value }) => [`"${value}"`, []],
  Url: ({ value }) => [`url(${value})`, []],
  Function: ({ name, children }) => [`${name}(`, [...spaced(children), ')']],
  Parentheses: ({ children }) => ['(', [...spaced(children), ')']],
  MediaQuery: ({ modifier, mediaType, condition }) => [
    [modifier, mediaType].filter((word) => word !== null).join(' '),
    condition === null ? [] : [' and (…)'],
  ],
};

function written(node: CssNode): Written {
  const writer = writers[node.type] as ((node: CssNode) => Written) | undefined;
  if (writer !== undefined) return writer(node);
  return ['', 'children' in node && node.children !== null ? spaced(node.children) : []];
}

/** The parser leaves out the blanks between words. */
function spaced(children: Iterable<CssNode>): (CssNode | string)[] {
  return [...children].flatMap((child) => [child, ' ']).slice(0, -1);
}
