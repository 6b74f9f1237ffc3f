/**
 * The bytes of a Drop file: envelope lines, Return-Path and Received on top, then the message as it was sent, untouched.
 * Such a file can be put into Pickup again and goes to the same recipients. Pure; writing it durably is the store's.
 */
import type { Envelope, Recipient } from '../mailroot/envelope';
import { asPath } from '../mailroot/envelope';
import { readEnvelopeBlock, writeEnvelopeBlock } from '../message/envelopeBlock';
import { unstuff } from '../message/dotStuffing';
import { pickupReceived, type Origin } from '../message/outgoing';
import { readHeaders } from '../message/headers';

/** `bytes` is the file as queued; `recipients` those of this drop. */
export function dropFile(
  bytes: Uint8Array,
  envelope: Envelope,
  drop: { recipients: readonly Recipient[]; origin: Origin },
): Uint8Array[] {
  const { recipients, origin } = drop;
  const top = writeEnvelopeBlock(
    { address: envelope.reversePath, parameters: senderParameters(envelope) },
    recipients.map((each) => ({ address: each.address, parameters: recipientParameters(each) })),
  );
  const returnPath = `Return-Path: ${asPath(envelope.reversePath)}\r\n`;
  const received = origin.pickup ? pickupReceived(origin, origin.dots?.why) : '';
  return [Buffer.from(top + returnPath + received), ...contentOf(bytes, origin.dots?.stuffed === true)];
}

function contentOf(bytes: Uint8Array, dotStuffed: boolean): Uint8Array[] {
  const { end } = readEnvelopeBlock(bytes);
  if (!dotStuffed) return [bytes.subarray(end)];
  const { bodyAt } = readHeaders(bytes, end);
  return [bytes.subarray(end, bodyAt), unstuff(bytes.subarray(bodyAt))];
}

export function senderParameters({
  ret,
  envid,
  body,
  requireTls,
}: Pick<Envelope, 'ret' | 'envid' | 'body' | 'requireTls'>): Record<string, string> {
  return {
    ...(body && { BODY: body }),
    ...(ret && { RET: ret }),
    ...(envid !== undefined && { ENVID: envid }),
    ...(requireTls && { REQUIRETLS: '' }),
  };
}

export function recipientParameters({ notify, orcpt }: Pick<Recipient, 'notify' | 'orcpt'>): Record<string, string> {
  return { ...(notify && { NOTIFY: notify.join(',') }), ...(orcpt !== undefined && { ORCPT: orcpt }) };
}
