/** The kinds of trouble a delivery can meet, each in a few words for a row; what more there is to say is in categories.ts. Pure data. */

export const categoryTitles = {
  'unknown-user': 'Unknown user',
  'mailbox-full': 'Mailbox full',
  greylisting: 'Greylisted',
  'rate-limit': 'Too much at once',
  sender: 'Sender refused',
  'sender-auth': 'Sender not proven',
  relay: 'Relaying denied',
  policy: 'Refused by policy',
  blocked: 'Blocked',
  size: 'Message too big',
  content: 'Content refused',
  auth: 'Authentication needed',
  loop: 'Mail loop',
  'host-trouble': 'Host in trouble',
  protocol: 'Not understood',
  other: 'Not accepted',
  tls: 'TLS failed',
  dns: 'Host not found',
  network: 'No connection',
  'no-route': 'No route',
  'not-allowed': 'Held back',
  signing: 'Not signed',
  expired: 'Expired',
  disk: 'Disk trouble',
  internal: 'Fault in MailRoot',
} as const;

export type Category = keyof typeof categoryTitles;
export const categoryNames = Object.keys(categoryTitles) as [Category, ...Category[]];
