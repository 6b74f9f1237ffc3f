/** An explanation as paragraphs of plain text, the same wherever it is read. How they are wrapped or drawn is the reader's. Pure. */
import type { Cure, RecipientExplanation } from './explanation';

export interface Paragraph {
  /** `Likely causes`; absent for the first. */
  readonly heading?: string;
  /** One sentence or several; more than one line is a list. */
  readonly lines: readonly string[];
}

/** The paragraph that a notification leaves out: it says in the words of its kind what happens next. */
export const nextHeading = 'What happens next';

export function paragraphs(explained: RecipientExplanation): Paragraph[] {
  const { title, happened, meaning, side, next, causes, advice, cures } = explained;
  const steps = [...(advice === undefined ? [] : [advice]), ...cures.map(sentence)];
  return [
    { lines: [`${title}: ${happened}`] },
    ...(meaning === undefined ? [] : [{ heading: 'What it means', lines: [meaning] }]),
    ...(side === undefined ? [] : [{ heading: 'Whose side it is on', lines: [side.text] }]),
    { heading: nextHeading, lines: [next.text] },
    ...(causes.length === 0 ? [] : [{ heading: 'Likely causes', lines: causes }]),
    ...(steps.length === 0 ? [] : [{ heading: 'What you can do', lines: steps }]),
  ];
}

function sentence({ label }: Cure): string {
  return `${label}.`;
}

/** Plain text, line by line: a heading stands in front of one line, and over several. */
export function textLines(story: readonly Paragraph[]): string[] {
  return story.flatMap(({ heading, lines }) => {
    if (heading === undefined) return lines.flatMap((line) => line.split('\n'));
    const [only = '', ...more] = lines;
    return more.length === 0 ? [`${heading}: ${only}`] : [`${heading}:`, ...lines.map((line) => `- ${line}`)];
  });
}

export function plainText(explained: RecipientExplanation): string {
  return textLines(paragraphs(explained)).join('\n');
}
