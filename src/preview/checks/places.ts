/**
 * On which line of the source a place in the decoded words of a part is: back through charset and transfer encoding. Exact to the line for
 * what is not encoded, for base64 and quoted-printable; after octets that are broken it may be a line off. One pass. Pure.
 */
import type { Part } from '../../language/model/part';
import { longestText, octetsOf } from '../mail/content';
import { linesAt } from '../mail/lines';
import { extentOf, type Mail } from '../mail/mail';

export interface Places {
  /** The words of the part, as shown. */
  readonly words: string;
  /** Ascending. */
  readonly offsets: readonly number[];
}

/** Octets of a part in which words are looked for: no charset has more for a character, and no transfer encoding more for an octet. */
const mostDecoded = 4 * longestText;
const mostEncoded = 3 * mostDecoded;

export function sourceLines(mail: Mail, part: Part, places: Places): number[] {
  if (places.offsets.length === 0) return [];
  const { start, end } = extentOf(mail, part);
  const text = mail.octets.read(start, Math.min(end, start + mostEncoded)).toString('latin1');
  const octets = octetPlaces(octetsOf(mail, part, mostDecoded), places);
  const [first = 0] = linesAt(mail, [part.body.start]);
  const body = { message: { text }, pieces: [{ at: 0, from: 0, line: first }] };
  return linesAt(body, encodedPlaces(text, part.encoding, octets));
}

/** By lines first, since every charset of mail has its line feeds as ASCII has them; within a line as UTF-8 has it. */
function octetPlaces(octets: Buffer, { words, offsets }: Places): number[] {
  let wordLine = 0;
  let octetLine = 0;
  return offsets.map((offset) => {
    for (let next = words.indexOf('\n', wordLine); next >= 0 && next < offset; next = words.indexOf('\n', wordLine)) {
      wordLine = next + 1;
      const end = octets.indexOf(10, octetLine);
      octetLine = end < 0 ? octets.length : end + 1;
    }
    return Math.min(octets.length, octetLine + Buffer.byteLength(words.slice(wordLine, offset)));
  });
}

function encodedPlaces(text: string, encoding: string, octets: readonly number[]): number[] {
  const goals = octets.map((at) => (encoding === 'base64' ? Math.floor(at / 3) * 4 : at));
  if (encoding === 'base64') return walked(text, goals, base64Step);
  return encoding === 'quoted-printable' ? walked(text, goals, quotedStep) : goals;
}

/** How far a step goes in the source, and how much of what is counted it holds. */
type Step = (text: string, at: number) => readonly [length: number, counted: number];

function walked(text: string, goals: readonly number[], step: Step): number[] {
  let at = 0;
  let count = 0;
  return goals.map((goal) => {
    while (at < text.length) {
      const [length, counted] = step(text, at);
      if (count + counted > goal) break;
      at += length;
      count += counted;
    }
    return at;
  });
}

const base64Step: Step = (text, at) => [1, /[A-Za-z0-9+/]/.test(text.charAt(at)) ? 1 : 0];

/** A soft line end is nothing, an escape one octet, a line end two, however it is written. */
const quotedStep: Step = (text, at) => {
  const code = text.charCodeAt(at);
  if (code === 10) return [1, 2];
  if (code === 13 && text.charCodeAt(at + 1) === 10) return [2, 2];
  if (code !== 61) return [1, 1];
  const soft = /^=\r?\n/.exec(text.slice(at, at + 3));
  if (soft !== null) return [soft[0].length, 0];
  return /^=[0-9A-Fa-f]{2}$/.test(text.slice(at, at + 3)) ? [3, 1] : [1, 1];
};
