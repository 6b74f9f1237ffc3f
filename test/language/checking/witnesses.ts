/** Who refuses or alters what the rules call an error, and the message of the corpus that shows it. */

export interface Witness {
  readonly who: 'MailRoot' | 'Exim' | 'mailparser';
  /** As the reference tells it. */
  readonly what: string;
  readonly message: string;
}

export const witnesses: Readonly<Record<string, Witness>> = {
  'no-sender': { who: 'MailRoot', what: 'puts it into BadMail', message: 'fault-no-from' },
  'no-recipients': { who: 'MailRoot', what: 'puts it into BadMail', message: 'fault-no-recipients' },
  'no-header': { who: 'MailRoot', what: 'puts it into BadMail', message: 'fault-no-mail-at-all' },
  'bad-envelope-line': {
    who: 'MailRoot',
    what: 'leaves the recipient out',
    message: 'fault-envelope-line-without-address',
  },
  'missing-blank-line': { who: 'MailRoot', what: 'adds the blank line', message: 'fault-missing-blank-line' },
  'too-many-hops': { who: 'MailRoot', what: 'fails it with 5.4.6', message: 'fault-too-many-hops' },
  'bad-address': { who: 'MailRoot', what: 'leaves the recipient out', message: 'fault-bad-address' },
  'mixed-line-ends': { who: 'MailRoot', what: 'makes every line end CRLF', message: 'fault-line-ends-mixed' },
  'address-semicolon': {
    who: 'Exim',
    what: 'refuses it, as Debian sets it up: `550 header syntax`',
    message: 'fault-address-semicolon',
  },
  'line-too-long': {
    who: 'Exim',
    what: 'refuses it, as Debian sets it up: `550 maximum allowed line length is 998 octets`',
    message: 'fault-line-over-998',
  },
  'duplicate-header': { who: 'mailparser', what: 'shows one of the two', message: 'fault-duplicate-subject' },
  'charset-does-not-decode': {
    who: 'mailparser',
    what: 'shows replacement characters',
    message: 'fault-charset-does-not-decode',
  },
  'boundary-missing': { who: 'mailparser', what: 'shows nothing of the body', message: 'fault-boundary-missing' },
  'boundary-never-opened': {
    who: 'mailparser',
    what: 'shows nothing of the body',
    message: 'fault-boundary-never-opened',
  },
};

/** The reply that Exim gives to the content, for the errors it is the witness of. */
export const eximRefuses: Readonly<Record<string, RegExp>> = {
  'address-semicolon': /^550 header syntax/,
  'line-too-long': /^550 maximum allowed line length is 998 octets/,
};
