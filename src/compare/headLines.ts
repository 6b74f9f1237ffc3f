/**
 * Header fields as lines, so that what says the same looks the same: decoded, unfolded, in a fixed order, one mailbox a line. A list of
 * addresses that has more to it (groups, comments, faults) is left as its text. Pure.
 */
import { readAddresses, type Address } from '../language/model/addresses';
import { unfolded, type Field } from '../language/model/fields';
import { cut } from '../language/model/span';
import { readable } from '../preview/mail/content';
import { masked, takesPart, type Wishes } from './wishes';

export interface FieldLines {
  readonly name: string;
  readonly lines: readonly string[];
}

/** What a reader sees first; the others follow by their names. */
const first = ['subject', 'from', 'sender', 'reply-to', 'to', 'cc', 'bcc', 'in-reply-to', 'references'];
const ofAddresses = new Set([
  ...['from', 'sender', 'reply-to', 'to', 'cc', 'bcc', 'resent-from', 'resent-sender', 'resent-to', 'resent-cc'],
  ...['resent-bcc', 'disposition-notification-to', 'return-receipt-to', 'errors-to'],
]);

export function headLines(text: string, fields: readonly Field[], wishes: Wishes): FieldLines[] {
  return fields
    .filter(({ key }) => takesPart(key, wishes))
    .map((field, at) => ({ field, at, rank: rankOf(field.key) }))
    .sort((a, b) => a.rank - b.rank || compareWords(a.field.key, b.field.key) || a.at - b.at)
    .map(({ field }) => linesOf(text, field, wishes));
}

function rankOf(key: string): number {
  const rank = first.indexOf(key);
  return rank < 0 ? first.length : rank;
}

/** The same everywhere, whatever the language of the machine. */
function compareWords(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function linesOf(text: string, field: Field, wishes: Wishes): FieldLines {
  const name = capitalised(field.key);
  const boxes = ofAddresses.has(field.key) ? mailboxes(text, field) : undefined;
  const values = boxes ?? [oneLine(readable(unfolded(text, field.value)))];
  const [head = '', ...more] = values.map((value) => masked(value, wishes));
  return { name, lines: [`${name}: ${head}`, ...more.map((value) => `${' '.repeat(name.length + 2)}${value}`)] };
}

/** `X-Order-Id`, however it was written. */
function capitalised(key: string): string {
  return key.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase());
}

function oneLine(value: string): string {
  return value.replace(/[\t\r\n ]+/g, ' ').trim();
}

/** Undefined when there is more in the field than plain mailboxes. */
function mailboxes(text: string, { value }: Field): string[] | undefined {
  if (value.end - value.start > 200_000 || /[():;]/.test(withoutQuoted(cut(text, value)))) return undefined;
  const found = readAddresses(text, value);
  return found.length === 0 || found.some(({ problem }) => problem !== undefined)
    ? undefined
    : found.map((box) => mailbox(text, box));
}

function withoutQuoted(value: string): string {
  return value.replace(/"(?:[^"\\]|\\[\s\S])*"/g, '');
}

function mailbox(text: string, { name, text: address }: Address): string {
  if (name === undefined || name.start === name.end) return readable(address);
  const written = oneLine(unfolded(text, name));
  const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(written)?.[1];
  const shown = readable(quoted === undefined ? written : quoted.replace(/\\(.)/g, '$1'));
  return `${/[",<>@:;\\[\]()]/.test(shown) ? JSON.stringify(shown) : shown} <${readable(address)}>`;
}
