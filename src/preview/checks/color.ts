/** Colours of mail: what is written, blended, and told apart (WCAG 2.2, relative luminance). What can't be read is undefined. Pure. */
import { colord, extend, type RgbaColor } from 'colord';
import names from 'colord/plugins/names';

extend([names]);

export type Color = RgbaColor;

export function colorOf(text: string): Color | undefined {
  const word = text.trim().toLowerCase().slice(0, 100);
  if (word === 'transparent') return { r: 0, g: 0, b: 0, a: 0 };
  const read = colord(word);
  return read.isValid() ? read.toRgb() : undefined;
}

/** As HTML attributes have it: `#` may be missing. */
export function attributeColor(text: string): Color | undefined {
  return colorOf(text) ?? (/^[0-9a-f]{6}$/i.test(text.trim()) ? colorOf(`#${text.trim()}`) : undefined);
}

export function over(top: Color, below: Color): Color {
  const mix = (a: number, b: number): number => Math.round(a * top.a + b * (1 - top.a));
  return { r: mix(top.r, below.r), g: mix(top.g, below.g), b: mix(top.b, below.b), a: 1 };
}

export function contrast(a: Color, b: Color): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function luminance({ r, g, b }: Color): number {
  const linear = (part: number): number => (part <= 10.31475 ? part / 3_294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

export function hex(color: Color): string {
  return colord(color).toHex();
}
