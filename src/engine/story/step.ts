/** One step of a story, what it looks like, and the words that several steps need. */
import type { RecipientExplanation } from '../explain/explanation';
import { asPath, type RecipientState } from '../mailroot/envelope';
import type { Place } from './places';

/** How a step looks: what went well, what waits, what went wrong. */
export type Tone = 'plain' | 'good' | 'waiting' | 'bad';

export interface Step {
  readonly title: string;
  readonly text: string;
  readonly tone: Tone;
  /** Epoch ms. */
  readonly at?: number;
  /** Where it is written. */
  readonly place?: Place;
  /** It is told in full under this attempt. */
  readonly attempt?: number;
}

export interface RecipientStory {
  readonly address: string;
  readonly state: RecipientState;
  readonly steps: readonly Step[];
  readonly explained: RecipientExplanation;
}

export function numberOf(text: string): number | undefined {
  const found = /^number (\d+)/.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** `<a@b>`, the null reverse-path in words. */
export function senderWords(reversePath: string): string {
  return reversePath === '' ? 'the null reverse-path <>' : asPath(reversePath);
}
