/**
 * Which limit a session has reached, and how that is answered: pure decisions on counts and times. Each reply names the setting that
 * would change it; what a new session can do is said as 421, so that a program tries again.
 */
import type { ContentFlaw } from '../smtpServer/content';
import { contentRefusal, lineRefusal, type Refusal } from '../smtpServer/guard';
import type { Awaited, LineFlaw } from '../smtpServer/wire';
import type { Limits } from './terms';

const reached = (count: number, limit: number): boolean => limit > 0 && count >= limit;
const exceeded = (count: number, limit: number): boolean => limit > 0 && count > limit;

function goodbye(enhanced: string, text: string): Refusal {
  return { code: 421, enhanced, text, close: true };
}

/** `all` and `ofAddress` count the connection itself. */
export function refuseConnection(
  { all, ofAddress, address }: { all: number; ofAddress: number; address: string },
  limits: Pick<Limits, 'connections' | 'connectionsPerAddress'>,
): Refusal | undefined {
  if (exceeded(all, limits.connections))
    return goodbye(
      '4.7.0',
      `More than ${limits.connections} connections at once (mailroot.smtp.maxConnections); try again later`,
    );
  if (exceeded(ofAddress, limits.connectionsPerAddress)) {
    const { connectionsPerAddress } = limits;
    return goodbye(
      '4.7.0',
      `More than ${connectionsPerAddress} connections at once from ${address} (mailroot.smtp.maxConnectionsPerAddress); close some`,
    );
  }
  return undefined;
}

/** Before a transaction begins. */
export function refuseTransaction(
  { messages, octets }: { messages: number; octets: number },
  limits: Pick<Limits, 'messages' | 'sessionOctets'>,
): Refusal | undefined {
  if (reached(messages, limits.messages))
    return goodbye(
      '4.7.0',
      `${limits.messages} messages in one session are all (mailroot.smtp.maxMessagesPerSession); open a new one`,
    );
  return reached(octets, limits.sessionOctets) ? sessionFull() : undefined;
}

function sessionFull(): Refusal {
  return goodbye('4.7.0', 'This session has carried all it may (mailroot.smtp.maxSessionKilobytes); open a new one');
}

/** Octets that the next content may have: what the message may, or what is left of the session. */
export function roomFor(octets: number, limits: Pick<Limits, 'messageOctets' | 'sessionOctets'>): number {
  const { messageOctets, sessionOctets } = limits;
  if (sessionOctets === 0) return messageOctets;
  const left = Math.max(1, sessionOctets - octets);
  return messageOctets === 0 ? left : Math.min(messageOctets, left);
}

export function refuseContent(flaw: ContentFlaw, octets: number, limits: Limits): Refusal {
  const refused = contentRefusal(flaw);
  switch (flaw.kind) {
    case 'bare LF':
    case 'bare CR':
      return { ...refused, text: `${refused.text}. mailroot.smtp.bareLineEnds "normalise" would take it` };
    case 'long line':
      return {
        ...refused,
        text: `Line ${flaw.line} is longer than ${limits.lineOctets} octets (mailroot.smtp.maxLineOctets)`,
      };
    case 'too large':
      if (!exceeded(octets, limits.messageOctets)) return sessionFull();
      return {
        ...refused,
        text: `The message is larger than ${limits.messageOctets} octets (mailroot.smtp.maxMessageKilobytes)`,
      };
  }
}

export function refuseLine(flaw: LineFlaw): Refusal {
  const refused = lineRefusal(flaw);
  if (flaw !== 'bare LF' && flaw !== 'bare CR') return refused;
  return { ...refused, text: `${refused.text}. mailroot.smtp.bareLineEnds "normalise" would take it` };
}

export function tooManyErrors(errors: number, limits: Pick<Limits, 'errors'>): Refusal | undefined {
  if (!reached(errors, limits.errors)) return undefined;
  return goodbye('4.7.0', `${limits.errors} errors in one session are enough (mailroot.smtp.maxErrorsPerSession)`);
}

/** How long a session has waited for its client, epoch ms. */
export interface Waiting {
  readonly awaited: Awaited | 'reading';
  readonly since: number;
  readonly heardAt: number;
}

export function overdue(waiting: Waiting, limits: Limits, now: number): Refusal | undefined {
  const { since, heardAt } = waiting;
  switch (waiting.awaited) {
    case 'us':
      return undefined;
    case 'command':
    case 'reading':
      return silent(now - since, limits);
    case 'rest of a command':
      if (!reached(now - since, limits.commandMs)) return undefined;
      return goodbye(
        '4.4.2',
        `The command was not whole after ${seconds(limits.commandMs)} (mailroot.smtp.commandTimeoutSeconds)`,
      );
    case 'content':
      if (!reached(now - since, limits.contentMs)) return silent(now - Math.max(since, heardAt), limits);
      return goodbye(
        '4.4.2',
        `The content was not whole after ${seconds(limits.contentMs)} (mailroot.smtp.contentTimeoutSeconds)`,
      );
  }
}

function silent(ms: number, { idleMs }: Limits): Refusal | undefined {
  if (!reached(ms, idleMs)) return undefined;
  return goodbye('4.4.2', `Nothing was heard for ${seconds(idleMs)} (mailroot.smtp.idleTimeoutSeconds)`);
}

const seconds = (ms: number): string => `${Math.round(ms / 1000)} seconds`;
