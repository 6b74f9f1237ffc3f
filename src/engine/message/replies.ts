/**
 * What the numbers in a dialogue mean: reply codes (RFC 5321 §4.2) and enhanced status codes (RFC 3463 and the IANA registry
 * "SMTP Enhanced Status Codes"). One sentence each, for the hovers of the transcript page. Pure tables: what a reply does to a
 * message is delivery/classify's, not theirs. A number nobody registered is explained by its class, and said to be unregistered.
 */
import { details, subjects } from './statusCodes';

/** First digit (RFC 5321 §4.2.1). */
const classes: Readonly<Record<string, string>> = {
  '2': 'done',
  '3': 'go on: more is expected',
  '4': 'not now: a temporary failure, worth another attempt',
  '5': 'no: a permanent failure, the same attempt would fail again',
};

/** Second digit (RFC 5321 §4.2.1). */
const replySubjects: Readonly<Record<string, string>> = {
  '0': 'about syntax',
  '1': 'information',
  '2': 'about the connection',
  '3': 'about authentication',
  '5': 'about the mail system',
};

const replies: Readonly<Record<number, string>> = {
  211: 'System status or help.',
  214: 'Help.',
  220: 'The service is ready.',
  221: 'The service is closing the connection, as asked.',
  235: 'Authentication succeeded.',
  250: 'The command was carried out.',
  251: 'The user is not here; the message will be forwarded.',
  252: 'The user cannot be verified, but the message will be tried.',
  334: 'Go on with authentication.',
  354: 'Send the message now and end it with a dot on a line of its own.',
  421: 'The service is not available and closes the connection.',
  432: 'The password has to be changed first.',
  450: 'The mailbox is not available just now, for instance busy or put off by policy.',
  451: 'The command was given up because of an error at the remote host.',
  452: 'The remote host has too little storage, or takes no more recipients in one transaction.',
  454: 'TLS or authentication is not available just now.',
  455: 'The remote host cannot handle the parameters just now.',
  500: 'The command was not understood.',
  501: 'The parameters of the command were not understood.',
  502: 'The command is not implemented.',
  503: 'The command came at the wrong moment.',
  504: 'A parameter of the command is not implemented.',
  521: 'The host takes no mail at all.',
  523: 'Encryption is required.',
  524: 'The authentication mechanism needs an encrypted connection.',
  530: 'Authentication, or TLS before it, is required.',
  534: 'The authentication mechanism is too weak.',
  535: 'The credentials were not accepted.',
  538: 'The authentication mechanism needs an encrypted connection.',
  550: 'The mailbox is not available: it does not exist, or policy forbids the message.',
  551: 'The user is not here; another address has to be tried.',
  552: 'The mailbox or the message is over its storage limit.',
  553: 'The mailbox name is not allowed, for instance wrongly written.',
  554: 'The transaction failed. As a greeting: there is no SMTP service for us here.',
  555: 'The parameters of MAIL or RCPT are not known or not implemented.',
  556: 'The domain takes no mail.',
};

/** One sentence and the meaning of its class; undefined for what is no SMTP reply code. */
export function explainReplyCode(code: number): string | undefined {
  const [first = '', second = ''] = String(code);
  const kind = classes[first];
  if (kind === undefined || !/^\d{3}$/.test(String(code))) return undefined;
  const known = replies[code] ?? `Not a registered reply code${about(replySubjects[second])}.`;
  return `${code}: ${known} (${first}yz means ${kind}.)`;
}

/** An enhanced status code in its three parts, each in words. */
export interface StatusWords {
  /** Class: `success`, `temporary failure`, `permanent failure`. */
  readonly class: string;
  /** Subject: what it is about. */
  readonly subject: string;
  /** Detail: what exactly; says so when the code is not registered. */
  readonly detail: string;
}

const statusClasses: Readonly<Record<string, string>> = {
  '2': 'success',
  '4': 'temporary failure',
  '5': 'permanent failure',
};

/** Undefined for what does not look like `5.1.1`, or has a class that RFC 3463 does not know. */
export function explainStatus(enhanced: string): StatusWords | undefined {
  const [, first = '', subject = '', detail = ''] = /^([245])\.(\d{1,3})\.(\d{1,3})$/.exec(enhanced) ?? [];
  const kind = statusClasses[first];
  if (kind === undefined) return undefined;
  return {
    class: kind,
    subject: subjects[subject] ?? 'a subject that is not registered',
    detail: detailOf(subject, detail),
  };
}

/** The same in one sentence, for hovers: `5.1.1: The mailbox does not exist. (permanent failure; about the address; RFC 3463.)` */
export function explainStatusCode(enhanced: string): string | undefined {
  const words = explainStatus(enhanced);
  return words && `${enhanced}: ${words.detail} (${words.class}; about ${words.subject}; RFC 3463.)`;
}

function detailOf(subject: string, detail: string): string {
  // X.y.0 is the general case of every subject (RFC 3463 §2).
  if (detail === '0' && subject !== '0') return 'Nothing more specific is said.';
  return details[`${subject}.${detail}`] ?? 'This detail is not registered.';
}

function about(subject: string | undefined): string {
  return subject === undefined ? '' : ` (${subject})`;
}
