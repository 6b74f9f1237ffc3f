/** What a redaction works with: the other names, and the texts that are freed of the true ones. */
import type { Pseudonyms } from './pseudonyms';
import type { TextRedactor } from './text';

export interface Redaction {
  readonly names: Pseudonyms;
  readonly text: TextRedactor;
}
