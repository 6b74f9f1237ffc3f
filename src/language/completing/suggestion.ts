/** What completion offers: the text to insert in place of a stretch, and what is told beside it. Types alone. */
import type { Field } from '../model/fields';
import type { Message } from '../model/part';
import type { Span } from '../model/span';

export type SuggestionKind = 'field' | 'address' | 'simulated' | 'word' | 'parameter' | 'boundary' | 'moment';

export interface Suggestion {
  readonly kind: SuggestionKind;
  readonly label: string;
  /** Beside the label. */
  readonly detail: string;
  /** Below it, where there is more to say; Markdown. */
  readonly more?: string;
  readonly insert: string;
  /** Takes the place of this. */
  readonly span: Span;
  /** Small ones come first. */
  readonly rank: number;
}

/** What is known beside the message. */
export interface Surroundings {
  /** Addresses of the workspace's mail, the most frequent first. */
  readonly addresses: readonly KnownAddress[];
  readonly now: number;
  readonly unique: string;
}

export interface KnownAddress {
  readonly address: string;
  readonly name: string;
  /** In how many messages. */
  readonly messages: number;
}

/** Behind the colon of a field. */
export interface ValuePlace {
  readonly message: Message;
  readonly field: Field;
  readonly offset: number;
  readonly around: Surroundings;
}
