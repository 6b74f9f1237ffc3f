/** What a story page is drawn from. */
import type { Progress } from '../../engine/protocol';
import type { Story } from '../../engine/story/story';
import type { Compared } from './requests';

/** A story that is read out of a case bundle: nothing can be done with its message here. */
export interface CaseFacts {
  /** Who made it, when, redacted or not. */
  readonly line: string;
  /** Names of all that is in it, and of what is not. */
  readonly files: readonly string[];
  readonly leftOut: readonly string[];
}

export interface StoryFacts {
  readonly story: Story;
  /** Epoch ms. */
  readonly now: number;
  /** What is being done with it this moment, in words. */
  readonly live?: { readonly progress: Progress; readonly words: string } | undefined;
  readonly compared?: Compared;
  readonly from?: CaseFacts;
  /** What the one who came here wants to see: a recipient by address, an attempt by number. */
  readonly focus?: { readonly recipient?: string; readonly attempt?: number } | undefined;
}
