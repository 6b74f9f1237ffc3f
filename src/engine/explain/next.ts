/** What MailRoot does next for a recipient, and when. Pure: read from the envelope and the settings, it decides nothing. */
import { asPath, type Envelope, type Recipient } from '../mailroot/envelope';
import type { Next, ExplainContext } from './explanation';

export function nextOf(recipient: Recipient, envelope: Envelope, context: ExplainContext): Next {
  switch (recipient.state.action) {
    case 'delivered':
      return nothing('Nothing: it has arrived.');
    case 'relayed':
      return nothing(`Nothing: it is that host's now.${later(envelope)}`);
    case 'failed':
      return nothing(`It is not tried again. ${told(recipient, envelope)}`);
    case 'pending':
    case 'delayed':
      return waiting(recipient, envelope, context);
  }
}

function nothing(text: string): Next {
  return { kind: 'nothing', text };
}

function later({ reversePath }: Envelope): string {
  return reversePath === '' ? '' : ` Should it fail there, that host tells ${asPath(reversePath)}.`;
}

function told({ notify }: Recipient, { reversePath, fate }: Envelope): string {
  if (notify !== undefined && !notify.includes('FAILURE')) return 'The sender asked not to be told of it (NOTIFY).';
  if (reversePath !== '') return `A notification was queued for the sender ${asPath(reversePath)}.`;
  return `The null reverse-path leaves nobody to tell${fate?.kind === 'bad' ? ': the message is in BadMail' : ''}.`;
}

/** What could not be written to Drop has a policy of its own, as queue/settle has it. */
export function retryOf({ state }: Pick<Recipient, 'state'>): 'retry' | 'localRetry' {
  return state.action === 'delayed' && state.stage === 'drop' ? 'localRetry' : 'retry';
}

/** The moments of a message are told by its own clock, which may be ahead. */
function waiting(recipient: Recipient, envelope: Envelope, given: ExplainContext): Next {
  const { attempts, advancedMs = 0, requeuedAt, arrivedAt } = envelope;
  const nextAttemptAt = recipient.nextAttemptAt ?? envelope.nextAttemptAt;
  const context = { ...given, now: given.now + advancedMs };
  if (envelope.held) return { kind: 'release', text: 'It is held: nothing is attempted until it is released.' };
  if (nextAttemptAt === undefined && attempts === 0)
    return { kind: 'attempt', text: 'It is attempted as soon as an engine runs on this MailRoot.' };
  const { settings } = context;
  const expiresAt = (requeuedAt ?? arrivedAt) + settings[`${retryOf(recipient)}.expirationHours`] * 3_600_000;
  const expires = `it expires ${say(expiresAt, context)}, and the sender is told`;
  if (nextAttemptAt === undefined || nextAttemptAt >= expiresAt)
    return { kind: 'expiration', at: expiresAt, text: `There is no further attempt: ${expires}.` };
  return {
    kind: 'attempt',
    at: nextAttemptAt,
    text: `${due(nextAttemptAt, { recipient, attempts, context })}. ${ending(attempts + 1, mostOf(envelope, settings['retry.maxAttempts']), expires)}`,
  };
}

/** Where others of the message come first, its number is not known yet. */
function due(
  at: number,
  { recipient, attempts, context }: { recipient: Recipient; attempts: number; context: ExplainContext },
): string {
  const which = recipient.nextAttemptAt === undefined ? `Attempt ${attempts + 1}` : 'Its next attempt';
  return at <= context.now ? `${which} is due now` : `${which} is made ${say(at, context)}`;
}

/** Number of the last attempt allowed in the life of the message; 0 when they are not counted. */
function mostOf({ attemptsBefore = 0 }: Envelope, maxAttempts: number): number {
  return maxAttempts === 0 ? 0 : attemptsBefore + maxAttempts;
}

/** Attempts may be counted, too. */
function ending(next: number, most: number, expires: string): string {
  if (most === 0) return `If all attempts fail, ${expires}.`;
  if (next >= most)
    return 'If it fails, too, the message is given up, and the sender is told: no more are allowed (mailroot.retry.maxAttempts).';
  return `If all attempts up to number ${most} fail (mailroot.retry.maxAttempts), the sender is told; at the latest ${expires}.`;
}

function say(at: number, { moment, now }: ExplainContext): string {
  return moment === undefined ? utcAndFar(at, now) : moment(at);
}

/** `at 2026-11-23 12:05:01 UTC (in 15 min)`. */
function utcAndFar(at: number, now: number): string {
  const utc = new Date(at).toISOString().slice(0, 19).replace('T', ' ');
  const far = span(Math.abs(at - now));
  return `at ${utc} UTC (${at >= now ? `in ${far}` : `${far} ago`})`;
}

function span(ms: number): string {
  if (ms < 90_000) return `${Math.round(ms / 1_000)} s`;
  if (ms < 5_400_000) return `${Math.round(ms / 60_000)} min`;
  const hours = Math.round(ms / 3_600_000);
  if (hours < 48) return `${hours} h`;
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
