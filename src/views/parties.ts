/** Who sends to whom, as a row has room for it: addresses out of header fields, a sender by name. Pure; never fails on a bad field. */
import type { Envelope } from '../engine/mailroot/envelope';
import type { Summary } from '../engine/mailroot/summary';
import { oneLine } from './text';

/** Addresses of an address list (`Ada <a@x>, "B, C" <b@y>, d@z`), without names. What is no address is kept as it is. */
export function addressesIn(list: string): string[] {
  return splitList(list)
    .map((mailbox) => oneLine(/<([^<>]*)>\s*$/.exec(mailbox)?.[1] ?? mailbox))
    .filter((address) => address !== '');
}

/** At commas and semicolons (groups) outside quotes, angle brackets and comments. */
function splitList(list: string): string[] {
  const parts = list.match(/(?:"(?:[^"\\]|\\.)*"?|<[^>]*>?|\([^)]*\)?|[^,;"<(])+/g) ?? [];
  return parts.map((part) => part.replace(/^\s*[^"<:,@]*:(?!.*:)(?=\s*$)/, ''));
}

/** Envelope recipients where they are known, else those of the headers. */
export function recipientsOf(summary: Summary | undefined, envelope: Envelope | undefined): string[] {
  if (envelope !== undefined && envelope.recipients.length > 0)
    return envelope.recipients.map(({ address }) => oneLine(address));
  return (summary?.to ?? []).flatMap(addressesIn);
}

/** `ann@example.org +2` */
export function shortList(addresses: readonly string[]): string {
  const [first = '', ...more] = addresses;
  return more.length === 0 ? first : `${first} +${more.length}`;
}

/** The sender by name, else by address; `<>` is the null reverse-path. */
export function senderName(from: string): string {
  const name = oneLine(from.replace(/<[^<>]*>/g, '').replace(/"/g, ''));
  return name === '' ? oneLine(from.replace(/[<>]/g, '')) || '<>' : name;
}

/** `Shop → ann@example.org +2`; no arrow to nobody. */
export function partiesLine(summary: Summary | undefined, envelope: Envelope | undefined): string {
  if (summary === undefined) return '';
  const to = shortList(recipientsOf(summary, envelope));
  return to === '' ? senderName(summary.from) : `${senderName(summary.from)} → ${to}`;
}
