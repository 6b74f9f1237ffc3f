/**
 * What is in a part: its octets behind the transfer encoding, its words behind the charset, the name it is saved under. What can't be
 * decoded is shown as well as can be, and a note says so.
 */
import { decodeCharset } from '../../engine/message/charset';
import { decodeWords } from '../../engine/message/encodedWord';
import { fileNameOf } from '../../language/model/content';
import { isEncoded, type Part } from '../../language/model/part';
import { decodedSteps } from './decoding';
import { extentOf, namedCharset, type Mail } from './mail';
import { inSteps } from './octets';

/** What is in it, step by step, behind its transfer encoding. A message inside is given as it stands. */
export function stepsOf(mail: Mail, part: Part, step?: number): Iterable<Buffer> {
  const { start, end } = extentOf(mail, part);
  return decodedSteps(
    inSteps(mail.octets, { start, end, ...(step !== undefined && { step }) }),
    part.kind === 'leaf' ? part.encoding : '',
  );
}

/** All of it, or not much more than `most`. */
export function octetsOf(mail: Mail, part: Part, most = Infinity): Buffer {
  const steps: Buffer[] = [];
  let size = 0;
  for (const step of stepsOf(mail, part, most + 1_000)) {
    steps.push(step);
    size += step.length;
    if (size > most) break;
  }
  return steps.length === 1 && steps[0] !== undefined ? steps[0] : Buffer.concat(steps);
}

const known = new WeakMap<Part, number>();

/** Octets behind the transfer encoding: what is encoded has to be read for that, once. */
export function sizeOf(mail: Mail, part: Part): number {
  const size = known.get(part) ?? measured(mail, part);
  known.set(part, size);
  return size;
}

function measured(mail: Mail, part: Part): number {
  const { start, end } = extentOf(mail, part);
  if (part.kind !== 'leaf' || !isEncoded(part.encoding)) return end - start;
  let size = 0;
  for (const step of stepsOf(mail, part)) size += step.length;
  return size;
}

export interface Words {
  readonly text: string;
  /** A sentence. */
  readonly note?: string;
}

/** Characters of a text that are shown. */
export const longestText = 1_000_000;

/** As many characters as `most`. */
export function wordsOf(mail: Mail, part: Part, most = longestText): Words {
  // No charset has more than four octets for a character.
  const octets = octetsOf(mail, part, 4 * most);
  const { text, note } = decoded(octets, namedCharset(part), octets.length > 4 * most ? 'cut' : 'whole');
  if (text.length <= most) return note === undefined ? { text } : { text, note };
  return { text: text.slice(0, most), note: 'Only the first million characters are shown.' };
}

function decoded(octets: Buffer, charset: string | undefined, end: 'whole' | 'cut'): Words {
  if (charset === undefined || charset === 'us-ascii') {
    const text = asUtf8(octets, end);
    return { text: text ?? decodeCharset('windows-1252', octets) ?? '' };
  }
  const text = decodeCharset(charset, octets);
  if (text !== undefined) return { text };
  return {
    text: octets.toString('latin1'),
    note: `The charset “${charset.slice(0, 40)}” is not known here: read as Latin-1.`,
  };
}

/** What was cut off within a character is still UTF-8. */
function asUtf8(octets: Buffer, end: 'whole' | 'cut' = 'whole'): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets, { stream: end === 'cut' });
  } catch {
    return undefined;
  }
}

/** Text of the message for a person: raw UTF-8 is read as such, encoded words are decoded. */
export function readable(latin1: string): string {
  return decodeWords(raw(latin1));
}

/** The same with its encoded words left as they stand. */
export function raw(latin1: string): string {
  if (!/[\u0080-\u00ff]/.test(latin1) || /[\u0100-\uffff]/.test(latin1)) return latin1;
  return asUtf8(Buffer.from(latin1, 'latin1')) ?? latin1;
}

export function nameOf({ message }: Mail, part: Part): string | undefined {
  const name = fileNameOf(message.text, part);
  return name === undefined || name.trim() === '' ? undefined : readable(name);
}

const endings: Readonly<Record<string, string>> = {
  'text/plain': '.txt',
  'text/html': '.html',
  'text/calendar': '.ics',
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/gif': '.gif',
  'image/webp': '.webp',
  'application/pdf': '.pdf',
  'application/json': '.json',
};

/**
 * The name it may have on a disk: one name without folders, control characters, direction marks and names that Windows keeps for
 * itself; made up where the message gives none.
 */
export function savedName(mail: Mail, part: Part): string {
  const given = (nameOf(mail, part) ?? '').split(/[\\/]/).at(-1) ?? '';
  const name = given
    .replace(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '')
    .replace(/^[\s.]+|[\s.]+$/g, '')
    .slice(-120);
  if (name !== '' && !/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name)) return name;
  const ending = part.kind === 'message' ? '.eml' : (endings[part.type.word] ?? '.bin');
  return `part-${part.path === '' ? '0' : part.path}${ending}`;
}
