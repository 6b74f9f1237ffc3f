/**
 * The HTML of a message, read for checks: its elements in order, each with its place in the words of the part, and its style sheets.
 * Bounded like what is shown. Pure.
 */
import type { DefaultTreeAdapterTypes as Tree } from 'parse5';
import { wordsOf } from '../mail/content';
import type { Mail } from '../mail/mail';
import { parsed } from '../safe/parsed';
import type { Part } from '../../language/model/part';

export const mostElements = 100_000;

export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** In the words; undefined for an element that the message does not write, such as `<tbody>`. */
  readonly at: number | undefined;
  readonly parent: Element | undefined;
  readonly node: Tree.Element;
}

export interface StyleSheet {
  readonly css: string;
  readonly at: number;
  readonly element: Element;
}

export interface HtmlPage {
  readonly part: Part;
  readonly words: string;
  readonly elements: readonly Element[];
  readonly styles: readonly StyleSheet[];
  /** Sentences: what was not looked at. */
  readonly notes: readonly string[];
}

/** Undefined where the message has no HTML. */
export function htmlPage(mail: Mail): HtmlPage | undefined {
  if (mail.html === undefined) return undefined;
  const { text: words, note } = wordsOf(mail, mail.html);
  const { document, whole } = parsed(words, { places: true });
  const { elements, styles, cut } = collected(document);
  const notes = [
    ...(note === undefined ? [] : [note]),
    ...(whole === 'cut' || cut
      ? ['The HTML has too many elements, or nests too deep: its end was not looked at.']
      : []),
  ];
  return { part: mail.html, words, elements, styles, notes };
}

interface Task {
  readonly node: Tree.Node;
  readonly parent: Element | undefined;
}

function collected(document: Tree.Node): Pick<HtmlPage, 'elements' | 'styles'> & { cut: boolean } {
  const elements: Element[] = [];
  const styles: StyleSheet[] = [];
  const tasks: Task[] = [{ node: document, parent: undefined }];
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
    const { node, parent } = task;
    let around = parent;
    if ('tagName' in node) {
      if (elements.length >= mostElements) return { elements, styles, cut: true };
      around = elementOf(node, parent);
      elements.push(around);
      if (node.tagName === 'style') styles.push(...styleOf(around));
    }
    if ('childNodes' in node)
      for (let i = node.childNodes.length - 1; i >= 0; i--) {
        const child = node.childNodes[i];
        if (child !== undefined) tasks.push({ node: child, parent: around });
      }
  }
  return { elements, styles, cut: false };
}

function elementOf(node: Tree.Element, parent: Element | undefined): Element {
  const attributes = new Map(node.attrs.map(({ name, value }) => [name, value]));
  return { name: node.tagName, attributes, at: node.sourceCodeLocation?.startOffset, parent, node };
}

function styleOf(element: Element): StyleSheet[] {
  return element.node.childNodes.flatMap((child) =>
    child.nodeName === '#text' && 'value' in child
      ? [{ css: child.value, at: child.sourceCodeLocation?.startOffset ?? element.at ?? 0, element }]
      : [],
  );
}

/** Where the value of an attribute stands; the element where that can't be told. */
export function attributeAt({ node, at }: Element, name: string): number | undefined {
  return node.sourceCodeLocation?.attrs?.[name]?.startOffset ?? at;
}

/** What the element is read as: its text, and the words of its images. */
export function textOf({ node }: Element, longest = 300): string {
  const pieces: string[] = [];
  let length = 0;
  const waiting: Tree.Node[] = [node];
  for (let next = waiting.pop(); next !== undefined && length < longest; next = waiting.pop()) {
    const piece = wordsIn(next);
    length += piece.length;
    pieces.push(piece);
    if ('childNodes' in next && next.nodeName !== 'style' && next.nodeName !== 'script')
      for (let i = next.childNodes.length - 1; i >= 0; i--) waiting.push(...next.childNodes.slice(i, i + 1));
  }
  return pieces.join('').replace(/\s+/g, ' ').trim();
}

function wordsIn(node: Tree.Node): string {
  if (node.nodeName === '#text' && 'value' in node) return node.value.slice(0, 1_000);
  if (!('attrs' in node) || node.tagName !== 'img') return '';
  return ` ${node.attrs.find(({ name }) => name === 'alt')?.value ?? ''} `;
}
