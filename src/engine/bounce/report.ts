/**
 * Builds a DSN: multipart/report (RFC 6522) of words for a person, fields for a program (RFC 3464), and the original message or its
 * headers. The envelope lines on top make it a message of the Queue like any other, with the null reverse-path. Pure.
 */
import MimeNode from 'nodemailer/lib/mime-node';
import type { Envelope, Recipient } from '../mailroot/envelope';
import { replyLine } from '../mailroot/envelope';
import { arrivalParameters } from '../message/arrival';
import { categories } from '../message/categories';
import { readEnvelopeBlock, writeEnvelopeBlock } from '../message/envelopeBlock';
import { readHeaders } from '../message/headers';
import { crlf, rfc5322Date } from '../message/outgoing';

export interface Report {
  readonly kind: 'failure' | 'delay';
  /** Queue id of the DSN itself. */
  readonly id: string;
  /** The recipients it is about. */
  readonly recipients: readonly Recipient[];
  readonly envelope: Envelope;
  /** The message as it stands in the Queue. */
  readonly original: Uint8Array;
  readonly fqdn: string;
  /** Epoch ms. */
  readonly now: number;
  /** Epoch ms at which delivery is given up; told in a delay notification. */
  readonly retryUntil: number;
}

/** A larger original is returned as headers only. */
const maxReturnedOctets = 1_000_000;

/** The whole Queue file, envelope lines included. */
export async function report(about: Report): Promise<Buffer> {
  const sender = about.envelope.reversePath;
  const root = new MimeNode('multipart/report; report-type=delivery-status');
  root.setHeader({
    from: `Mail Delivery System <postmaster@${about.fqdn}>`,
    to: sender,
    subject:
      about.kind === 'failure' ? 'Delivery Status Notification (Failure)' : 'Delivery Status Notification (Delay)',
    date: rfc5322Date(about.now),
    'message-id': `<${about.id}@${about.fqdn}>`,
    'auto-submitted': 'auto-replied',
    'x-mailroot-original-id': about.envelope.id,
  });
  root.createChild('text/plain; charset=utf-8').setContent(humanPart(about));
  root.createChild('message/delivery-status', { disableFileAccess: true }).setRaw(statusPart(about));
  root.createChild().setRaw(originalPart(about));
  const top = writeEnvelopeBlock({ address: '', parameters: arrivalParameters(about.now) }, [
    { address: sender, parameters: {} },
  ]);
  return Buffer.concat([Buffer.from(top), await root.build()]);
}

function humanPart(about: Report): string {
  const whom = about.recipients.flatMap((each) => describe(each, about));
  const opening =
    about.kind === 'failure'
      ? ['Delivery to the following recipients failed.']
      : [
          'THIS IS A WARNING MESSAGE ONLY.',
          'YOU DO NOT NEED TO RESEND YOUR MESSAGE.',
          'Delivery to the following recipients has been delayed.',
        ];
  const closing =
    about.kind === 'failure'
      ? 'It will not be tried again for these recipients.'
      : `It will be tried until ${rfc5322Date(about.retryUntil)}.`;
  const lines = [
    'This is an automatically generated Delivery Status Notification.',
    '',
    ...opening,
    '',
    ...whom,
    closing,
  ];
  return [...lines, '', `Queue id: ${about.envelope.id}`, ''].join('\r\n');
}

function describe(recipient: Recipient, { kind }: Report): string[] {
  const { address, state } = recipient;
  if (state.action !== 'failed' && state.action !== 'delayed') return [`       ${address}`, ''];
  const { title, advice } = categories[state.category];
  const setting = kind === 'failure' && state.setting !== undefined ? [`Setting: ${state.setting}`] : [];
  const why = [`${title}: ${oneLine(state.text)}`, advice, ...setting];
  return [`       ${address}`, ...why.map((line) => `          ${line}`), ''];
}

/** RFC 3464 §2: per-message fields, then a block a recipient. As raw MIME part, its own header on top. */
function statusPart(about: Report): string {
  const { envelope, fqdn } = about;
  const message = [
    `Reporting-MTA: dns; ${fqdn}`,
    ...(envelope.envid === undefined ? [] : [`Original-Envelope-Id: ${envelope.envid}`]),
    `Arrival-Date: ${rfc5322Date(envelope.arrivedAt)}`,
  ];
  const blocks = about.recipients.map((each) => recipientFields(each, about).join('\r\n'));
  return ['Content-Type: message/delivery-status\r\n', message.join('\r\n'), '', blocks.join('\r\n\r\n'), ''].join(
    '\r\n',
  );
}

function recipientFields({ address, orcpt, state }: Recipient, { kind, retryUntil }: Report): string[] {
  const fields = [
    ...(orcpt === undefined ? [] : [`Original-Recipient: ${orcpt}`]),
    `Final-Recipient: rfc822; ${address}`,
    `Action: ${kind === 'failure' ? 'failed' : 'delayed'}`,
  ];
  if (state.action !== 'failed' && state.action !== 'delayed') return [...fields, 'Status: 4.0.0'];
  const host = state.nextHop?.replace(/ .*|:\d+$/, '');
  return [
    ...fields,
    `Status: ${state.status}`,
    ...(host === undefined ? [] : [`Remote-MTA: dns; ${host}`]),
    state.reply === undefined
      ? `Diagnostic-Code: x-mailroot; ${oneLine(state.text)}`
      : `Diagnostic-Code: smtp; ${oneLine(replyLine(state.reply))}`,
    `Last-Attempt-Date: ${rfc5322Date(state.at)}`,
    ...(kind === 'delay' ? [`Will-Retry-Until: ${rfc5322Date(retryUntil)}`] : []),
  ];
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
}

/** The original without its envelope lines, or only its headers where asked for (RET=HDRS) or where it is large. */
function originalPart({ original, envelope }: Report): Buffer {
  const { end } = readEnvelopeBlock(original);
  const headersOnly = envelope.ret === 'HDRS' || original.length > maxReturnedOctets;
  const type = headersOnly ? 'text/rfc822-headers' : 'message/rfc822';
  const bytes = Buffer.from(original.subarray(end, headersOnly ? readHeaders(original, end).bodyAt : undefined));
  const encoding = bytes.some((octet) => octet > 127) ? 'Content-Transfer-Encoding: 8bit\r\n' : '';
  return Buffer.concat([Buffer.from(`Content-Type: ${type}\r\n${encoding}\r\n`), crlf(bytes)]);
}
