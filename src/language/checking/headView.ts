/**
 * The head of a message as the engine reads it: envelope lines, sender, recipients. What `pickup` makes of a file is decided by the same
 * functions of engine/message; a test holds both equal.
 */
import { mailboxes } from '../../engine/message/address';
import { isAddress } from '../../engine/message/pathLine';
import { readEnvelopeBlock } from '../../engine/message/envelopeBlock';
import { headerValues, readHeaders, type HeaderField } from '../../engine/message/headers';
import { topmostResent } from '../../engine/message/resent';
import type { Message } from '../model/part';

export interface HeadView {
  /** None: the message goes to BadMail. `''` is the null reverse-path. */
  readonly sender?: string;
  /** As written, before the default domain is put behind a bare name. */
  readonly recipients: readonly string[];
  /** X-Receiver lines decide, and the fields do not. */
  readonly byEnvelopeLines: boolean;
  /** The fields that may name recipients: To, Cc and Bcc, or those of the newest Resent block. */
  readonly recipientFields: readonly string[];
}

export function readHeadView({ text, root }: Message): HeadView {
  const bytes = Buffer.from(text.slice(root.start, root.head.end), 'utf8');
  const top = readEnvelopeBlock(bytes);
  const { fields } = readHeaders(bytes, top.end);
  const resent = topmostResent(fields);
  const byEnvelopeLines = top.receivers.length > 0 || top.broken.some((line) => /^x-receiver/i.test(line));
  const sender = top.sender?.address ?? senderIn(fields, resent?.fields ?? []);
  const recipientFields = ['To', 'Cc', 'Bcc'].map((name) => (resent === undefined ? name : `Resent-${name}`));
  const recipients = byEnvelopeLines
    ? top.receivers.map(({ address }) => address)
    : recipientFields.flatMap((name) => addresses(resent?.fields ?? fields, name));
  return { ...(sender !== undefined && { sender }), recipients, byEnvelopeLines, recipientFields };
}

/** The newest Resent block before what stands below it; Sender before From. */
function senderIn(fields: readonly HeaderField[], resent: readonly HeaderField[]): string | undefined {
  const places = ['Resent-Sender', 'Resent-From'].flatMap((name) => addresses(resent, name));
  return [...places, ...['Sender', 'From'].flatMap((name) => addresses(fields, name))][0];
}

function addresses(fields: readonly HeaderField[], name: string): string[] {
  const boxes = mailboxes(...headerValues({ fields }, name));
  return boxes.map(({ address }) => address).filter(isAddress);
}
