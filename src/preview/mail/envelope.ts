/**
 * Who really gets a message, against who its headers say gets it. The envelope is the state beside it, else what a Pickup file with these
 * bytes would get: the lines on top, else the headers. Pure.
 */
import type { Envelope, RecipientState } from '../../engine/mailroot/envelope';
import { mailboxes } from '../../engine/message/address';
import { readEnvelopeBlock } from '../../engine/message/envelopeBlock';
import { headerValues, readHeaders } from '../../engine/message/headers';
import { submission } from '../../engine/pickup/submission';

export interface EnvelopeRow {
  readonly address: string;
  /** Header fields that name it. */
  readonly named: readonly string[];
  readonly receives: boolean;
  readonly state?: RecipientState['action'];
}

export interface EnvelopeView {
  /** `''` is the null reverse-path; undefined: none can be had. */
  readonly reversePath?: string;
  /** Where the envelope is from, or why there is none. One sentence. */
  readonly why: string;
  readonly rows: readonly EnvelopeRow[];
  /** Sentences: a Bcc that is there, a From that is not the reverse-path. */
  readonly notes: readonly string[];
}

const fields = ['To', 'Cc', 'Bcc', 'Resent-To', 'Resent-Cc', 'Resent-Bcc'] as const;

/** `head`: the first octets of the message. */
export function envelopeView(head: Buffer, state: Envelope | undefined): EnvelopeView {
  const named = namedIn(head);
  const made = state ?? derived(head);
  if ('text' in made) {
    const rows = [...named.values()].map(({ address, names }) => ({ address, named: names, receives: false }));
    return { why: made.text, rows, notes: [] };
  }
  const known = new Set(made.recipients.map(({ address }) => address.toLowerCase()));
  const rows = [
    ...made.recipients.map(({ address, state: is }) => ({
      address,
      named: named.get(address.toLowerCase())?.names ?? [],
      receives: true,
      ...(state !== undefined && { state: is.action }),
    })),
    ...[...named].flatMap(([key, { address, names }]) =>
      known.has(key) ? [] : [{ address, named: names, receives: false }],
    ),
  ];
  return {
    reversePath: made.reversePath,
    why:
      state === undefined ? `A Pickup file with these bytes: ${made.why}.` : `The state of the message: ${made.why}.`,
    rows,
    notes: notes(head, made.reversePath),
  };
}

function derived(head: Buffer): Pick<Envelope, 'reversePath' | 'recipients' | 'why'> | { text: string } {
  const made = submission(head, 'localhost');
  return made.kind === 'submission' ? made.envelope : { text: made.text };
}

type Named = Map<string, { address: string; names: string[] }>;

function namedIn(head: Buffer): Named {
  const found: Named = new Map();
  const block = readHeaders(head, readEnvelopeBlock(head).end);
  for (const name of fields) {
    for (const address of mailboxes(...headerValues(block, name)).map((box) => box.address)) {
      const entry = found.get(address.toLowerCase()) ?? { address, names: [] };
      if (!entry.names.includes(name)) entry.names.push(name);
      found.set(address.toLowerCase(), entry);
    }
  }
  return found;
}

function notes(head: Buffer, reversePath: string): string[] {
  const block = readHeaders(head, readEnvelopeBlock(head).end);
  const authors = mailboxes(...headerValues(block, 'From')).map((box) => box.address);
  const hasBcc = headerValues(block, 'Bcc').length > 0;
  const differs = authors.length > 0 && !authors.some((author) => author.toLowerCase() === reversePath.toLowerCase());
  return [
    ...(hasBcc ? ['It has a Bcc field: its recipients get the message, and the field is taken out on the wire.'] : []),
    ...(differs ? ['The reverse-path is not the address in From: bounces go to the reverse-path.'] : []),
  ];
}
