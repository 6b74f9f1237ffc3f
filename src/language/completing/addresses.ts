/** Addresses to complete: those that the workspace's mail knows, and for recipients those of the simulator with what they do. Pure. */
import { simulatedAddresses } from '../../engine/simulator/addresses';
import { envelopeParameters } from '../knowledge/values';
import { behind } from '../model/parameters';
import { isBlank, type Span } from '../model/span';
import type { KnownAddress, Suggestion, ValuePlace } from './suggestion';

const recipientFields = /^(?:resent-)?(?:to|cc|bcc)$/;

/** In place of the mailbox that the cursor is in. */
export function addressSuggestions(place: ValuePlace): Suggestion[] {
  const span = mailboxSpan(place);
  const known = place.around.addresses.map((each, i) => suggestion(each, { insert: written(each), span, rank: i }));
  return recipientFields.test(place.field.key)
    ? [...known, ...simulated(span, ({ local }) => `${local}@sim.test`)]
    : known;
}

/** Envelope lines: one path, then ESMTP parameters. */
export function pathSuggestions(place: ValuePlace): Suggestion[] {
  const { message, field, offset, around } = place;
  const { text } = message;
  const before = text.slice(field.colon + 1, offset);
  const span = { start: offset - (/\S*$/.exec(before)?.[0].length ?? 0), end: tokenEnd(text, offset) };
  const isReceiver = field.key === 'x-receiver';
  if (/^\s*\S+\s/.test(before)) {
    const words = envelopeParameters[isReceiver ? 'x-receiver' : 'x-sender'];
    const used = new Set([...before.matchAll(/\b([A-Z]+)=/gi)].map(([, name]) => name?.toUpperCase()));
    return Object.entries(words)
      .filter(([label]) => field.key !== 'return-path' && !used.has(label.split('=')[0]))
      .map(([label, detail], i) => ({ kind: 'parameter', label, detail, insert: label, span, rank: i }));
  }
  const known = around.addresses.map((each, i) => suggestion(each, { insert: `<${each.address}>`, span, rank: i }));
  return isReceiver ? [...known, ...simulated(span, ({ local }) => `<${local}@sim.test>`)] : known;
}

function tokenEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isBlank(text.charCodeAt(at))) at++;
  return at;
}

type Inserted = Pick<Suggestion, 'insert' | 'span' | 'rank'>;

function suggestion({ address, name, messages }: KnownAddress, inserted: Inserted): Suggestion {
  const detail = messages === 1 ? 'in one message here' : `in ${messages} messages here`;
  return { kind: 'address', label: name === '' ? address : `${name} <${address}>`, detail, ...inserted };
}

/** Behind those of the workspace. */
function simulated(span: Span, insert: (each: { local: string }) => string): Suggestion[] {
  return simulatedAddresses.map(({ local, does }, i) => ({
    kind: 'simulated',
    label: `${local}@sim.test`,
    detail: `the host ${does}`,
    more: `A simulated host on this machine: it ${does}. Nothing leaves.`,
    insert: insert({ local }),
    span,
    rank: 1_000 + i,
  }));
}

/** A name with signs that need quotes gets them (RFC 5322 §3.4). */
function written({ name, address }: KnownAddress): string {
  if (name === '') return address;
  const plain = /^[\p{L}\p{M}\p{N} !#$%&'*+\-/=?^_`{|}~]+$/u.test(name);
  return `${plain ? name : `"${name.replace(/["\\]/g, '\\$&')}"`} <${address}>`;
}

/** From behind the comma, or the beginning of the line, to the next comma. */
function mailboxSpan({ message: { text }, field, offset }: ValuePlace): Span {
  let start = field.colon + 1;
  let at = start;
  for (; at < offset; at = behind(text, at, field.end)) if (/[,;:\n]/.test(text[at] ?? '')) start = at + 1;
  while (start < offset && isBlank(text.charCodeAt(start))) start++;
  return { start, end: mailboxEnd(text, Math.max(offset, at), field.value.end) };
}

function mailboxEnd(text: string, from: number, last: number): number {
  let end = from;
  while (end < last && !/[,;\r\n]/.test(text[end] ?? '')) end++;
  return end;
}
