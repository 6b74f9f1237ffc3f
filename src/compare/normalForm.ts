/**
 * A message as text that is equal to that of another where both say the same: its header fields, its structure, and each part: text
 * decoded, HTML normalised, a file by name, size and digest. How it was encoded, folded and separated is not in it. What can't be shown whole
 * is told by its digest and a note, so that no difference is lost. Reads the message where it is, stretch by stretch; bounded; throws only when
 * the file can't be read.
 */
import { cut } from '../language/model/span';
import type { Part } from '../language/model/part';
import { extentOf, type Mail } from '../preview/mail/mail';
import { inSteps } from '../preview/mail/octets';
import { raw } from '../preview/mail/content';
import { headLines, type FieldLines } from './headLines';
import { contentLines, digestLines } from './partLines';
import { structureLines } from './structure';
import { titlesOf, type Titles } from './titles';
import type { Wishes } from './wishes';

export type Section =
  | { readonly kind: 'head'; readonly title: string; readonly fields: readonly FieldLines[] }
  | { readonly kind: 'structure' | 'part'; readonly title: string; readonly lines: readonly string[] };

type HeadSection = Extract<Section, { kind: 'head' }>;

export interface NormalForm {
  readonly sections: readonly Section[];
  /** Sentences: what was left out, and why. */
  readonly notes: readonly string[];
}

/** Characters of all texts together; further parts are told by their digests. */
const longestTexts = 8_000_000;

export function normalForm(mail: Mail, wishes: Wishes): NormalForm {
  const titles = titlesOf(mail);
  const notes = new Set<string>();
  const sections: Section[] = [
    headSection(mail, mail.message.root, { titles, wishes }),
    { kind: 'structure', title: 'Parts', lines: structureLines(mail, titles, wishes) },
  ];
  let left = longestTexts;
  for (const part of mail.message.parts) {
    for (const section of partSections(mail, part, { titles, wishes, notes, left })) {
      if (section.kind === 'part') left -= section.lines.reduce((sum, line) => sum + line.length, 0);
      sections.push(section);
    }
  }
  for (const limit of mail.message.leftOut) notes.add(leftOutNote[limit]);
  if (mail.message.leftOut.includes('parts')) sections.push(restSection('Further parts', mail, behindParts(mail)));
  if (mail.scanned < mail.octets.size) {
    sections.push(restSection('Not read', mail, mail.scanned));
    notes.add(`Behind ${mail.scanned} octets, the message is compared as it stands.`);
  }
  return { sections, notes: [...notes] };
}

const leftOutNote = {
  parts: 'There are more than 10 000 parts: the others are compared as they stand.',
  levels: 'Parts are nested deeper than 100 levels: what is below is compared as it stands.',
} as const;

function behindParts(mail: Mail): number {
  const last = mail.message.parts.at(-1);
  return last === undefined ? 0 : extentOf(mail, last).end;
}

function restSection(title: string, { octets }: Mail, from: number): Section {
  return { kind: 'part', title, lines: digestLines(inSteps(octets, { start: from })) };
}

interface Making {
  readonly titles: Titles;
  readonly wishes: Wishes;
  readonly notes: Set<string>;
  readonly left: number;
}

function headSection(mail: Mail, part: Part, { titles, wishes }: Pick<Making, 'titles' | 'wishes'>): HeadSection {
  const { text, envelope } = mail.message;
  const isTop = part === mail.message.root;
  const own = isTop && wishes.what === 'meaning' ? part.fields.slice(envelope.length) : part.fields;
  return { kind: 'head', title: isTop ? '' : titles.of(part), fields: headLines(text, own, wishes) };
}

function partSections(mail: Mail, part: Part, making: Making): Section[] {
  const title = making.titles.of(part);
  // The head of the message stands on top already; what is in it is its own part.
  const isTop = part === mail.message.root;
  const head = isTop ? undefined : headSection(mail, part, making);
  const heads = head !== undefined && head.fields.length > 0 ? [head] : [];
  if (part.kind === 'leaf') {
    const { lines, notes } = contentLines(mail, part, making);
    for (const note of notes) making.notes.add(`${title}: ${note}`);
    return [...heads, { kind: 'part', title, lines }];
  }
  return making.wishes.what === 'everything' ? [...heads, ...aroundParts(mail, part, title)] : heads;
}

/** What stands in front of the first part and behind the last: nobody is shown it. */
function aroundParts({ message }: Mail, part: Part, title: string): Section[] {
  if (part.kind !== 'multipart') return [];
  const { delimiters, closed } = part.boundary;
  const [first] = delimiters;
  const last = delimiters.at(-1);
  const before = cut(message.text, { start: part.body.start, end: first?.start ?? part.body.end });
  const after = closed && last ? cut(message.text, { start: last.end, end: Math.max(last.end, part.body.end) }) : '';
  return [['Preamble', before] as const, ['Epilogue', after] as const].flatMap(([name, text]): Section[] =>
    text.trim() === ''
      ? []
      : [
          {
            kind: 'part',
            title: `${name} of ${title}`,
            lines: raw(text)
              .trim()
              .split(/\r\n|\r|\n/),
          },
        ],
  );
}
