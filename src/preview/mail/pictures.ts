/**
 * Pictures of a message as `data:` URIs, by Content-ID and by part. Only shapes that browsers draw without running anything; together
 * not more than a budget, whatever refers to them how often. Holds what is left of the budget.
 */
import type { Part } from '../../language/model/part';
import { octetsOf } from './content';
import { contentId, type Mail } from './mail';

const drawn = new Map([
  ['image/png', 'image/png'],
  ['image/jpeg', 'image/jpeg'],
  ['image/jpg', 'image/jpeg'],
  ['image/gif', 'image/gif'],
  ['image/webp', 'image/webp'],
  ['image/bmp', 'image/bmp'],
]);

export const pictureLimits = { each: 5_000_000, together: 30_000_000 } as const;

export class Pictures {
  readonly #mail: Mail;
  readonly #made = new Map<Part, string | undefined>();
  #left: number = pictureLimits.together;
  #byId: ReadonlyMap<string, Part> | undefined;

  constructor(mail: Mail) {
    this.#mail = mail;
  }

  /** `id` as a URL has it (RFC 2392): percent-encoded. Each place it stands in costs. */
  named(id: string): string | undefined {
    this.#byId ??= ids(this.#mail);
    const part = this.#byId.get(decodedId(id));
    return part === undefined ? undefined : this.of(part);
  }

  of(part: Part): string | undefined {
    if (!this.#made.has(part)) this.#made.set(part, this.#make(part));
    const uri = this.#made.get(part);
    if (uri === undefined || uri.length > this.#left) return undefined;
    this.#left -= uri.length;
    return uri;
  }

  #make(part: Part): string | undefined {
    const type = part.kind === 'leaf' ? drawn.get(part.type.word) : undefined;
    if (type === undefined) return undefined;
    const octets = octetsOf(this.#mail, part, pictureLimits.each);
    if (octets.length === 0 || octets.length > pictureLimits.each) return undefined;
    return `data:${type};base64,${octets.toString('base64')}`;
  }
}

/** The first of that name. */
function ids({ message }: Mail): Map<string, Part> {
  const found = new Map<string, Part>();
  for (const part of message.parts) {
    const id = contentId(message.text, part);
    if (id !== undefined && !found.has(id)) found.set(id, part);
  }
  return found;
}

function decodedId(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
