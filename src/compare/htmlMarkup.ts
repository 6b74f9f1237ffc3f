/** How elements and text of HTML are written down for a comparison: attributes sorted, their blanks collapsed, characters escaped. Pure. */
import type { DefaultTreeAdapterTypes as Tree } from 'parse5';
import { percentDecoded } from '../language/model/cidUrl';

/** In place of what `cid:` leads to, by Content-ID. */
export type NameOfPart = (contentId: string) => string | undefined;

export function attributesOf({ attrs }: Tree.Element, nameOfPart: NameOfPart): string {
  return [...attrs]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(
      ({ name, value }) => ` ${name}="${escaped(withParts(written(name, value), nameOfPart)).replace(/"/g, '&quot;')}"`,
    )
    .join('');
}

function written(name: string, value: string): string {
  const line = value.replace(/[ \t\n\f\r]+/g, ' ').trim();
  if (name !== 'style') return line;
  return line
    .replace(/ ?; ?/g, '; ')
    .replace(/[; ]+$/, '')
    .replace(/(^|; )([\w-]+) ?: ?/g, '$1$2: ');
}

/** `cid:` URLs (RFC 2392) name the part they lead to, since each sending may give it another Content-ID. */
function withParts(value: string, nameOfPart: NameOfPart): string {
  if (!/cid:/i.test(value)) return value;
  return value.replace(/\bcid:([^\s"'()<>]+)/gi, (whole, id: string) => {
    const name = nameOfPart(percentDecoded(id));
    return name === undefined ? whole : `cid:(${name})`;
  });
}

/** Blanks and line breaks of its text are shown as they stand. */
export function isPreformatted({ tagName, attrs }: Tree.Element): boolean {
  if (['pre', 'textarea', 'style', 'script', 'title', 'xmp'].includes(tagName)) return true;
  return attrs.some(({ name, value }) => name === 'style' && /\bwhite-space\s*:\s*(?:pre|break-spaces)/i.test(value));
}

export function escaped(text: string): string {
  return text.replace(/[&<>\u00a0]/g, (sign) => signs[sign] ?? sign);
}

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\u00a0': '&nbsp;' };
