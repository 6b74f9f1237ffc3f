/** A message that was handed in, and what is known of it outside the spool. */
/** What is handed in. */
export interface Paper {
  /** The token that all its addresses carry, and its name in Pickup. */
  readonly name: string;
  readonly how: 'pickup' | 'smtp';
  /** `''` is the null reverse-path. */
  readonly sender: string;
  readonly recipients: readonly string[];
  /** Headers and body. */
  readonly text: string;
}

export interface Letter extends Paper {
  /** `theirs`: still the user's, or the client heard no; `unclear`: a crash came before the reply; `ours`: 250, or out of Pickup. */
  owner: 'theirs' | 'unclear' | 'ours';
  /** Whole contents it may have in the end: its own, and what somebody put in its place. */
  readonly texts: string[];
  /** Deleted from the Queue by hand. */
  isDeleted: boolean;
  /** Somebody asked for it to be taken out of the Queue without a word. */
  isRemoved: boolean;
  /** How often each recipient may be served beyond once: crashes between the host's reply and our note of it. */
  readonly mayRepeat: Map<string, number>;
  /** How often the sender may hear of each recipient beyond once: crashes between the notification and our note of it. */
  readonly mayRetell: Map<string, number>;
}

export function newLetter(paper: Paper): Letter {
  return {
    ...paper,
    owner: 'theirs',
    isDeleted: false,
    isRemoved: false,
    texts: [paper.text],
    mayRepeat: new Map(),
    mayRetell: new Map(),
  };
}
