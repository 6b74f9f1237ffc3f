/**
 * Rehearsals: while `mailroot.rehearsalRecipient` is set, what would be handed to a remote host goes to that address instead of everybody it
 * was meant for. What is captured or simulated stays as it is, and so do our own notifications. Asked before each attempt, so that
 * neither a message that waited before, nor one that was requeued, passes it by. Pure.
 */
import type { Envelope, Recipient } from '../mailroot/envelope';
import { isOpen } from './settle';

export interface Rehearsing {
  /** Off when `''`. */
  readonly to: string;
  /** Whether a remote host would get it. */
  readonly isRemote: (recipient: Recipient) => boolean;
}

export interface Rehearsed {
  readonly envelope: Envelope;
  /** Whom it was meant for; empty when nobody was replaced. */
  readonly replaced: readonly string[];
}

export function rehearsed(envelope: Envelope, { to, isRemote }: Rehearsing): Rehearsed {
  if (to === '' || envelope.source.kind === 'dsn') return { envelope, replaced: [] };
  const isMeant = (each: Recipient): boolean => isOpen(each) && each.address !== to && isRemote(each);
  const [first, ...more] = envelope.recipients.filter(isMeant);
  if (first === undefined) return { envelope, replaced: [] };
  const replaced = [first, ...more].map(({ address }) => address);
  const rest = envelope.recipients.filter((each) => !isMeant(each));
  const known = rest.some(({ address }) => address === to);
  const me: Recipient = { address: to, state: { action: 'pending' }, ...(first.notify && { notify: first.notify }) };
  return { envelope: { ...envelope, recipients: known ? rest : [...rest, me] }, replaced };
}
