/**
 * What a listener asks of its clients: limits, line ends, who may connect, who must log in, who may relay. Read anew whenever it
 * matters, so that a changed setting holds at once.
 */
import type { Networks } from './networks';

/** 0 is "no limit", for each of them. */
export interface Limits {
  readonly messageOctets: number;
  /** Contents of one session in all. */
  readonly sessionOctets: number;
  /** Messages of one session. */
  readonly messages: number;
  /** Recipients of one transaction. */
  readonly recipients: number;
  readonly connections: number;
  readonly connectionsPerAddress: number;
  /** Replies of 4yz and 5yz in one session. */
  readonly errors: number;
  /** Octets of a line of a content, its end included. */
  readonly lineOctets: number;
  /** From the first octet of a command to its end. */
  readonly commandMs: number;
  /** Silence. */
  readonly idleMs: number;
  /** From DATA to the end of the content. */
  readonly contentMs: number;
}

export interface Terms {
  readonly limits: Limits;
  /** This machine: who comes from there need not log in, and may relay. */
  readonly home: Networks;
  readonly bareLineEnds: 'strict' | 'normalise';
  /** To whom EHLO tells of STARTTLS; whoever asks for it gets it, except with `never`. */
  readonly startTls: 'always' | 'elsewhere' | 'never';
  /** Completes an address without one. */
  readonly defaultDomain: string;
  /** `any`: whoever logs in from this machine is let in, and nobody has to; `users`: one of `users`, and everybody has to. */
  readonly auth: 'any' | 'users';
  /** Names and their secrets. Clients from elsewhere are held to them in either mode. */
  readonly users: ReadonlyMap<string, string>;
  /** Undefined: everybody. */
  readonly allowed: Networks | undefined;
  readonly denied: Networks;
  /** Who may hand in mail for domains that are not local, besides this machine. */
  readonly relayers: Networks;
}

/** Who is at the other end. */
export interface Peer {
  readonly address: string;
  readonly port: number;
}
