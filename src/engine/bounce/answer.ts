/**
 * What the sender hears: whether a DSN is owed for recipients that failed or are late, and what becomes of a message that can
 * neither be delivered nor returned. Pure. There is no DSN about a DSN (RFC 5321 §4.5.5), so there is no triple bounce.
 */
import type { BadReason, Envelope, Fate, Notify, Recipient } from '../mailroot/envelope';

/** `dsn`: tell the sender of these recipients; `none`: nobody asked to hear; `nobody`: the reverse-path is null. */
export type Answer =
  | { readonly kind: 'dsn'; readonly recipients: readonly Recipient[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'nobody'; readonly reason: BadReason; readonly text: string };

export function answer(envelope: Envelope, recipients: readonly Recipient[], notify: Exclude<Notify, 'NEVER'>): Answer {
  const asked = recipients.filter((each) => wants(each, notify));
  if (asked.length === 0) return { kind: 'none' };
  if (envelope.reversePath !== '') return { kind: 'dsn', recipients: asked };
  return notify === 'FAILURE' ? nobody(envelope, asked) : { kind: 'none' };
}

/** Without NOTIFY, failures and delays are told, successes are not (RFC 3461 §4.1). */
export function wants({ notify }: Pick<Recipient, 'notify'>, what: Notify): boolean {
  return notify === undefined ? what !== 'SUCCESS' : notify.includes(what);
}

/**
 * Who was delivered or relayed between the two. A host that offers DSN got the NOTIFY handed on and tells of the rest of the way itself
 * (RFC 3461 §5.2.2): of those there is nothing to tell here.
 */
export function succeeded(before: Envelope, after: Envelope): Recipient[] {
  return after.recipients.filter(({ state }, i) => {
    const was = before.recipients[i]?.state.action;
    if (was !== 'pending' && was !== 'delayed') return false;
    return state.action === 'delivered' || (state.action === 'relayed' && state.dsn !== 'handed-on');
  });
}

function nobody(envelope: Envelope, recipients: readonly Recipient[]): Answer {
  const [first] = recipients;
  const why = first?.state.action === 'failed' ? ` ${first.state.text}` : '';
  if (envelope.source.kind === 'dsn') {
    const text = `This message is a delivery status notification that cannot be delivered.${why}`;
    return { kind: 'nobody', reason: 'dsn-undeliverable', text };
  }
  const loop = recipients.some(({ state }) => state.action === 'failed' && state.category === 'loop');
  const text = `The message cannot be delivered, and its null reverse-path <> leaves nobody to tell.${why}`;
  return { kind: 'nobody', reason: loop ? 'hop-count-exceeded' : 'general-failure', text };
}

/** Whoever failed at any attempt and could not be told of makes the message bad, even if the last attempt went well. */
export function fateOf(envelope: Envelope): Fate {
  const failed = envelope.recipients.filter(({ state }) => state.action === 'failed');
  const verdict = answer(envelope, failed, 'FAILURE');
  return verdict.kind === 'nobody' ? { kind: 'bad', reason: verdict.reason, text: verdict.text } : { kind: 'sent' };
}
