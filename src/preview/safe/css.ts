/**
 * Style sheets of a message, made harmless: nothing is loaded but what `resolve` gives, nothing is run. The CSP of the frame forbids it
 * all once more; here it is taken out, so that it can be told. Pure.
 */

export interface CssWishes {
  /** What takes the place of a `url()`; undefined: nothing is loaded. */
  readonly resolve: (url: string) => string | undefined;
  readonly dark: boolean;
}

export function safeCss(css: string, { resolve, dark }: CssWishes): string {
  const text = unescaped(css.replace(/\/\*[^]*?(?:\*\/|$)/g, ''))
    .replace(/@import[^;]*(?:;|$)/gi, '')
    .replace(/@(?:charset|namespace)[^;{]*(?:;|$)/gi, '')
    .replace(/\b(?:expression|src)\s*\(/gi, 'none(')
    .replace(/(?:-moz-binding|behavior)\s*:/gi, 'x-none:');
  const loaded = text.replace(/url\(\s*(?:"([^"]*)"|'([^']*)'|([^)]*?))\s*(?:\)|$)/gi, (_, ...found: unknown[]) => {
    const url = found.slice(0, 3).find((each) => typeof each === 'string');
    const given = typeof url === 'string' ? resolve(url.trim()) : undefined;
    return given === undefined ? 'none' : `url("${given.replace(/["\\\n\r]/g, '')}")`;
  });
  return scheme(withoutStrings(loaded, resolve), dark).replace(/</g, '\\3c ');
}

/** Escapes hide words (`u\72l(`): they are resolved where that brings one to light, else left: class names have them. */
function unescaped(css: string): string {
  if (!css.includes('\\')) return css;
  const plain = css
    .replace(/\\([0-9a-f]{1,6})\s?/gi, (_, hex: string) => charOf(Number.parseInt(hex, 16)))
    .replace(/\\([^\n])/g, '$1');
  const count = (text: string): number =>
    text.match(/url\s*\(|@import|expression|binding|behavior|image-set/gi)?.length ?? 0;
  return count(plain) > count(css) ? plain : css;
}

function charOf(code: number): string {
  return code === 0 || code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
}

/** `image-set("https://...")` needs no `url()`. */
function withoutStrings(css: string, resolve: CssWishes['resolve']): string {
  if (!/image-set\s*\(/i.test(css)) return css;
  return css.replace(/(["'])((?:https?:)?\/\/[^"']*)\1/gi, (whole, _quote, url: string) =>
    resolve(url) === undefined ? '""' : whole,
  );
}

const colorScheme = /\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)/gi;

export function knowsDark(css: string): boolean {
  return /prefers-color-scheme\s*:\s*dark/i.test(css);
}

/** The page decides what is simulated, not the machine: one of the two always holds, the other never. */
function scheme(css: string, dark: boolean): string {
  return css.replace(colorScheme, (_, wanted: string) =>
    (wanted.toLowerCase() === 'dark') === dark ? '(min-width: 0px)' : '(max-width: 0px)',
  );
}
