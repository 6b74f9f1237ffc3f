/** What becomes of all recipients when no attempt can be made at all: the message goes round in circles, or the fault is ours. Pure. */
import type { DeliveryStatus, Recipient } from '../mailroot/envelope';

type Statuses = ReadonlyMap<string, DeliveryStatus>;

export function tooManyHops(recipients: readonly Recipient[], { hops, at }: { hops: number; at: number }): Statuses {
  const text = `The message passed ${hops} hosts (Received headers), more than mailroot.maxHopCount allows: it goes round in a loop.`;
  const status = { action: 'failed', at, stage: 'route', category: 'loop', status: '5.4.6', text } as const;
  return forAll(recipients, { ...status, setting: 'mailroot.maxHopCount' });
}

export function internalError(recipients: readonly Recipient[], { at, why }: { at: number; why: string }): Statuses {
  const text = `A fault in MailRoot itself: ${why}`;
  return forAll(recipients, { action: 'delayed', at, stage: 'route', category: 'internal', status: '4.3.0', text });
}

function forAll(recipients: readonly Recipient[], status: DeliveryStatus): Statuses {
  return new Map(recipients.map(({ address }) => [address, status]));
}
