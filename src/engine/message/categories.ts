/**
 * What kind of trouble a delivery can meet, in plain words: what happened, whose side it is on, what to do next.
 * One table for DSNs, transcripts, trees and hovers alike. Pure data; which category a reply falls into is delivery/classify's.
 */

/** `title` is a few words for a row; `meaning` says what happened and on whose side; `advice` is the next step. */
export interface CategoryWords {
  readonly title: string;
  readonly meaning: string;
  readonly advice: string;
}

export const categories = {
  'unknown-user': {
    title: 'Unknown user',
    meaning: 'The remote host knows its domain but not this mailbox. The address is wrong, or the mailbox was removed.',
    advice: 'Check the spelling of the address; trying again will not help.',
  },
  'mailbox-full': {
    title: 'Mailbox full',
    meaning: 'The mailbox exists but has no room. Only its owner can change that.',
    advice: 'It often clears by itself; otherwise reach the recipient another way.',
  },
  greylisting: {
    title: 'Greylisted',
    meaning: 'The remote host puts off senders it has not seen before, to see whether they come back. This is normal.',
    advice: 'Nothing to do: the next attempt usually gets through. Retry Now too early is put off again.',
  },
  policy: {
    title: 'Refused by policy',
    meaning:
      'The remote host does not want this message from this sender: authentication of the domain, reputation, or a rule.',
    advice:
      'Read the reply: it usually names the rule. Check SPF, DKIM and DMARC of the sender domain and the sending host.',
  },
  blocked: {
    title: 'Blocked',
    meaning: 'The sending host or its address is on a block list of the remote host.',
    advice: 'Look the address up on the list that the reply names, or send through another host (mailroot.smartHost).',
  },
  size: {
    title: 'Message too big',
    meaning: 'The message is larger than the remote host takes.',
    advice: 'Make it smaller: link to large attachments instead of enclosing them.',
  },
  content: {
    title: 'Content refused',
    meaning:
      'The remote host does not take what is in the message: its form, its encoding, or what it looks like to a filter.',
    advice: 'Read the reply; check encodings, line lengths and links in the message.',
  },
  auth: {
    title: 'Authentication needed',
    meaning: 'The remote host wants credentials, or did not accept those it got.',
    advice: 'Check the user name and password for this next hop.',
  },
  tls: {
    title: 'TLS failed',
    meaning: 'The encrypted connection could not be set up as the settings demand.',
    advice:
      'Check the certificate of the next hop, or its "tls" policy in mailroot.remoteDomains or mailroot.smartHost.',
  },
  dns: {
    title: 'Host not found',
    meaning:
      'The name of the next hop could not be resolved. The name is wrong, or there is no network or name server.',
    advice: 'Check the spelling of the host and that this machine is online.',
  },
  network: {
    title: 'No connection',
    meaning: 'The next hop could not be reached, did not answer in time, or closed the connection.',
    advice:
      'Check that the host is up and its port is right and not blocked by a firewall. It is tried again by itself.',
  },
  loop: {
    title: 'Mail loop',
    meaning: 'The message has passed too many hosts, or comes back to where it was.',
    advice: 'Check the routes: two hosts are handing this domain to each other.',
  },
  'no-route': {
    title: 'No route',
    meaning: 'The settings of MailRoot say nowhere that this domain goes.',
    advice: 'Name a next hop for the domain, or let it be captured here.',
  },
  'not-allowed': {
    title: 'Held back',
    meaning:
      'The message would have left this machine for a domain that was not allowed. MailRoot refused before connecting.',
    advice: 'If it is meant to leave, allow the domain.',
  },
  expired: {
    title: 'Expired',
    meaning: 'The message was tried until its time was over (mailroot.retry.expirationHours).',
    advice: 'See the last reply for the cause; mend it and send the message again.',
  },
  disk: {
    title: 'Disk trouble',
    meaning: 'The message could not be written to the MailRoot folder of this machine.',
    advice: 'Check free space and permissions of the MailRoot folder. It is tried again by itself.',
  },
  internal: {
    title: 'Fault in MailRoot',
    meaning: 'MailRoot itself met an error it did not expect. The message is kept.',
    advice: 'See the log ("MailRoot: Open Log") and report it, please. It is tried again by itself.',
  },
  other: {
    title: 'Not accepted',
    meaning: 'The remote host gave a reply that says no more than that.',
    advice: 'Read the reply and the remote transcript.',
  },
} as const satisfies Readonly<Record<string, CategoryWords>>;

export type Category = keyof typeof categories;
export const categoryNames = Object.keys(categories) as [Category, ...Category[]];
