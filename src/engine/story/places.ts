/**
 * Where in a file something stands: the lines of a transcript's entries and sessions, of a header field, of a command in an inbound
 * session. Lines count from 0. Pure; what is not there has no place.
 */
import { decodeItr } from '../mailroot/inbound';
import { decodeLtr, decodeRtr, type LtrLine } from '../mailroot/transcript';
import { readHeaders } from '../message/headers';

/** A file of a message: the message itself, its state, its transcripts, its reason for being in BadMail. */
export type StoryFile = 'message' | 'state' | 'ltr' | 'rtr' | 'itr' | 'bdr';

export interface Place {
  readonly file: StoryFile;
  readonly line: number;
}

export interface PlacedLine {
  readonly entry: LtrLine;
  readonly line: number;
}

/** The entries of an LTR as decodeLtr has them, each with its first line. `from`: how many lines were left out in front. */
export function placedLtr(text: string, from = 0): PlacedLine[] {
  const starts: number[] = [];
  const lines = text.split(/\r?\n/);
  let dated = false;
  for (const [i, line] of lines.entries()) {
    if (line === '' || (line.startsWith('  ') && dated)) continue;
    dated = decodeLtr(line)[0]?.kind !== 'text';
    starts.push(i);
  }
  return decodeLtr(text).map((entry, i) => ({ entry, line: from + (starts[i] ?? 0) }));
}

/** Where the sessions of an RTR begin, by `attempt/session`. */
export function sessionLines(text: string, from = 0): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const [begun] = line.startsWith('==') ? decodeRtr(line) : [];
    if (begun !== undefined) lines.set(`${begun.attempt}/${begun.session}`, from + i);
  }
  return lines;
}

export interface PlacedField {
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

/** The fields on top of a message, those of the envelope among them. */
export function placedFields(head: Uint8Array): PlacedField[] {
  let line = 0;
  let counted = 0;
  return readHeaders(head).fields.map(({ name, value, start }) => {
    for (; counted < start; counted++) if (head[counted] === 10) line++;
    return { name, value, line };
  });
}

/** Finds the RCPT command of an inbound session that named an address. */
export function rcptLines(itr: string): (address: string) => number | undefined {
  const lines = decodeItr(itr) === undefined ? [] : itr.toLowerCase().split(/\r?\n/);
  const said = lines.flatMap((text, line) => (text.includes('< rcpt to:<') ? [{ text, line }] : []));
  return (address) => said.find(({ text }) => text.includes(`< rcpt to:<${address.toLowerCase()}>`))?.line;
}

/** Whether a field names this very address, not one that ends like it. */
export function namesAddress(value: string, address: string): boolean {
  const [text, wanted] = [value.toLowerCase(), address.toLowerCase()];
  for (let at = text.indexOf(wanted); at >= 0 && wanted !== ''; at = text.indexOf(wanted, at + 1)) {
    const [before, behind] = [text.charAt(at - 1), text.charAt(at + wanted.length)];
    if (!/[\p{L}\p{N}._+-]/u.test(before) && !/[\p{L}\p{N}-]/u.test(behind)) return true;
  }
  return false;
}
