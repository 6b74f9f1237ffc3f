/**
 * What a next hop is: a host to speak SMTP with, on what terms. Shared by routing, which makes it, and the client, which connects to it.
 */
import type { DeliveryStatus } from '../mailroot/envelope';

/** `off` never; `opportunistic` if offered, unverified; `required` must be offered; `verified` and its certificate must be good. */
export type HopTls = 'off' | 'opportunistic' | 'required' | 'verified';

export interface Timeouts {
  /** Until TCP is up. */
  readonly connectMs: number;
  /** Until the 220. RFC 5321 §4.5.3.2.1 says 5 minutes; a developer should not wait that long to learn that nobody answers. */
  readonly greetingMs: number;
  /** Without any octet from the remote. 5 minutes, as for MAIL and RCPT (RFC 5321 §4.5.3.2). */
  readonly commandMs: number;
}
export const defaultTimeouts: Timeouts = { connectMs: 30_000, greetingMs: 60_000, commandMs: 300_000 };

export interface NextHop {
  /** As routed: what people read. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly tls: HopTls;
  /** False: only loopback addresses may be connected to. */
  readonly mayLeave: boolean;
  readonly timeouts?: Partial<Timeouts>;
}

/** The status of a recipient whose next hop is outside loopback and not allowed: refused before connecting. */
export function heldBack(hop: NextHop, address: string, at: number): DeliveryStatus {
  return {
    action: 'failed',
    at,
    stage: 'connect',
    category: 'not-allowed',
    status: '5.7.1',
    text:
      `Held back: ${hop.name} [${address}] is not this machine, and the domain of this recipient is not among those ` +
      'that may leave it. Nothing was sent.',
    setting: 'mailroot.allowedDomains',
    nextHop: `${hop.name} [${address}]:${hop.port}`,
  };
}

/** Connections may be shared by messages whose next hops are the same to the last term. */
export function laneKey(hop: NextHop): string {
  return JSON.stringify(hop);
}

/** What is down is a host and port, whatever the terms. */
export function hostKey({ host, port }: Pick<NextHop, 'host' | 'port'>): string {
  return JSON.stringify([host, port]);
}
