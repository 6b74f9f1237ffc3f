/**
 * Where a queued file came from, out of its name and bytes alone, and its first envelope. A file of the network carries a SOURCE
 * parameter on its X-Sender line; a DSN's id says what it is about; everything else was picked up. Pure.
 */
import { arrivalOf, dsnSubject } from './mailroot/layout';
import { asPath, type BadReason, type Envelope, type Source } from './mailroot/envelope';
import { arrivedAt } from './message/arrival';
import { readEnvelopeBlock } from './message/envelopeBlock';
import { decideDots, type DotSetting } from './message/dotStuffing';
import type { Origin } from './message/outgoing';
import { submission } from './pickup/submission';

/** What the wire form and the Drop file of a message depend on. The name of its first attempt stays, whatever the settings become. */
export function originFor(
  { id, arrivedAt, source, fqdn }: Envelope,
  bytes: Uint8Array,
  now: { fqdn: string; dotStuffed: DotSetting },
): Origin {
  const pickup = source.kind === 'pickup';
  const dots = pickup ? decideDots(bytes, now.dotStuffed) : undefined;
  return { id, arrivedAt, fqdn: fqdn ?? now.fqdn, pickup, ...(dots && { dots }) };
}

/** Parameter of the X-Sender line of a message that came over SMTP: who handed it in. */
export const sourceParameter = 'SOURCE';

/** The envelope of a message that has no state yet. One that can't have an envelope comes back with the fate `bad`. */
export function firstEnvelope(
  id: string,
  bytes: Uint8Array,
  { ask, defaultDomain, fqdn }: { ask: { pickupFile?: string }; defaultDomain: string; fqdn: string },
): Envelope {
  const source = sourceOf(id, bytes, ask.pickupFile);
  const base = { version: 1, id, arrivedAt: arrivalAt(id, bytes, source), source, fqdn, attempts: 0 } as const;
  const derived = submission(bytes, defaultDomain);
  if (derived.kind === 'submission') {
    const { envelope, notes } = derived;
    return { ...base, ...envelope, why: [envelope.why, ...notes].join('; ') };
  }
  return { ...base, why: derived.text, reversePath: '', recipients: [], fate: bad(derived.reason, derived.text) };
}

/** A DSN has the id of its original with a letter behind it, but an arrival of its own: it must not be born expired. */
function arrivalAt(id: string, bytes: Uint8Array, source: Source): number {
  const own = source.kind === 'dsn' ? arrivedAt(readEnvelopeBlock(bytes)) : undefined;
  return own ?? arrivalOf(id);
}

function bad(reason: BadReason, text: string): Envelope['fate'] {
  return { kind: 'bad', reason, text };
}

function sourceOf(id: string, bytes: Uint8Array, pickupFile: string | undefined): Source {
  const dsnOf = dsnSubject(id);
  if (dsnOf !== undefined) return { kind: 'dsn', of: dsnOf };
  const client = smtpClient(bytes);
  if (client !== undefined && pickupFile === undefined) return { kind: 'smtp', client };
  return { kind: 'pickup', file: pickupFile ?? `${id}.eml` };
}

function smtpClient(bytes: Uint8Array): string | undefined {
  return readEnvelopeBlock(bytes).sender?.parameters[sourceParameter]?.replace(/^smtp:/, '');
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** The message without the mark that editors and shells put in front of UTF-8 text; no header may begin with it (RFC 5322 §2.2). */
export function withoutByteOrderMark(bytes: Buffer): Buffer {
  return bytes.subarray(0, byteOrderMark.length).equals(byteOrderMark) ? bytes.subarray(byteOrderMark.length) : bytes;
}

/** How the message came to us and between whom it goes, as the LTR tells it. */
export function arrivalSentences({ source, recipients, reversePath }: Envelope): { from: string; paths: string } {
  const from = {
    pickup: () => (source.kind === 'pickup' ? `picked up from Pickup/${source.file}` : ''),
    smtp: () => (source.kind === 'smtp' ? `received over SMTP from ${source.client}` : ''),
    dsn: () => (source.kind === 'dsn' ? `a delivery status notification of ours about ${source.of}` : ''),
  }[source.kind]();
  const to = recipients.map(({ address }) => asPath(address)).join(', ');
  return { from, paths: to === '' ? 'none' : `from ${asPath(reversePath)} to ${to}` };
}
