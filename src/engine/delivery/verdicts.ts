/**
 * Every case the judge (classify) knows, and what follows from it: delayed or failed, the category, and the status code of RFC 3463.
 * Pure data; docs/classification.md shows it, and a test keeps both equal. How a case is recognised, and its sentence, are classify's.
 */
import type { Category } from '../message/categoryTitles';

export interface Verdict {
  /** The case, as the document words it. */
  readonly when: string;
  readonly action: 'delayed' | 'failed';
  /** `reply`: by the enhanced code, the words and the stage of the reply (message/replyCategory). */
  readonly category: Category | 'reply';
  /** `reply`: the enhanced code of the reply, or the one that fits its plain code. */
  readonly status: string;
}

function delayed(when: string, category: Verdict['category'], status: string): Verdict {
  return { when, action: 'delayed', category, status };
}

function failed(when: string, category: Verdict['category'], status: string): Verdict {
  return { when, action: 'failed', category, status };
}

export const verdicts = {
  // Replies.
  putOff: delayed('A reply 4yz, at any stage', 'reply', 'reply'),
  refused: failed('A reply 5yz, at any stage but STARTTLS and AUTH', 'reply', 'reply'),
  tlsPutOff: delayed('4yz to STARTTLS, where the route demands TLS', 'tls', '4.7.10'),
  tlsRefused: failed('5yz to STARTTLS, or no STARTTLS offered, where the route demands TLS', 'tls', '5.7.10'),
  loginRefused: delayed('5yz to AUTH: our credentials are at fault, not the message', 'auth', '4.7.8'),
  nonsense: delayed(
    'A reply 1yz, 2yz or 3yz where it makes no sense, or no code at all (6yz, 000)',
    'protocol',
    '4.5.0',
  ),
  noReply: delayed('Something that is no SMTP reply, or one without end', 'protocol', '4.5.0'),
  badGreeting: delayed('A greeting that is no SMTP greeting (SSH, HTTP, noise)', 'protocol', '4.5.0'),

  // Silence, stage by stage.
  connectTimeout: delayed('Time-out: no TCP connection', 'network', '4.4.1'),
  greetingTimeout: delayed('Time-out: connected, but no greeting', 'network', '4.4.2'),
  commandTimeout: delayed('Time-out: no reply to EHLO, STARTTLS, AUTH, MAIL, RCPT or DATA', 'network', '4.4.2'),
  endTimeout: delayed('Time-out: no reply after the whole content (it may arrive twice)', 'network', '4.4.2'),

  // A connection that is not there, or breaks.
  notConnected: delayed('No connection: refused, unreachable, reset', 'network', '4.4.1'),
  lost: delayed('Closed by the host before DATA', 'network', '4.4.2'),
  lostInContent: delayed('Closed by the host in the middle of the content', 'network', '4.4.2'),
  lostAtEnd: delayed(
    'Closed by the host after the whole content, before its reply (it may arrive twice)',
    'network',
    '4.4.2',
  ),

  // TLS.
  handshake: delayed('The TLS handshake fails', 'tls', '4.7.5'),
  certificate: delayed('The certificate does not pass: expired, another name, not trusted', 'tls', '4.7.5'),
  requireTls: failed('REQUIRETLS (RFC 8689) was asked for and the host does not have it', 'tls', '5.7.30'),

  // Names.
  unresolved: delayed('The name of a next hop does not resolve (this machine may be offline)', 'dns', '4.4.4'),
  noNameServer: delayed('No name server answers (SERVFAIL, time-out)', 'dns', '4.4.3'),
  noSuchDomain: failed("The recipient's domain does not exist (NXDOMAIN)", 'dns', '5.1.2'),
  nullMx: failed('The domain says that it takes no mail (null MX, RFC 7505)', 'dns', '5.1.10'),
  mxLoop: failed('The best mail exchanger of the domain is this machine itself', 'loop', '5.4.6'),

  // Ours.
  noLogin: delayed('Credentials are wanted and there are none that the host takes', 'auth', '4.7.8'),
  unspeakable: failed('An address or parameter that cannot be said in SMTP', 'protocol', '5.5.4'),
} as const satisfies Readonly<Record<string, Verdict>>;

export type VerdictName = keyof typeof verdicts;

/** RFC 5321 replies without an enhanced code, in the words of RFC 3463. */
export const plainStatuses: Readonly<Record<number, string>> = {
  421: '4.3.2',
  450: '4.2.0',
  451: '4.3.0',
  452: '4.3.1',
  454: '4.7.0',
  455: '4.5.4',
  500: '5.5.2',
  501: '5.5.4',
  502: '5.5.1',
  503: '5.5.1',
  504: '5.5.4',
  521: '5.3.2',
  523: '5.3.4',
  530: '5.7.0',
  534: '5.7.9',
  535: '5.7.8',
  538: '5.7.11',
  550: '5.1.1',
  551: '5.1.6',
  552: '5.2.2',
  553: '5.1.3',
  554: '5.0.0',
  555: '5.5.4',
  556: '5.1.10',
};
