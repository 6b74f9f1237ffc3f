/**
 * The world as interfaces, with the real ones beside them: time, names, log, and the one error a person reads.
 * Everything in the engine that waits, resolves or complains gets these by parameter, so that tests move the
 * clock by hand and answer names themselves. Leaves sockets to smtpClient, listener and simulator.
 */
import { Resolver as DnsResolver, lookup } from 'node:dns/promises';

/** Time. `now` is epoch milliseconds. */
export interface Clock {
  now(): number;
  /** Runs `run` once, `delayMs` from now; the returned function cancels it. */
  after(delayMs: number, run: () => void): Cancel;
}
export type Cancel = () => void;

export const realClock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    // A Node timer above 2^31-1 ms fires at once: sleep in slices.
    const slice = Math.min(Math.max(delayMs, 0), 2_000_000_000);
    let cancelRest: Cancel | undefined;
    const timer = setTimeout(() => {
      if (slice < delayMs) cancelRest = realClock.after(delayMs - slice, run);
      else run();
    }, slice);
    return () => {
      clearTimeout(timer);
      cancelRest?.();
    };
  },
};

/** One mail exchanger, as the DNS has it. */
export interface MxRecord {
  readonly exchange: string;
  readonly priority: number;
}

/** Names. Each rejects with a Node DNS error (`code`: ENOTFOUND, ENODATA, ESERVFAIL, ETIMEOUT ...). */
export interface Resolver {
  mx(domain: string): Promise<readonly MxRecord[]>;
  /** TXT records, each with its pieces put together. */
  txt(name: string): Promise<readonly string[]>;
  /** IPv4 and IPv6 addresses in the order in which they are to be tried. */
  addresses(host: string): Promise<readonly string[]>;
}

export const realResolver: Resolver = {
  ...recordsFrom(() => new DnsResolver()),
  async addresses(host) {
    const found = await lookup(host, { all: true, order: 'verbatim' });
    return found.map((entry) => entry.address);
  },
};

/** Records of a name server. Each question has a resolver of its own, so that it asks those that the system has now. */
export function recordsFrom(open: () => DnsResolver): Pick<Resolver, 'mx' | 'txt'> {
  return {
    mx: (domain) => open().resolveMx(domain),
    async txt(name) {
      const records = await open().resolveTxt(name);
      return records.map((pieces) => pieces.join(''));
    },
  };
}

/** Hears one SMTP session, line by line, to its end, whichever message it is for. Secrets are masked before. */
export interface Witness {
  heard(line: string): void;
  said(line: string): void;
  /** A content of so many octets went over. */
  content(octets: number): void;
  ended(): void;
}

/** Where the engine talks about itself (not about messages: those have transcripts). */
export interface Log {
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

export const silentLog: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** An expected failure whose message is ready to show: what, where, and what to do next. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** By its name: each bundle has a class of its own. */
export function isUserError(error: unknown): error is UserError {
  return error instanceof Error && error.name === 'UserError';
}

/** Errors of Node's file system, DNS and sockets carry a `code` such as ENOENT. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string')
    return error.code;
  return undefined;
}

/** The text of anything thrown. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
