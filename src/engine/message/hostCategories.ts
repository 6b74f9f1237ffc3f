/** The words for what a remote host says no to (categories.ts): recipient, sender, message, or us. Pure data. */
import type { CategoryWords } from './sides';

export const hostCategories = {
  'unknown-user': {
    side: 'sender',
    meaning: 'The remote host knows its domain but not this mailbox.',
    causes: [
      'The address is misspelled.',
      'The mailbox was removed, disabled, or has moved.',
      'The domain is right, but its mail is handled by another host than the one that was asked.',
    ],
    advice: 'Check the spelling of the address; trying again will not help.',
  },
  'mailbox-full': {
    side: 'recipient',
    meaning: 'The mailbox exists but has no room. Only its owner can change that.',
    causes: ['The mailbox is over its quota.', 'Nobody reads this mailbox any more.'],
    advice: 'It often clears by itself; otherwise reach the recipient another way.',
  },
  greylisting: {
    side: 'remote',
    meaning: 'The remote host puts off senders it has not seen before, to see whether they come back. This is normal.',
    causes: ['This sender, this recipient and this sending host have not met there before.'],
    advice: 'Nothing to do: the next attempt usually gets through. Retry Now too early is put off again.',
  },
  'rate-limit': {
    side: 'sender',
    meaning: 'The remote host takes no more for now: too many messages, recipients or connections in too short a time.',
    causes: [
      'Many messages were sent to this host in a short time.',
      'Its limit is low for a sending host that it does not know well.',
      'Other mail from the same sending host has used up the limit.',
    ],
    advice: 'Send more slowly. What was put off is tried again by itself.',
  },
  sender: {
    side: 'sender',
    meaning: 'The remote host does not take mail from this sender address (the reverse-path of the envelope).',
    causes: [
      'The domain of the sender does not exist, or cannot receive mail.',
      'The account that is logged in may not send from this address.',
      'The address is misspelled, or not well formed.',
    ],
    advice: 'Check the sender of the envelope (X-Sender, else Sender or From): its domain must exist and be yours.',
  },
  'sender-auth': {
    side: 'sender',
    meaning: 'The remote host cannot see that this message really comes from the domain it names.',
    causes: [
      'The SPF record of the sender domain does not name the sending host.',
      'The message has no valid DKIM signature of the sender domain, and its DMARC policy demands one.',
      'The address of the sending host has no name in the DNS that leads back to it.',
    ],
    advice: 'Check SPF, DKIM and DMARC of the sender domain, and the name of the sending host in the DNS.',
  },
  relay: {
    side: 'here',
    meaning: 'The remote host does not handle mail for this domain, and does not pass it on for us.',
    causes: [
      'The route leads to a host that is not responsible for this domain.',
      'The host passes mail on only for those who log in, or for addresses it knows.',
    ],
    advice: 'Check the next hop for this domain (mailroot.remoteDomains, mailroot.smartHost) and its credentials.',
  },
  policy: {
    side: 'remote',
    meaning: 'The remote host knows what it was asked, and a rule of it says no.',
    causes: [
      'The recipient, or a list, takes mail from certain senders alone.',
      'A rule of the organisation refuses this kind of mail.',
    ],
    advice: 'Read the reply: it usually names the rule. Only the administrators of the remote host can change it.',
  },
  blocked: {
    side: 'sender',
    meaning: 'The sending host or its address is on a block list, or has too bad a name with the remote host.',
    causes: [
      'The address belongs to a range of dial-up or cloud machines from which no mail is taken.',
      'Unwanted mail was sent from this address before.',
    ],
    advice: 'Look the address up on the list that the reply names, or send through another host (mailroot.smartHost).',
  },
  size: {
    side: 'sender',
    meaning: 'The message is larger than the remote host takes.',
    causes: [
      'Attachments grow by a third when they are encoded for mail.',
      'The limit of this mailbox or host is low.',
    ],
    advice: 'Make it smaller: link to large attachments instead of enclosing them.',
  },
  content: {
    side: 'sender',
    meaning:
      'The remote host does not take what is in the message: its form, its encoding, or what it looks like to a filter.',
    causes: [
      'A filter takes it for spam, fraud or malware.',
      'A header is missing, doubled or not well formed; a line is too long.',
      'An attachment is of a kind that is not taken.',
    ],
    advice: 'Read the reply; check headers, encodings, line lengths, attachments and links of the message.',
  },
  auth: {
    side: 'here',
    meaning: 'The remote host wants credentials, or did not accept those it got.',
    causes: [
      'No credentials are set for this next hop.',
      'User name or password is wrong or has expired, or the account wants a password of its own for programs.',
      'Port 25 is meant for other hosts; those who log in use 587.',
    ],
    advice: 'Check the user name and password for this next hop.',
  },
  loop: {
    side: 'here',
    meaning: 'The message has passed too many hosts, or comes back to where it was.',
    causes: [
      'Two hosts are handing this domain to each other.',
      'A forwarding address leads back to its own beginning.',
    ],
    advice: 'Check the routes, and the forwarding of this address; the Received headers show the way it took.',
  },
  'host-trouble': {
    side: 'remote',
    meaning: 'The remote host answers, but cannot take mail just now.',
    causes: [
      'It is being maintained or restarted, or is overloaded.',
      'Its disk is full, or something behind it does not answer.',
    ],
    advice: 'Nothing to do at once: it is tried again by itself. If it stays so, tell the postmaster of that host.',
  },
  protocol: {
    side: 'unknown',
    meaning: 'The two hosts did not understand each other: a command was refused as such, or a reply made no sense.',
    causes: [
      'What listens there is no mail server, or something in between (a firewall, a virus scanner) changes what is said.',
      'The host does not know an extension that the message needs.',
    ],
    advice: 'Read the remote transcript; check host and port of the route.',
  },
  other: {
    side: 'unknown',
    meaning: 'The remote host said no, and nothing more that we understand.',
    causes: ['The host does not tell its reasons, or tells them in words of its own.'],
    advice: 'Read the reply and the remote transcript.',
  },
} as const satisfies Readonly<Record<string, CategoryWords>>;
