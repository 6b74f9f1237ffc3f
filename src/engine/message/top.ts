/** What stands on top of a message without being of it: the envelope lines, and what the host that delivers writes (RFC 5321 §4.4). Pure. */
import { envelopeLength } from './envelopeBlock';

const traces = new Set(['return-path', 'received']);

/** Where they end, given the fields: the first octet of the message itself. */
export function topEnd(fields: readonly { readonly name: string; readonly end: number }[], start = 0): number {
  return fields[topLength(fields.map(({ name }) => name)) - 1]?.end ?? start;
}

/** How many of the fields, given by their names. */
export function topLength(names: readonly string[]): number {
  let count = envelopeLength(names);
  while (traces.has(names[count]?.toLowerCase() ?? '')) count++;
  return count;
}
