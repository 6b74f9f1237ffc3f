/**
 * What a client said beforehand about a file that is about to come to Pickup: to which domains this one message may leave, or which of them
 * are captured for it. Kept in memory alone: after a crash nobody has said anything, and the settings hold, which is the safe side.
 */
import * as v from 'valibot';
import type { Envelope } from '../mailroot/envelope';
import { domainOf } from '../message/address';
import { UserError } from '../ports';

const domains = v.optional(
  v.array(v.pipe(v.string(), v.trim(), v.toLowerCase(), v.regex(/^[^\s*@]+$/, 'is not a domain'))),
);
const announcement = v.object({
  /** File name in Pickup. */
  pickupFile: v.pipe(v.string(), v.minLength(1)),
  mayLeave: domains,
  capture: domains,
});
export type Announcement = v.InferOutput<typeof announcement>;

/** More files than that are not about to come: the oldest are forgotten. */
const most = 1_000;

export class Announcements {
  readonly #byFile = new Map<string, Announcement>();

  add(raw: unknown): null {
    const read = v.safeParse(announcement, raw);
    if (!read.success) throw new UserError(`This says nothing about a file in Pickup (${read.issues[0].message}).`);
    this.#byFile.set(read.output.pickupFile, read.output);
    const [oldest] = this.#byFile.keys();
    if (this.#byFile.size > most && oldest !== undefined) this.#byFile.delete(oldest);
    return null;
  }

  of(pickupFile: string | undefined): Announcement | undefined {
    return pickupFile === undefined ? undefined : this.#byFile.get(pickupFile);
  }
}

/** The envelope as it was announced, and a sentence for the transcript. Pure. */
export function asAnnounced(
  envelope: Envelope,
  said: Announcement | undefined,
): { readonly envelope: Envelope; readonly note?: string } {
  if (said === undefined) return { envelope };
  const { mayLeave = [], capture = [] } = said;
  const recipients = envelope.recipients.map((recipient) =>
    capture.includes(domainOf(recipient.address)) ? { ...recipient, via: 'Drop' } : recipient,
  );
  const notes = [
    ...(mayLeave.length === 0 ? [] : [`this message may leave to ${mayLeave.join(', ')}`]),
    ...(capture.length === 0 ? [] : [`mail to ${capture.join(', ')} is captured`]),
  ];
  if (notes.length === 0) return { envelope };
  return {
    envelope: { ...envelope, recipients, ...(mayLeave.length > 0 && { mayLeave }) },
    note: `said by who sent it: ${notes.join('; ')}`,
  };
}
