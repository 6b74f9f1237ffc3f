/**
 * The DSN of a simulated host that accepted a message and could not deliver it after all: what comes back minutes later, from somebody
 * else, to the reverse-path (RFC 3464). Pure; when it comes is the simulator's, how it gets here the service's.
 */
import MimeNode from 'nodemailer/lib/mime-node';
import { headerValue, readHeaders } from '../message/headers';
import { rfc5322Date } from '../message/outgoing';
import { replyText, type SaidReply } from './faults';
import type { Accepted } from './session';

/** A message for our listener or queue. */
export interface LateBounce {
  /** Name of the host that sends it. */
  readonly from: string;
  readonly to: string;
  readonly content: Buffer;
}

/** Undefined where there is nobody to tell: a DSN is never answered (RFC 5321 §4.5.5). */
export async function lateBounce(
  { host, meetings, content }: Accepted,
  { reply, now }: { reply: SaidReply; now: number },
): Promise<LateBounce | undefined> {
  const to = meetings[0]?.sender ?? '';
  if (to === '') return undefined;
  const envid = meetings[0]?.envid;
  const root = new MimeNode('multipart/report; report-type=delivery-status', {
    baseBoundary: `sim-${now.toString(36)}`,
  });
  root.setHeader({
    from: `Mail Delivery Subsystem <mailer-daemon@${host}>`,
    to,
    subject: 'Undelivered Mail Returned to Sender',
    date: rfc5322Date(now),
    'message-id': `<bounce-${envid?.replace(/[^\w.-]/g, '') ?? 'x'}-${now.toString(36)}@${host}>`,
    'auto-submitted': 'auto-replied',
    ...references(content.head),
  });
  const recipients = meetings.map(({ recipient }) => recipient);
  root.createChild('text/plain; charset=utf-8').setContent(words(host, recipients, reply));
  root.createChild('message/delivery-status').setRaw(status({ host, recipients, reply, envid }));
  root.createChild('text/rfc822-headers').setRaw(part('text/rfc822-headers', headerOf(content.head)));
  return { from: host, to, content: await root.build() };
}

function references(head: Buffer): Record<string, string> {
  const id = headerValue(readHeaders(head), 'Message-ID');
  return id !== undefined && /^<[!-;=?-~]+>$/.test(id) ? { 'in-reply-to': id, references: id } : {};
}

function headerOf(head: Buffer): Buffer {
  return head.subarray(0, readHeaders(head).bodyAt);
}

function words(host: string, recipients: readonly string[], reply: SaidReply): string {
  return [
    `This is the simulated mail system at host ${host}.`,
    '',
    'Your message was accepted, and could not be delivered to these recipients after all:',
    '',
    ...recipients.map((recipient) => `<${recipient}>: ${oneLine(reply)}`),
    '',
  ].join('\r\n');
}

interface About {
  readonly host: string;
  readonly recipients: readonly string[];
  readonly reply: SaidReply;
  readonly envid: string | undefined;
}

function status({ host, recipients, reply, envid }: About): Buffer {
  const code = `${reply.code < 500 ? 4 : 5}${(reply.enhanced ?? '5.0.0').slice(1)}`;
  const message = [`Reporting-MTA: dns; ${host}`, ...(envid === undefined ? [] : [`Original-Envelope-Id: ${envid}`])];
  const blocks = recipients.map((recipient) => [
    `Final-Recipient: rfc822; ${recipient}`,
    'Action: failed',
    `Status: ${code}`,
    `Diagnostic-Code: smtp; ${oneLine(reply)}`,
  ]);
  const text = [message, ...blocks].map((lines) => lines.map((line) => `${line}\r\n`).join('')).join('\r\n');
  return part('message/delivery-status', Buffer.from(text));
}

function oneLine(reply: SaidReply): string {
  return replyText({ ...reply, text: reply.text.replace(/\s*\n\s*/g, ' ') });
}

function part(type: string, octets: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`Content-Type: ${type}\r\n\r\n`), octets]);
}
