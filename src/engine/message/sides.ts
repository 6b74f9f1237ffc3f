/** Whose side a trouble is on, and the words every category of trouble has beside its title (categories.ts). */

/** Who can mend it. */
export const sides = {
  sender: "The sender's side: the message, its addresses, or the domain it comes from.",
  recipient: "The recipient's side: only the owner of the mailbox can change it.",
  remote: 'The side of the remote host: its rules, its load or its faults.',
  network: 'In between: the network, or the names in it.',
  here: 'This side: the settings of MailRoot, or this machine.',
  unknown: 'Not known: what was said leaves it open.',
} as const;
export type Side = keyof typeof sides;

export interface CategoryWords {
  readonly side: Side;
  /** What happened. */
  readonly meaning: string;
  /** What is usually behind it, the most likely first. */
  readonly causes: readonly string[];
  /** The next step. */
  readonly advice: string;
}
