/** Results as one picture: a bar for everybody at each work, as long as its ratio to Postfix, or to the limit where Postfix has none. SVG, pure. */
import { figuresOf, ours, yardsticks, type Measured } from './results';

const width = 860;
const left = 300;
const barHeight = 14;
const gap = 18;
/** Ratios beyond are cut off, and say so: one peer that keeps nothing must not flatten all others. */
const longest = 6;

export function chartOf(measured: readonly Measured[]): string {
  const compared = measured.flatMap(groupOf);
  let y = 40;
  const parts = compared.map(({ title, bars }) => {
    const at = y;
    y += gap + bars.length * (barHeight + 3) + 12;
    return group({ title, bars, at });
  });
  const one = x(1);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y + 10}" font-family="sans-serif" font-size="11">`,
    `<rect width="${width}" height="${y + 10}" fill="#fff"/>`,
    `<text x="10" y="20" font-size="14" font-weight="bold">${ours} and its peers: how much faster than the yardstick (1 = as fast)</text>`,
    `<line x1="${one}" x2="${one}" y1="30" y2="${y}" stroke="#888" stroke-dasharray="3 3"/>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}

interface Bar {
  readonly name: string;
  readonly ratio: number;
}
interface Group {
  readonly title: string;
  readonly bars: readonly Bar[];
}

function groupOf(measured: Measured): Group[] {
  const figures = figuresOf(measured);
  const yardstick = yardsticks.find((name) => figures.some((figure) => figure.name === name));
  if (yardstick === undefined) return [];
  const bars = figures.map(({ name, ratios }) => ({ name, ratio: ratios[yardstick] ?? Number.NaN }));
  return [{ title: `${measured.work} (1 = ${yardstick})`, bars }];
}

function group({ title, bars, at }: Group & { readonly at: number }): string {
  const rows = bars.map(({ name, ratio }, i) => {
    const top = at + gap + i * (barHeight + 3);
    const end = x(Math.min(ratio, longest));
    const text = ratio > longest ? `${ratio.toFixed(1)} →` : ratio.toFixed(2);
    return [
      `<text x="${left - 8}" y="${top + 11}" text-anchor="end">${escaped(name)}</text>`,
      `<rect x="${left}" y="${top}" width="${(end - left).toFixed(1)}" height="${barHeight}" fill="${name === ours ? '#0a6ebd' : '#b8c4ce'}"/>`,
      `<text x="${(end + 5).toFixed(1)}" y="${top + 11}">${text}</text>`,
    ].join('\n');
  });
  return [`<text x="10" y="${at + 12}" font-weight="bold">${escaped(title)}</text>`, ...rows].join('\n');
}

function x(ratio: number): number {
  return left + (ratio / longest) * (width - left - 70);
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
