/**
 * What is in one part, as lines: text behind its charset, HTML normalised, everything else by size and SHA-256. A text that can't be shown
 * whole (too long, not of its charset, nested too deep) has its digest as well, and a note. Pure.
 */
import { createHash } from 'node:crypto';
import type { Part } from '../language/model/part';
import { stepsOf, wordsOf } from '../preview/mail/content';
import { extentOf, type Mail } from '../preview/mail/mail';
import { htmlLines } from './htmlLines';
import type { Titles } from './titles';
import { masked, type Wishes } from './wishes';

export interface PartLines {
  readonly lines: readonly string[];
  /** Sentences. */
  readonly notes: readonly string[];
}

interface Making {
  readonly titles: Titles;
  readonly wishes: Wishes;
  /** Characters of text that may still be shown. */
  readonly left: number;
}

export function contentLines(mail: Mail, part: Part, { titles, wishes, left }: Making): PartLines {
  const digest = (): string[] => digestLines(stepsOf(mail, part));
  if (!isText(part.type.word)) return { lines: digest(), notes: [] };
  // One character is an octet at least, and three octets of base64 are four characters.
  const { start, end } = extentOf(mail, part);
  if ((end - start) * 0.7 > left)
    return { lines: digest(), notes: ['is compared by its digest alone: there is too much text in all.'] };
  const { text, note } = wordsOf(mail, part);
  const shown = part.type.word === 'text/html' && wishes.what === 'meaning' ? ofHtml(text, titles) : plainly(text);
  const notes = [...(note === undefined ? [] : [note]), ...shown.notes];
  const isWhole = notes.length === 0 && !text.includes('\ufffd');
  const octets = isWhole && wishes.what === 'meaning' ? [] : digest();
  return { lines: [...octets, ...shown.lines.map((line) => masked(line, wishes))], notes };
}

/** What people read, and what they would open in an editor. */
function isText(type: string): boolean {
  if (type.startsWith('text/')) return true;
  return /^(?:application\/(?:json|xml|javascript|ecmascript)|.*\+(?:json|xml)|message\/.*(?:status|notification|headers).*)$/.test(
    type,
  );
}

function ofHtml(html: string, titles: Titles): PartLines {
  const { lines, whole } = htmlLines(html, (id) => titles.named(id));
  return { lines, notes: whole === 'cut' ? ['Its elements are nested too deep to be read to the end.'] : [] };
}

/** Without the empty lines at its end, which come and go with what stands behind. */
function plainly(text: string): PartLines {
  const lines = text.split(/\r\n|\r|\n/);
  while (lines.length > 0 && lines.at(-1) === '') lines.pop();
  return { lines, notes: [] };
}

/** Of octets that need not fit into memory. */
export function digestLines(steps: Iterable<Buffer>): string[] {
  const digest = createHash('sha256');
  let size = 0;
  for (const step of steps) {
    digest.update(step);
    size += step.length;
  }
  return [`${size} octets`, `SHA-256 ${digest.digest('hex')}`];
}
