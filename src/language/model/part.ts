/**
 * What a part of a message is, with the offsets of all that matters in it; the message itself is the outermost part.
 * `message.ts` makes them.
 */
import type { Field, HeadEnd } from './fields';
import type { Parameter, Structured } from './parameters';
import type { Span } from './span';

export const limits = { parts: 10_000, levels: 100 } as const;

export type LeftOut = 'parts' | 'levels';

/** A line that separates parts: `--boundary`, or `--boundary--`. Without its line break. */
export interface Delimiter extends Span {
  readonly closing: boolean;
}

export interface Boundary {
  readonly value: string;
  /** The value in the Content-Type field. */
  readonly declared: Parameter;
  readonly delimiters: readonly Delimiter[];
  /** The closing delimiter was found. */
  readonly closed: boolean;
}

export interface PartFacts extends Span {
  /** Which child of which: `''` for the message itself, then `1`, `2.1`. */
  readonly path: string;
  readonly level: number;
  readonly head: Span;
  readonly fields: readonly Field[];
  readonly headEnded: HeadEnd;
  /** Without the line break that belongs to the delimiter behind it (RFC 2046 §5.1.1). */
  readonly body: Span;
  readonly type: Structured;
  /** The media type holds by default: the part has no Content-Type, or none that can be read. */
  readonly typeImplied: boolean;
  /** Content-Transfer-Encoding in lower case; `7bit` when there is none. */
  readonly encoding: string;
}

/** Whether octets have to be decoded to be had (RFC 2045 §6.2). */
export function isEncoded(encoding: string): boolean {
  return encoding === 'base64' || encoding === 'quoted-printable';
}

/** `multipart`: parts between delimiters. `message`: one message inside. `leaf`: content. */
export type Part =
  | (PartFacts & { readonly kind: 'leaf'; readonly children: readonly []; readonly boundary?: undefined })
  | (PartFacts & { readonly kind: 'message'; readonly children: readonly Part[]; readonly boundary?: undefined })
  | (PartFacts & { readonly kind: 'multipart'; readonly children: readonly Part[]; readonly boundary: Boundary });

export interface Message {
  readonly text: string;
  /** The envelope lines: the unbroken block at the very top (message/envelopeBlock). */
  readonly envelope: readonly Field[];
  readonly root: Part;
  /** All parts in the order of the text, the message itself first. */
  readonly parts: readonly Part[];
  readonly leftOut: readonly LeftOut[];
}
