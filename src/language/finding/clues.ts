/**
 * What of a message was probably written in the code or the template that made it: its subject and lines of its text, cut where a value was put in
 * (numbers, addresses, URLs, names in the envelope). Pure.
 */
import { decodeWords } from '../../engine/message/encodedWord';
import { decodedText } from '../model/content';
import { fieldOf, unfolded } from '../model/fields';
import type { Message } from '../model/part';
import { htmlToText } from '../writing/htmlToText';

export interface Clue {
  readonly text: string;
  /** How much it says that it was found: its letters, and more for the subject. */
  readonly weight: number;
}

const mostClues = 60;
const shortest = { subject: 4, body: 12 } as const;
/** Where the code has something else. */
const values = /\S*[\d@][^\s.,;:!?]*|https?:\/\/\S+|[\w.+-]+@[\w.-]+/g;

export function cluesOf(message: Message): Clue[] {
  const subject = subjectOf(message);
  const whole = subject.length >= shortest.subject ? [{ text: subject, weight: 200 + subject.length }] : [];
  const pieces = cutAtValues(subject, shortest.subject).filter((text) => text !== subject);
  const lines = bodyLines(message).flatMap((line) => cutAtValues(line, shortest.body));
  const all = [
    ...whole,
    ...pieces.map((text) => ({ text, weight: 3 * text.length })),
    ...lines.map((text) => ({ text, weight: Math.min(text.length, 80) })),
  ];
  const seen = new Set<string>();
  return all.filter(({ text }) => !seen.has(text) && seen.add(text)).slice(0, mostClues);
}

function subjectOf({ root, text }: Message): string {
  const field = fieldOf(root.fields, 'subject');
  return field === undefined
    ? ''
    : decodeWords(unfolded(text, field.value))
        .replace(/^(?:(?:re|fwd?|aw|wg): *)+/i, '')
        .trim();
}

function cutAtValues(line: string, least: number): string[] {
  return line
    .split(values)
    .map((piece) => piece.trim())
    .filter((piece) => piece.length >= least && /\p{L}{2}/u.test(piece));
}

/** Of the first text there is; HTML as it reads. */
function bodyLines({ parts, text }: Message): string[] {
  const part =
    parts.find(({ kind, type }) => kind === 'leaf' && type.word === 'text/html') ??
    parts.find(({ kind, type }) => kind === 'leaf' && type.word === 'text/plain');
  if (part === undefined) return [];
  const read = (decodedText(text, part) ?? '').slice(0, 200_000);
  const lines = (part.type.word === 'text/html' ? htmlToText(read) : read).split(/\r?\n/);
  return lines.map((line) => line.trim()).filter((line) => line.length >= shortest.body);
}
