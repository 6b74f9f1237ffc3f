/**
 * What a next hop is: a host to speak SMTP with, on what terms. Shared by routing, which makes it, and the client, which connects to it.
 */
import type { DeliveryStatus } from '../mailroot/envelope';

/** `off` never; `opportunistic` if offered, unverified; `required` must be offered; `verified` and its certificate must be good. */
export type HopTls = 'off' | 'opportunistic' | 'required' | 'verified';

/** How long each stage may take. A developer should not wait as long as RFC 5321 §4.5.3.2 lets a relay wait to learn that nobody answers. */
export interface Timeouts {
  /** Until TCP is up. */
  readonly connectMs: number;
  /** Until the 220 (RFC: 5 minutes). */
  readonly greetingMs: number;
  /** Until the reply to EHLO, STARTTLS (and its handshake), AUTH, MAIL or RCPT (RFC: 5 minutes). */
  readonly commandMs: number;
  /** Until the 354 (RFC: 2 minutes). */
  readonly dataMs: number;
  /** Until the host has taken some more of the content (RFC: 3 minutes). */
  readonly blockMs: number;
  /** Until the reply to the content (RFC: 10 minutes). */
  readonly endMs: number;
}
const defaultTimeouts: Timeouts = {
  connectMs: 30_000,
  greetingMs: 60_000,
  commandMs: 300_000,
  dataMs: 120_000,
  blockMs: 180_000,
  endMs: 600_000,
};

/** Who has less patience with commands has no more with the rest. */
export function timeoutsOf({ timeouts = {} }: Pick<NextHop, 'timeouts'>): Timeouts {
  const most = timeouts.commandMs ?? Number.POSITIVE_INFINITY;
  const { dataMs, blockMs, endMs } = defaultTimeouts;
  const rest = { dataMs: Math.min(dataMs, most), blockMs: Math.min(blockMs, most), endMs: Math.min(endMs, most) };
  return { ...defaultTimeouts, ...rest, ...timeouts };
}

/** What is asked of the host's certificate, and how TLS begins. */
export interface TlsTerms {
  /** TLS from the first octet (port 465), not by STARTTLS. */
  readonly implicit?: true;
  /** Path of a PEM file with authorities that are trusted besides those of Node. */
  readonly ca?: string;
  /** One more authority, in PEM. */
  readonly authority?: string;
  /** SHA-256 of the one certificate that is accepted, whatever its name, authority and age. */
  readonly fingerprint?: string;
  /** The name it must be for, if not that of the host. */
  readonly name?: string;
}

export const loginMethods = ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2'] as const;

export interface Login {
  readonly user: string;
  /** Where the password (or, for XOAUTH2, the token) is to be had: `${env:NAME}` or `${secret:NAME}`. Never itself. */
  readonly password?: string;
  readonly method?: (typeof loginMethods)[number];
  /** A program and its arguments that prints an OAuth2 token. */
  readonly tokenCommand?: readonly string[];
}

export interface NextHop {
  /** As routed: what people read. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly tls: HopTls;
  /** False: only loopback addresses may be connected to. */
  readonly mayLeave: boolean;
  readonly timeouts?: Partial<Timeouts>;
  readonly certificate?: TlsTerms;
  readonly login?: Login;
  /** The MTA-STS policy of the domain speaks for it. Enforced, `tls` is `verified`; tested, what would not pass is told. */
  readonly sts?: 'enforce' | 'testing';
  /** HELO instead of EHLO: no extension is used. */
  readonly helo?: true;
  /** The setting it comes from, in full, with its key: `mailroot.remoteDomains "example.com"`. */
  readonly setting?: string;
  /** One of our simulated hosts. */
  readonly simulated?: true;
}

/** RFC 8689 §4.2.1: TLS, and a certificate that passes, whatever the settings ask for otherwise. */
export function overTls(hop: NextHop): NextHop {
  return { ...hop, tls: 'verified' };
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
  return JSON.stringify({ ...hop, setting: undefined });
}

/** What is down is a host and port, whatever the terms. */
export function hostKey({ host, port }: Pick<NextHop, 'host' | 'port'>): string {
  return JSON.stringify([host, port]);
}

/** The status of a recipient whose next hop is our own listener (RFC 3463 X.4.6): mail handed to it would come back for ever. */
export function toSelf(hop: NextHop, address: string, at: number): DeliveryStatus {
  return {
    action: 'failed',
    at,
    stage: 'connect',
    category: 'loop',
    status: '5.4.6',
    text: `Cannot connect to self: ${hop.name} [${address}]:${hop.port} is the listener of this MailRoot. Nothing was sent.`,
    setting: hop.setting ?? 'mailroot.remoteDomains',
    nextHop: `${hop.name} [${address}]:${hop.port}`,
  };
}
