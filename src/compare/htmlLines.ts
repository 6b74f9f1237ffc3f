/**
 * HTML as lines that are equal where a browser would show the same: tags implied and closed, attributes sorted, blanks collapsed as on the
 * screen, each block on a line of its own. Visible text is never changed. Without recursion; what is nested too deep is said to be cut.
 */
import type { DefaultTreeAdapterTypes as Tree } from 'parse5';
import { parsed } from '../preview/safe/parsed';
import { attributesOf, escaped, isPreformatted, type NameOfPart } from './htmlMarkup';

export interface HtmlLines {
  readonly lines: readonly string[];
  /** `cut`: elements nested deeper than any mail has them were not read. */
  readonly whole: 'whole' | 'cut';
}

const blocks = new Set(
  `html head body title meta link style script base div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tfoot tr td th
  caption colgroup col blockquote pre hr form fieldset legend section article header footer nav main aside figure figcaption
  center address details summary noscript template`.split(/\s+/),
);
const voids = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));
const deepestIndent = 16;

export function htmlLines(html: string, nameOfPart: NameOfPart): HtmlLines {
  const { document, whole } = parsed(html);
  const writer = new Writer(nameOfPart);
  writer.write(document);
  return { lines: writer.lines, whole };
}

type Task =
  | { readonly kind: 'node'; readonly node: Tree.Node; readonly pre: 'pre' | 'flow' }
  | { readonly kind: 'end'; readonly tag: string; readonly linesBefore: number };

class Writer {
  readonly lines: string[] = [];
  readonly #nameOfPart: NameOfPart;
  #line = '';
  /** Tags behind the last thing that is shown. */
  readonly #tags: string[] = [];
  #depth = 0;
  /** Depth at which the line began. */
  #indent = 0;
  /** A blank that is shown if text follows on this line. */
  #blank: 'none' | 'owed' = 'none';
  #shown: 'nothing yet' | 'text' = 'nothing yet';

  constructor(nameOfPart: NameOfPart) {
    this.#nameOfPart = nameOfPart;
  }

  write(root: Tree.Node): void {
    const tasks: Task[] = [{ kind: 'node', node: root, pre: 'flow' }];
    for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
      if (task.kind === 'end') this.#end(task);
      else for (const next of this.#begin(task.node, task.pre).reverse()) tasks.push(next);
    }
    this.#break();
  }

  #begin(node: Tree.Node, pre: 'pre' | 'flow'): Task[] {
    if (node.nodeName === '#text') this.#text((node as Tree.TextNode).value, pre);
    else if (node.nodeName === '#comment') this.#add(`<!--${(node as Tree.CommentNode).data.replace(/\s+/g, ' ')}-->`);
    else if (node.nodeName === '#documentType') this.#doctype(node as Tree.DocumentType);
    else if ('tagName' in node) return this.#element(node, pre);
    else if ('childNodes' in node) return node.childNodes.map((child) => ({ kind: 'node', node: child, pre }));
    return [];
  }

  #doctype({ name, publicId }: Tree.DocumentType): void {
    this.#add(`<!DOCTYPE ${name}${publicId === '' ? '' : ` PUBLIC "${publicId}"`}>`);
    this.#break();
  }

  #element(node: Tree.Element, before: 'pre' | 'flow'): Task[] {
    const { tagName } = node;
    const isBlock = blocks.has(tagName);
    if (isBlock) this.#break();
    const tag = `<${tagName}${attributesOf(node, this.#nameOfPart)}>`;
    if (voids.has(tagName)) {
      this.#void(tag, isBlock || tagName === 'br' ? 'breaks' : 'shown');
      return [];
    }
    this.#add(tag);
    if (isBlock) this.#depth++;
    const pre = isPreformatted(node) ? 'pre' : before;
    const inside = tagName === 'template' ? (node as Tree.Template).content.childNodes : node.childNodes;
    const children = inside.map((child): Task => ({ kind: 'node', node: child, pre }));
    return [...children, { kind: 'end', tag: tagName, linesBefore: this.lines.length }];
  }

  #void(tag: string, is: 'breaks' | 'shown'): void {
    if (is === 'shown') {
      this.#show(tag);
      return;
    }
    this.#add(tag);
    this.#break();
  }

  /** A block without blocks inside stays on its line. */
  #end({ tag, linesBefore }: Extract<Task, { kind: 'end' }>): void {
    if (!blocks.has(tag)) {
      this.#add(`</${tag}>`);
      return;
    }
    if (this.lines.length > linesBefore) this.#break();
    this.#depth--;
    this.#add(`</${tag}>`);
    this.#break();
  }

  #text(text: string, pre: 'pre' | 'flow'): void {
    if (pre === 'pre') this.#asItStands(text);
    else {
      for (const piece of text.split(/([ \t\n\f\r]+)/)) {
        if (piece === '') continue;
        if (/^[ \t\n\f\r]/.test(piece)) this.#blank = this.#shown === 'text' ? 'owed' : 'none';
        else this.#show(escaped(piece));
      }
    }
  }

  #asItStands(text: string): void {
    text.split(/\r\n|\r|\n/).forEach((line, i) => {
      if (i > 0) this.#newLine();
      if (line !== '') this.#show(escaped(line));
    });
  }

  /** A blank stands behind the tags that close something and in front of those that open something, wherever it was written. */
  #show(text: string): void {
    if (this.#blank === 'owed') {
      const opens = this.#tags.findIndex((tag) => !tag.startsWith('</'));
      this.#tags.splice(opens < 0 ? this.#tags.length : opens, 0, ' ');
    }
    this.#blank = 'none';
    this.#shown = 'text';
    this.#add(text);
    this.#line += this.#tags.splice(0).join('');
  }

  #add(tag: string): void {
    if (this.#line === '' && this.#tags.length === 0) this.#indent = this.#depth;
    this.#tags.push(tag);
  }

  #break(): void {
    if (this.#line !== '' || this.#tags.length > 0) this.#newLine();
    this.#blank = 'none';
    this.#shown = 'nothing yet';
  }

  #newLine(): void {
    const line = this.#line + this.#tags.splice(0).join('');
    this.lines.push(line === '' ? '' : '  '.repeat(Math.min(this.#indent, deepestIndent)) + line);
    this.#line = '';
  }
}
