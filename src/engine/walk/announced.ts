/**
 * What a client said beforehand about a file that is about to come to Pickup: to which domains this one message may leave, or which of them
 * are captured for it. Kept in memory alone: after a crash nobody has said anything, and the settings hold, which is the safe side.
 */
import * as v from 'valibot';
import type { Envelope } from '../mailroot/envelope';
import { namedDomains } from '../mailroot/command';
import { UserError } from '../ports';
import { withLeave } from '../queue/leave';

const announcement = v.object({
  /** File name in Pickup. */
  pickupFile: v.pipe(v.string(), v.minLength(1)),
  mayLeave: namedDomains,
  capture: namedDomains,
});
export type Announcement = v.InferOutput<typeof announcement>;

/** More files than that are not about to come: the oldest are forgotten. */
const most = 20_000;

export class Announcements {
  readonly #byFile = new Map<string, Announcement>();
  readonly #byId = new Map<string, Announcement>();

  add(raw: unknown): null {
    const read = v.safeParse(announcement, raw);
    if (!read.success) throw new UserError(`This says nothing about a file in Pickup (${read.issues[0].message}).`);
    // Said anew, it is the newest.
    this.#byFile.delete(read.output.pickupFile);
    this.#byFile.set(read.output.pickupFile, read.output);
    const [oldest] = this.#byFile.keys();
    if (this.#byFile.size > most && oldest !== undefined) this.#byFile.delete(oldest);
    return null;
  }

  /** The file has come and is this message: the next one of that name is another. */
  came(pickupFile: string, id: string): void {
    const said = this.#byFile.get(pickupFile);
    this.#byFile.delete(pickupFile);
    if (said !== undefined) this.#byId.set(id, said);
  }

  of(id: string): Announcement | undefined {
    return this.#byId.get(id);
  }

  left(id: string): void {
    this.#byId.delete(id);
  }
}

/** The envelope as it was announced, and a sentence for the transcript. Pure. */
export function asAnnounced(
  envelope: Envelope,
  said: Announcement | undefined,
): { readonly envelope: Envelope; readonly note?: string } {
  if (said === undefined) return { envelope };
  const { envelope: told, notes } = withLeave(envelope, said);
  return notes.length === 0 ? { envelope } : { envelope: told, note: `said by who sent it: ${notes.join('; ')}` };
}
