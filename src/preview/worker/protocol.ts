/** What the extension host asks of the worker, and what it answers. Types alone. */
import type { What } from '../../compare/wishes';
import type { PreviewPage } from '../page/page';
import type { Wishes } from '../page/wishes';

/** Where the message is: in a file, or in octets of an editor. `stamp` changes when it does. */
export interface Source {
  readonly stamp: string;
  readonly path?: string;
  readonly octets?: Uint8Array;
  /** Paths of the messages inside of messages that lead to it, the outermost first. */
  readonly inside?: readonly string[];
}

export type Question =
  | { readonly kind: 'page'; readonly source: Source; readonly wishes: Wishes }
  /** The octets of a part, behind its transfer encoding. */
  | { readonly kind: 'part'; readonly source: Source; readonly part: string }
  | { readonly kind: 'facts'; readonly source: Source; readonly part: string }
  /** The text by which it is compared with others. */
  | { readonly kind: 'form'; readonly source: Source; readonly what: What }
  /** In what it differs from another. */
  | { readonly kind: 'differences'; readonly source: Source; readonly other: Source; readonly what: What }
  /** Write it to a file, however large it is. */
  | { readonly kind: 'save'; readonly source: Source; readonly part: string; readonly to: string };

export interface PartFacts {
  /** It may have this name on a disk. */
  readonly name: string;
  /** Media type. */
  readonly type: string;
  /** Octets behind the transfer encoding. */
  readonly size: number;
}

export interface Answers {
  readonly page: { readonly kind: 'page'; readonly page: PreviewPage };
  readonly part: { readonly kind: 'part'; readonly octets: Uint8Array };
  readonly facts: { readonly kind: 'facts'; readonly facts: PartFacts };
  readonly save: { readonly kind: 'save'; readonly size: number };
  readonly form: { readonly kind: 'form'; readonly text: string };
  /** One line; empty when there is no difference. */
  readonly differences: { readonly kind: 'differences'; readonly summary: string };
}

/** A sentence. */
export interface Trouble {
  readonly kind: 'trouble';
  readonly text: string;
}

export type Answer = Answers[keyof Answers] | Trouble;

export interface Asked {
  readonly id: number;
  readonly question: Question;
}
export interface Answered {
  readonly id: number;
  readonly answer: Answer;
}
