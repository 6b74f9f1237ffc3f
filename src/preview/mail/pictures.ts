/**
 * Pictures of a message as `data:` URIs, by Content-ID and by part. Only shapes that browsers draw without running anything; none that
 * would take the machine to draw; together not more than a budget, whatever refers to them how often. Holds what is left of the budget.
 */
import { sizeText } from '../../language/model/content';
import { percentDecoded } from '../../language/model/cidUrl';
import type { Part } from '../../language/model/part';
import { octetsOf, sizeOf } from './content';
import { partsById, type Mail } from './mail';
import { tooMuchToDraw } from './pictureSize';

const drawn = new Map([
  ['image/png', 'image/png'],
  ['image/jpeg', 'image/jpeg'],
  ['image/jpg', 'image/jpeg'],
  ['image/gif', 'image/gif'],
  ['image/webp', 'image/webp'],
  ['image/bmp', 'image/bmp'],
]);
const vector = 'image/svg+xml';

export const pictureLimits = { each: 5_000_000, together: 30_000_000 } as const;

/** A picture, or a sentence why it is not drawn; neither for what is no picture. */
export interface Look {
  readonly uri?: string;
  readonly why?: string;
}

export class Pictures {
  readonly #mail: Mail;
  readonly #made = new Map<Part, Look>();
  #left: number = pictureLimits.together;
  #byId: ReadonlyMap<string, Part> | undefined;

  constructor(mail: Mail) {
    this.#mail = mail;
  }

  /** In the HTML: `id` as a URL has it (RFC 2392), percent-encoded. No vectors, which mail programs do not show. */
  named(id: string): string | undefined {
    this.#byId ??= partsById(this.#mail);
    const part = this.#byId.get(percentDecoded(id));
    return part === undefined || part.type.word === vector ? undefined : this.of(part).uri;
  }

  /** As an attachment, for an `<img>`, in which vectors neither run nor load anything. Each place it stands in costs. */
  of(part: Part): Look {
    const look = this.#made.get(part) ?? this.#make(part);
    this.#made.set(part, look);
    if (look.uri === undefined) return look;
    if (look.uri.length > this.#left)
      return { why: `Not drawn: the pictures of this page have more than ${sizeText(pictureLimits.together)}.` };
    this.#left -= look.uri.length;
    return look;
  }

  #make(part: Part): Look {
    const type = drawn.get(part.type.word) ?? (part.type.word === vector ? vector : undefined);
    if (type === undefined || part.kind !== 'leaf') return {};
    const octets = octetsOf(this.#mail, part, pictureLimits.each);
    if (octets.length === 0) return { why: 'Not drawn: it is empty.' };
    if (octets.length > pictureLimits.each)
      return {
        why: `Not drawn: it has ${sizeText(sizeOf(this.#mail, part))}, more than ${sizeText(pictureLimits.each)}.`,
      };
    const why = tooMuchToDraw(octets, type);
    return why === undefined ? { uri: `data:${type};base64,${octets.toString('base64')}` } : { why };
  }
}
