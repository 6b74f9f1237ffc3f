/** What a hover says: where it stands, and its blocks from top to bottom. Types alone. */
import type { Span } from '../model/span';

/** `markdown` is ours; `said` comes out of the message and is shown sign for sign: nothing in it is a link or a picture. */
export type Block =
  | { readonly kind: 'markdown'; readonly text: string }
  | { readonly kind: 'said'; readonly label: string; readonly text: string };

export interface Hover extends Span {
  readonly blocks: readonly Block[];
  /** The address it is about: whoever shows it may say where its mail would go. */
  readonly address?: string;
}

export function markdown(text: string): Block {
  return { kind: 'markdown', text };
}

export function said(label: string, text: string): Block {
  return { kind: 'said', label, text };
}
