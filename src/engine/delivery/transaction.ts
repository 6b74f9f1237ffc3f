/**
 * What is asked of a next hop for one message: the envelope, what the offers of the host rule out, and the form nodemailer wants.
 * Pure: no socket, no judgement of replies.
 */
import type { DeliveryStatus, Notify } from '../mailroot/envelope';
import type { Outgoing } from '../message/outgoing';

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
  /** The message as it goes on the wire; asked for once a session is there to take it. */
  readonly content: () => Outgoing | Promise<Outgoing>;
}

/** What the host said in EHLO, as far as it rules messages out. */
export interface Offers {
  readonly extensions: readonly string[];
  /** Octets; 0 is no limit. */
  readonly size: number;
}

export type Refusal = Pick<Extract<DeliveryStatus, { action: 'failed' }>, 'category' | 'status' | 'text'>;

/** Why a host that offers this can't have the message, or undefined. Nothing is sent then. */
export function unfit(
  { reversePath, recipients }: Transaction,
  { content, eightBit }: Outgoing,
  { host, offers }: { host: string; offers: Offers },
): Refusal | undefined {
  if (offers.size > 0 && content.length > offers.size) {
    const text = `The message has ${content.length} octets; ${host} takes no more than ${offers.size}.`;
    return { category: 'size', status: '5.3.4', text };
  }
  if (eightBit && !offers.extensions.includes('8BITMIME')) {
    const text = `The message has 8-bit content, which ${host} does not take (no 8BITMIME); it is not converted.`;
    return { category: 'content', status: '5.6.3', text };
  }
  const international = [reversePath, ...recipients.map(({ address }) => address)].some((path) => /[^ -~]/.test(path));
  if (!international || offers.extensions.includes('SMTPUTF8')) return undefined;
  const text = `An address is not ASCII, which ${host} does not take (no SMTPUTF8).`;
  return { category: 'content', status: '5.6.7', text };
}

/** The envelope as nodemailer takes it. It changes the object it is given: a fresh one per transaction, read again afterwards. */
export interface WireEnvelope {
  from: string | false;
  to: string[];
  size: number;
  use8BitMime: boolean;
  dsn?: { ret?: string; envid?: string; notify?: string; orcpt?: string };
}

export function wireEnvelope(transaction: Transaction, { content, eightBit }: Outgoing): WireEnvelope {
  const { reversePath, recipients, ret, envid } = transaction;
  const [first] = recipients;
  const dsn = {
    ...(ret && { ret }),
    ...(envid !== undefined && { envid }),
    ...(first?.notify && { notify: first.notify.join(',') }),
    ...(first?.orcpt !== undefined && { orcpt: first.orcpt }),
  };
  return {
    from: reversePath === '' ? false : reversePath,
    to: recipients.map(({ address }) => address),
    size: content.length,
    use8BitMime: eightBit,
    ...(Object.keys(dsn).length > 0 && { dsn }),
  };
}
