/** What the extension host asks of the worker, and what it answers. Types alone. */
import type { PreviewPage, Wishes } from '../page/page';

/** Where the message is: in a file, or in octets of an editor. `stamp` changes when it does. */
export interface Source {
  readonly stamp: string;
  readonly path?: string;
  readonly octets?: Uint8Array;
}

export type Question =
  | { readonly kind: 'page'; readonly source: Source; readonly wishes: Wishes }
  /** The octets of a part, behind its transfer encoding. */
  | { readonly kind: 'part'; readonly source: Source; readonly part: string };

export interface PartOctets {
  readonly name: string;
  readonly octets: Uint8Array;
}

export type Answer =
  | { readonly kind: 'page'; readonly page: PreviewPage }
  | { readonly kind: 'part'; readonly part: PartOctets }
  /** A sentence. */
  | { readonly kind: 'trouble'; readonly text: string };

export interface Asked {
  readonly id: number;
  readonly question: Question;
}
export interface Answered {
  readonly id: number;
  readonly answer: Answer;
}
