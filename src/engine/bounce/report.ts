/**
 * Builds a DSN: multipart/report (RFC 6522) of words for a person, fields for a program (RFC 3464), and the original message or its
 * header. The envelope lines on top make it a message of the Queue like any other, with the null reverse-path. Where an address or the
 * original's header is not ASCII, the parts are those of RFC 6533. The same report is the same bytes. Pure.
 */
import MimeNode from 'nodemailer/lib/mime-node';
import { isAscii as isAsciiOctets } from 'node:buffer';
import { arrivalParameters } from '../message/arrival';
import { writeEnvelopeBlock } from '../message/envelopeBlock';
import { headerText, headerValue, readHeaders } from '../message/headers';
import { rfc5322Date } from '../message/outgoing';
import { humanPart, type HumanAbout } from './humanPart';
import { originalPart, type OriginalPart, type Returned } from './originalPart';
import { statusFields, type StatusAbout } from './statusPart';
import { isAscii } from '../message/typedAddress';

export interface Report extends StatusAbout, Pick<Returned, 'original' | 'maxOriginalOctets'> {
  /** Queue id of the DSN itself. */
  readonly id: string;
  /** Epoch ms. */
  readonly now: number;
  /** What went wrong is explained with them. */
  readonly settings: HumanAbout['settings'];
}

/** The whole Queue file, envelope lines included. `receiver` is the sender, or who gets a copy. */
export async function report(about: Report, receiver = about.envelope.reversePath): Promise<Buffer> {
  // RFC 8689 §5: the way back may be without TLS, and must not tell what was not to be read.
  const { ret, requireTls } = about.envelope;
  const original = originalPart({ ...about, ret: requireTls === true ? 'HDRS' : ret });
  const header = readHeaders(about.original);
  const messageId = usableId(headerValue(header, 'Message-ID'));
  const root = new MimeNode('multipart/report; report-type=delivery-status', {
    baseBoundary: `${about.id}-${about.now.toString(36)}`,
  });
  root.setHeader(headers(about, messageId));
  const human = { ...about, original: { subject: headerText(header, 'Subject'), messageId } };
  root.createChild('text/plain; charset=utf-8').setContent(humanPart({ ...human, enclosed: original.enclosed }));
  root.createChild('message/delivery-status').setRaw(statusPart(about, original));
  root.createChild(original.type).setRaw(rawPart(original.type, original.octets));
  const sender = { address: '', parameters: arrivalParameters(about.now) };
  const top = writeEnvelopeBlock(sender, [{ address: receiver, parameters: {} }]);
  return Buffer.concat([Buffer.from(top), await root.build()]);
}

const subjects = { failure: 'Failure', delay: 'Delay', success: 'Success' } as const;

function headers(about: Report, messageId: string | undefined): Record<string, string> {
  const { kind, fqdn, now, id, envelope, recipients } = about;
  const relayedOnly = kind === 'success' && recipients.every(({ state }) => state.action === 'relayed');
  return {
    received: `by ${fqdn} with MailRoot id ${id}; ${rfc5322Date(now)}`,
    from: `Mail Delivery System <postmaster@${fqdn}>`,
    to: envelope.reversePath,
    subject: `Delivery Status Notification (${relayedOnly ? 'Relay' : subjects[kind]})`,
    date: rfc5322Date(now),
    'message-id': `<${id}@${fqdn}>`,
    ...(messageId !== undefined && { 'in-reply-to': messageId, references: messageId }),
    // RFC 3834 §5.1, so that no machine answers it.
    'auto-submitted': 'auto-replied',
    'x-mailroot-original-id': envelope.id,
  };
}

/** Anything else than one well-formed id would not thread, and might break a line. */
function usableId(value: string | undefined): string | undefined {
  return value !== undefined && value.length < 900 && /^<[!-;=?-~]+>$/.test(value) ? value : undefined;
}

function statusPart(about: Report, original: OriginalPart): Buffer {
  const paths = [
    about.envelope.reversePath,
    ...about.recipients.flatMap(({ address, orcpt = '' }) => [address, orcpt]),
  ];
  const isGlobal = !paths.every(isAscii) || original.type.startsWith('message/global');
  const fields = Buffer.from(statusFields(about, isGlobal ? 'utf8' : 'ascii'));
  return rawPart(isGlobal ? 'message/global-delivery-status' : 'message/delivery-status', fields);
}

/**
 * A part with its own header. What is not ASCII goes as eight bits, also in the parts of RFC 6533, where it might be encoded: programs
 * that take every message/* for a message do not decode it.
 */
function rawPart(type: string, octets: Buffer): Buffer {
  const encoding = isAsciiOctets(octets) ? '' : 'Content-Transfer-Encoding: 8bit\r\n';
  return Buffer.concat([Buffer.from(`Content-Type: ${type}\r\n${encoding}\r\n`), octets]);
}
