/**
 * The HTML of a message, made harmless: read as browsers read it (parse5), written anew out of what `allowed.ts` names and nothing else.
 * What was taken out is counted, so that the page can say so. Pure; bounded in depth and number of elements. The sandbox and the CSP of
 * the frame hold without it.
 */
import type { DefaultTreeAdapterTypes as Tree } from 'parse5';
import { linkSchemes, shownAttributes, shownElements, takenOut, voidElements } from './allowed';
import { knowsDark, safeCss } from './css';
import { parsed } from './parsed';

export interface HtmlWishes {
  /** Remote images are allowed for this message. */
  readonly remote: boolean;
  readonly images: boolean;
  readonly dark: boolean;
  /** The `data:` URI of the part with that Content-ID. */
  readonly part: (contentId: string) => string | undefined;
}

export interface SafeHtml {
  readonly styles: string;
  readonly body: string;
  /** Attributes of `<body>`, written. */
  readonly bodyAttributes: string;
  /** Attributes of `<html>`, written: language and direction. */
  readonly rootAttributes: string;
  /** What was taken out, and how often: `script`, `form`, `javascript: link`. */
  readonly removed: ReadonlyMap<string, number>;
  /** Hosts that images would be loaded from. */
  readonly hosts: readonly string[];
  readonly remoteImages: number;
  /** The message has style for dark mode. */
  readonly ownDark: boolean;
  /** There were more elements than are shown. */
  readonly shortened: boolean;
}

export const limits = { depth: 200, elements: 100_000 } as const;

export function safeHtml(html: string, wishes: HtmlWishes): SafeHtml {
  const writer = new Writer(wishes);
  const { document, whole } = parsed(html);
  writer.write(document);
  return writer.result(whole);
}

interface Task {
  /** What is still to be written: a node, or the end of an element. */
  readonly node: Tree.Node | string;
  readonly depth: number;
}

class Writer {
  readonly #wishes: HtmlWishes;
  readonly #out: string[] = [];
  readonly #styles: string[] = [];
  readonly #removed = new Map<string, number>();
  readonly #hosts = new Set<string>();
  #remoteImages = 0;
  #elements = 0;
  #ownDark = false;
  #body = '';
  #root = '';

  constructor(wishes: HtmlWishes) {
    this.#wishes = wishes;
  }

  /** Without recursion: a message may nest as deep as it likes. */
  write(root: Tree.Node): void {
    const tasks: Task[] = [{ node: root, depth: 0 }];
    for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
      const { node, depth } = task;
      if (typeof node === 'string') this.#out.push(node);
      else if (node.nodeName === '#text') this.#out.push(escaped((node as Tree.TextNode).value));
      else if ('childNodes' in node) {
        for (const each of this.#opened(node, depth).reverse()) tasks.push(each);
      }
    }
  }

  result(whole: 'whole' | 'cut'): SafeHtml {
    return {
      styles: this.#styles.join('\n'),
      body: this.#out.join(''),
      bodyAttributes: this.#body,
      rootAttributes: this.#root,
      removed: this.#removed,
      hosts: [...this.#hosts].sort(),
      remoteImages: this.#remoteImages,
      ownDark: this.#ownDark,
      shortened: whole === 'cut' || this.#elements > limits.elements,
    };
  }

  /** Writes the start of it; what is to be written after that, in order. */
  #opened(node: Tree.ParentNode, depth: number): Task[] {
    const inside = node.childNodes.map((child) => ({ node: child, depth: depth + 1 }));
    if (!('tagName' in node)) return inside;
    const name = node.tagName;
    if (name === 'style') return this.#style(node);
    if (takenOut.has(name)) return this.#leaveOut(node);
    this.#noted(node);
    if (!shownElements.has(name) || depth > limits.depth) return inside;
    if (++this.#elements > limits.elements) return [];
    this.#out.push(`<${name}${this.#attributes(node)}>`);
    return voidElements.has(name) ? [] : [...inside, { node: `</${name}>`, depth }];
  }

  /** Elements that are not written where they stand, and yet tell something. */
  #noted(node: Tree.Element): void {
    if (node.tagName === 'html') this.#root = this.#attributes(node, new Set(['lang', 'dir']));
    if (node.tagName === 'body') this.#body = this.#attributes(node);
    if (node.tagName === 'form') this.#count('form');
  }

  #style({ childNodes }: Tree.Element): Task[] {
    const css = childNodes.map((child) => (child.nodeName === '#text' ? (child as Tree.TextNode).value : '')).join('');
    this.#ownDark ||= knowsDark(css);
    this.#styles.push(this.#css(css));
    return [];
  }

  /** What is dull, such as a title, is not worth a word. */
  #leaveOut({ tagName, attrs }: Tree.Element): Task[] {
    const isRefresh = attrs.some(({ name, value }) => name === 'http-equiv' && /refresh/i.test(value));
    if (isRefresh) this.#count('meta refresh');
    else if (!['meta', 'title', 'xmp'].includes(tagName)) this.#count(tagName);
    return [];
  }

  #attributes({ tagName, attrs }: Tree.Element, only?: ReadonlySet<string>): string {
    const named = only === undefined ? attrs : attrs.filter(({ name }) => only.has(name));
    return named.map(({ name, value }) => this.#attribute(tagName, name, value)).join('');
  }

  #attribute(element: string, name: string, value: string): string {
    if (name === 'style') return written(name, this.#css(value));
    if (name === 'href' && element === 'a') return this.#link(value);
    if ((name === 'src' && element === 'img') || name === 'background') return this.#image(name, value);
    if (name.startsWith('on')) this.#count('script in an attribute');
    return shownAttributes.has(name) ? written(name, value) : '';
  }

  #css(css: string): string {
    return safeCss(css, { dark: this.#wishes.dark, resolve: (url) => this.#loaded(url) });
  }

  #link(value: string): string {
    const trimmed = value.trim();
    if (/^#[\w.:-]*$/.test(trimmed)) return written('href', trimmed);
    const url = URL.canParse(trimmed) ? new URL(trimmed) : undefined;
    if (url !== undefined && linkSchemes.includes(url.protocol))
      return `${written('href', url.href)}${written('title', url.href)} rel="noopener noreferrer"`;
    if (url !== undefined) this.#count(`${url.protocol} link`);
    return '';
  }

  #image(name: string, value: string): string {
    const url = this.#loaded(value.trim());
    return url === undefined ? '' : written(name, url);
  }

  /** What may be loaded in the place of that URL, if anything. */
  #loaded(url: string): string | undefined {
    const { images, remote, part } = this.#wishes;
    if (/^(?:https?:)?\/\//i.test(url)) {
      const absolute = url.startsWith('//') ? `https:${url}` : url;
      if (!URL.canParse(absolute)) return undefined;
      this.#remoteImages++;
      this.#hosts.add(new URL(absolute).hostname);
      return images && remote ? absolute : undefined;
    }
    if (!images) return undefined;
    if (/^cid:/i.test(url)) return part(url.slice(4));
    return /^data:image\/(?:png|jpe?g|gif|webp|bmp)[;,]/i.test(url) ? url : undefined;
  }

  #count(what: string): void {
    this.#removed.set(what, (this.#removed.get(what) ?? 0) + 1);
  }
}

function written(name: string, value: string): string {
  return ` ${name}="${escaped(value)}"`;
}

function escaped(text: string): string {
  return text.replace(/\0/g, '\ufffd').replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}
