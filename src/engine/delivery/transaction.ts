/**
 * What is asked of a next hop for one message: the envelope, what the offers of the host rule out, and the form nodemailer wants.
 * Pure: no socket, no judgement of replies.
 */
import type { DeliveryStatus, Envelope, Notify } from '../mailroot/envelope';
import type { Outgoing } from '../message/outgoing';
import { encodeXtext } from '../message/xtext';

export interface Rcpt {
  readonly address: string;
  readonly notify?: readonly Notify[] | undefined;
  readonly orcpt?: string | undefined;
}

export interface Transaction {
  /** `''` is the null reverse-path. */
  readonly reversePath: string;
  readonly recipients: readonly Rcpt[];
  readonly ret?: 'FULL' | 'HDRS';
  readonly envid?: string;
  /** REQUIRETLS (RFC 8689): only over TLS, to hosts that promise the same. */
  readonly requireTls?: boolean;
  /** How the sender declared the content. */
  readonly body?: Envelope['body'];
  /** The message as it goes on the wire; asked for once a session is there to take it. */
  readonly content: () => Outgoing | Promise<Outgoing>;
}

/** What the host said in EHLO, as far as it rules messages out. */
export interface Offers {
  readonly extensions: readonly string[];
  /** Octets; 0 is no limit. */
  readonly size: number;
}

export type Refusal = Pick<Extract<DeliveryStatus, { action: 'failed' }>, 'category' | 'status' | 'text'> & {
  /** Where another host may do better: the message was not spoken of. */
  readonly stage?: 'ehlo';
};

type Wire = Omit<Outgoing, 'notes'>;

interface Session {
  readonly host: string;
  readonly offers: Offers;
  readonly secure: boolean;
}

/** Why a host that offers this can't have the message, or undefined. Nothing is sent then. */
export function unfit(transaction: Transaction, outgoing: Wire, to: Session): Refusal | undefined {
  const { host, offers, secure } = to;
  if (transaction.requireTls === true && !(secure && offers.extensions.includes('REQUIRETLS'))) {
    const text = `The message asks for TLS all the way (REQUIRETLS), which ${host} does not promise.`;
    return { category: 'tls', status: '5.7.30', text, stage: 'ehlo' };
  }
  const octets = outgoing.content.length;
  if (offers.size > 0 && octets > offers.size) {
    const text = `The message has ${octets} octets; ${host} takes no more than ${offers.size}.`;
    return { category: 'size', status: '5.3.4', text };
  }
  return unfitContent(transaction, outgoing, to) ?? unfitUtf8(transaction, outgoing, to);
}

/** IIS said NDR here too, and never converted (KB295734): a conversion breaks signatures. */
function unfitContent({ body }: Transaction, { eightBit }: Wire, to: Session): Refusal | undefined {
  if (body === 'BINARYMIME') {
    const text =
      'The message was declared BODY=BINARYMIME (RFC 3030), which MailRoot can not hand on; it is not converted.';
    return { category: 'content', status: '5.6.3', text };
  }
  if (!eightBit || to.offers.extensions.includes('8BITMIME')) return undefined;
  const text = `The message has 8-bit content, which ${to.host} does not take (no 8BITMIME); it is not converted.`;
  return { category: 'content', status: '5.6.3', text };
}

/** RFC 6531 §3.2: what needs SMTPUTF8 goes to hosts that offer it, and to no other. */
function unfitUtf8(transaction: Transaction, outgoing: Wire, to: Session): Refusal | undefined {
  if (to.offers.extensions.includes('SMTPUTF8')) return undefined;
  const what = hasUtf8Address(transaction)
    ? { status: '5.6.7', words: 'An address is not ASCII' }
    : { status: '5.6.9', words: 'The header has UTF-8 in it, not encoded words (RFC 2047)' };
  if (!hasUtf8Address(transaction) && !outgoing.utf8Header) return undefined;
  const text = `${what.words}, which ${to.host} does not take (no SMTPUTF8).`;
  return { category: 'content', status: what.status, text };
}

function hasUtf8Address({ reversePath, recipients }: Transaction): boolean {
  return [reversePath, ...recipients.map(({ address }) => address)].some((path) => /[^ -~]/.test(path));
}

/** The envelope as nodemailer takes it. It changes the object it is given: a fresh one per transaction, read again afterwards. */
export interface WireEnvelope {
  from: string | false;
  to: string[];
  size: number;
  use8BitMime: boolean;
  requireTLSExtensionEnabled?: boolean;
}

export function wireEnvelope(transaction: Transaction, { content, eightBit }: Wire): WireEnvelope {
  const { reversePath, recipients, body, requireTls } = transaction;
  return {
    from: reversePath === '' ? false : reversePath,
    to: recipients.map(({ address }) => address),
    size: content.length,
    use8BitMime: eightBit || body === '8BITMIME',
    ...(requireTls === true && { requireTLSExtensionEnabled: true }),
  };
}

/**
 * What nodemailer does not say for us: DSN parameters, which each recipient has for itself (RFC 3461 §4), and SMTPUTF8 for a message whose
 * header is not ASCII though its addresses are (RFC 6531 §3.4). Takes and gives a whole command.
 */
export function parametersFor(
  transaction: Transaction,
  { utf8Header }: Wire,
  offers: Offers,
): (command: string) => string {
  const { recipients, ret, envid } = transaction;
  const dsn = offers.extensions.includes('DSN');
  const byCommand = new Map(recipients.map((each) => [`RCPT TO:<${each.address}>`, dsn ? rcptParameters(each) : []]));
  const mail = [
    ...(utf8Header && !hasUtf8Address(transaction) ? ['SMTPUTF8'] : []),
    ...(dsn && ret !== undefined ? [`RET=${ret}`] : []),
    ...(dsn && envid !== undefined ? [`ENVID=${encodeXtext(envid)}`] : []),
  ];
  return (command) => [command, ...(command.startsWith('MAIL') ? mail : (byCommand.get(command) ?? []))].join(' ');
}

function rcptParameters({ notify, orcpt }: Rcpt): string[] {
  return [
    ...(notify === undefined ? [] : [`NOTIFY=${notify.join(',')}`]),
    ...(orcpt === undefined ? [] : [`ORCPT=${encodeXtext(orcpt)}`]),
  ];
}
