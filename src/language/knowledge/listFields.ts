/** Header fields of mailing lists, of notifications and DSNs, and others one meets, in our own words. */
import type { FieldRow } from './fieldRow';

export const listFields: readonly FieldRow[] = [
  // Lists
  ['List-ID', 'text', 'once', 'RFC 2919', 'The name of the mailing list, in angle brackets and not to be changed.'],
  [
    'List-Unsubscribe',
    'uris',
    'once',
    'RFC 2369 §3.2',
    'How to leave the list: URIs in angle brackets, the preferred one first.',
  ],
  [
    'List-Unsubscribe-Post',
    'text',
    'once',
    'RFC 8058',
    'List-Unsubscribe=One-Click: a POST to the https URI of List-Unsubscribe leaves the list at once. Both must be DKIM-signed.',
  ],
  ['List-Subscribe', 'uris', 'once', 'RFC 2369 §3.3', 'How to join the list.'],
  ['List-Help', 'uris', 'once', 'RFC 2369 §3.1', 'Where help on the list can be had.'],
  ['List-Post', 'uris', 'once', 'RFC 2369 §3.4', 'Where to write to the list; NO where one cannot.'],
  ['List-Owner', 'uris', 'once', 'RFC 2369 §3.5', 'How to reach who runs the list.'],
  ['List-Archive', 'uris', 'once', 'RFC 2369 §3.6', 'Where the list can be read.'],
  ['Archived-At', 'uris', 'many', 'RFC 5064', 'Where this very message can be read.'],
  // Notifications
  [
    'Disposition-Notification-To',
    'addresses',
    'once',
    'RFC 8098 §2.1',
    'Who wants to hear that the message was read. Mail programs ask their user first.',
  ],
  ['Disposition-Notification-Options', 'text', 'once', 'RFC 8098 §2.2', 'How that shall be told.'],
  ['Original-Recipient', 'text', 'once', 'RFC 8098 §2.3', 'The recipient as first given, for notifications.'],
  ['Original-Message-ID', 'ids', 'once', 'RFC 3798', 'The message that a notification is about.'],
  [
    'Return-Receipt-To',
    'addresses',
    'once',
    'RFC 2076 §3.12',
    'Obsolete: who wants to hear that it was delivered. NOTIFY of the envelope is the standard way.',
  ],
  [
    'Errors-To',
    'addresses',
    'once',
    'RFC 2076 §3.12',
    'Obsolete: where failures should be told. The envelope sender decides that.',
  ],
  ['X-Failed-Recipients', 'addresses', 'once', '', 'Who did not get it, in notifications of Exim and others.'],
  // In message/delivery-status
  ['Reporting-MTA', 'structured', 'once', 'RFC 3464 §2.2.2', 'The host that tells of the delivery.'],
  [
    'Final-Recipient',
    'structured',
    'once',
    'RFC 3464 §2.3.2',
    'The recipient that this block of a delivery status is about.',
  ],
  ['Action', 'text', 'once', 'RFC 3464 §2.3.3', 'failed, delayed, delivered, relayed or expanded.'],
  ['Status', 'text', 'once', 'RFC 3464 §2.3.4', 'An enhanced status code (RFC 3463) such as 5.1.1.'],
  ['Remote-MTA', 'structured', 'once', 'RFC 3464 §2.3.5', 'The host that said so.'],
  ['Diagnostic-Code', 'structured', 'once', 'RFC 3464 §2.3.6', 'What that host said, word for word.'],
  ['Last-Attempt-Date', 'date', 'once', 'RFC 3464 §2.3.7', 'When it was tried last.'],
  ['Will-Retry-Until', 'date', 'once', 'RFC 3464 §2.3.9', 'When it will be given up.'],
  ['Arrival-Date', 'date', 'once', 'RFC 3464 §2.2.5', 'When the message came to the reporting host.'],
  // Others one meets
  ['Autocrypt', 'structured', 'many', '', 'The OpenPGP key of the sender, as Autocrypt hands it out.'],
  ['OpenPGP', 'structured', 'many', '', 'Where the OpenPGP key of the sender is.'],
  ['Face', 'text', 'once', '', 'A small picture of the sender, in base64.'],
  [
    'Require-Recipient-Valid-Since',
    'text',
    'many',
    'RFC 7293',
    'Deliver only if the mailbox has had the same owner since then.',
  ],
  ['MT-Priority', 'text', 'once', 'RFC 6758', 'Priority of delivery, -9 to 9.'],
  ['Solicitation', 'text', 'many', 'RFC 3865', 'Says that it is advertising, and of what kind.'],
  ['Newsgroups', 'text', 'once', 'RFC 5536 §3.1.4', 'The newsgroups it is posted to (Netnews).'],
];
