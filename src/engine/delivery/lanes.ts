/**
 * The lines in front of next hops: who waits, what is idle, and how many connections a host has. Plain data and the few moves on it; who is
 * served when is the pool's.
 */
import type { Cancel } from '../ports';
import type { DeliveryStatus } from '../mailroot/envelope';
import type { Recorder } from './connection';
import type { NextHop } from './hop';
import type { SmtpSession } from './smtpSession';

/** What a message asks of the pool. */
export interface Ask {
  /** Its queue id. */
  readonly id: string;
  /** What is known about hosts from before that moment (epoch ms) does not count. */
  readonly since?: number | undefined;
  /** Asked for a session to which it is the first: the one before was gone. */
  readonly fresh?: boolean;
  /** Begins the record of its session; called when its turn has come. */
  readonly begin: () => SessionRecorder;
  /** It has to wait for a session; what is returned is called when its turn has come. */
  readonly wait: () => () => void;
}

export interface SessionRecorder extends Recorder {
  end(): void;
}

export interface Lease {
  readonly session: SmtpSession;
  readonly recorder: SessionRecorder;
  /** For the whole of one delivery. */
  readonly deadlineMs: number;
  /** Gives it back, and ends the record. */
  readonly release: () => void;
}

export type Leased =
  | { readonly kind: 'lease'; readonly lease: Lease }
  | { readonly kind: 'failed'; readonly status: DeliveryStatus }
  /** The pool was closed before its turn came: nothing was tried. */
  | { readonly kind: 'closed' };

export interface Waiting extends Ask {
  readonly lane: Lane;
  readonly resolve: (leased: Leased) => void;
  readonly reject: (error: unknown) => void;
  isServed: boolean;
  resume?: () => void;
}

export interface Idle {
  readonly session: SmtpSession;
  readonly cancel: Cancel;
}

/** What messages to one next hop on the same terms share. */
export interface Lane {
  readonly hop: NextHop;
  readonly key: string;
  readonly host: Host;
  readonly idle: Idle[];
  waiting: Waiting[];
}

/** Connections to one host and port. */
export interface Host {
  readonly key: string;
  open: number;
  opening: number;
  /** It said that there are enough: until then, no more than that. */
  enough?: { connections: number; until: number };
}

export function turnAway(waiting: Waiting, leased: Leased): void {
  waiting.resume?.();
  waiting.resolve(leased);
}

export function leaveIdle(lane: Lane, session: SmtpSession): void {
  const at = lane.idle.findIndex((idle) => idle.session === session);
  for (const { cancel } of at < 0 ? [] : lane.idle.splice(at, 1)) cancel();
}

/** The one used last: the others may then come to their end. */
export function takeIdle(lane: Lane): SmtpSession | undefined {
  for (let last = lane.idle.pop(); last !== undefined; last = lane.idle.pop()) {
    last.cancel();
    if (!last.session.isOver) return last.session;
  }
  return undefined;
}
