/**
 * The servers of one listener and all their sessions: who is let in, how many at once, who may log in, send and relay. Each session has
 * its guard; what it hands in goes to the spool as it comes.
 */
import type { Readable } from 'node:stream';
import type { SMTPServer, SMTPServerAddress, SMTPServerSession } from 'smtp-server';
import { errorText, type Clock, type Log } from '../ports';
import type { InboundSession } from '../mailroot/inbound';
import type { TlsPair } from '../mailroot/tlsFiles';
import { withDomain } from '../message/address';
import { close, createSmtpServer, refusal } from '../smtpServer';
import type { Connection } from '../smtpServer/connection';
import { NotWhole } from '../smtpServer/content';
import type { Refusal } from '../smtpServer/guard';
import { refusePath, refusePeer, refuseRelay, refuseStoring } from './acceptance';
import { isOneOf } from './credentials';
import { watchDeadlines, type Deadlines } from './deadlines';
import { refuseConnection } from './limits';
import { Session, type InboundWitness } from './session';
import type { Terms } from './terms';
import { inboundOf, type Inbound } from './transaction';

export interface RoomPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly terms: () => Terms;
  /** Resolves when the message is safe on disk. */
  readonly accept: (message: Inbound) => Promise<{ id: string }>;
  readonly isLocal: (address: string) => boolean;
  /** A transaction was refused, or broke off. */
  readonly refused: (session: InboundSession) => void;
  readonly witness?: InboundWitness | undefined;
}

/** The servers of one listener, and all their sessions. */
export class Room {
  readonly servers: SMTPServer[] = [];
  readonly #ports: RoomPorts;
  readonly #fqdn: string;
  readonly #sessions = new Map<string, Session>();
  /** Of those who were let in, by address: who is sent away does not keep others out. */
  readonly #inside = new Map<string, Set<Session>>();
  readonly #deadlines: Deadlines;

  constructor(ports: RoomPorts, fqdn: string) {
    this.#ports = ports;
    this.#fqdn = fqdn;
    this.#deadlines = watchDeadlines({
      clock: ports.clock,
      limits: () => ports.terms().limits,
      connections: () => this.servers.flatMap(({ connections }) => [...connections] as Connection[]),
    });
  }

  server({ tls, secure }: { tls?: TlsPair | undefined; secure: boolean }): SMTPServer {
    const { limits } = this.#ports.terms();
    const server = createSmtpServer(
      {
        name: this.#fqdn,
        banner: 'MailRoot',
        heloResponse: '%s greets %s',
        secure,
        ...tls,
        disabledCommands: tls === undefined ? ['STARTTLS'] : [],
        minVersion: 'TLSv1.2',
        size: limits.messageOctets,
        maxRecipients: limits.recipients,
        authOptional: true,
        authMethods: ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2'],
        allowInsecureAuth: true,
        closeTimeout: 2_000,
        logger: false,
        ...this.#handlers(),
      },
      { now: () => this.#ports.clock.now(), patience: 'outside', guard: (connection) => this.#guard(connection) },
    );
    server.on('error', (error) => this.#ports.log.warn(`SMTP listener: ${errorText(error)}`));
    this.servers.push(server);
    return server;
  }

  refresh(): void {
    const { limits } = this.#ports.terms();
    for (const { options } of this.servers) {
      options.size = limits.messageOctets;
      options.maxRecipients = limits.recipients;
    }
  }

  async close(): Promise<void> {
    this.#deadlines.close();
    await Promise.all(this.servers.map(close));
  }

  #guard(connection: Connection): Session {
    const session = new Session(connection, {
      terms: this.#ports.terms,
      now: () => this.#ports.clock.now(),
      refused: this.#ports.refused,
      witness: this.#ports.witness,
      closed: (closed) => this.#closed(connection.id, closed),
    });
    this.#sessions.set(connection.id, session);
    this.#deadlines.wake();
    return session;
  }

  #closed(id: string, session: Session): void {
    this.#sessions.delete(id);
    const { address } = session.peer;
    const others = this.#inside.get(address);
    others?.delete(session);
    if (others?.size === 0) this.#inside.delete(address);
  }

  /** Why it is not let in; else it counts from now on. */
  #enter(session: Session, terms: Terms): Refusal | undefined {
    const { peer } = session;
    const others = this.#inside.get(peer.address) ?? new Set();
    const all = [...this.#inside.values()].reduce((sum, { size }) => sum + size, 0);
    const counts = { all: all + 1, ofAddress: others.size + 1, address: peer.address };
    const refused = refusePeer(peer, terms) ?? refuseConnection(counts, terms.limits);
    if (refused === undefined) this.#inside.set(peer.address, others.add(session));
    return refused;
  }

  #handlers(): Pick<SMTPServer, 'onConnect' | 'onAuth' | 'onMailFrom' | 'onRcptTo' | 'onData'> {
    return {
      onConnect: ({ id }, done) => {
        const session = this.#sessions.get(id);
        done(session === undefined ? null : spoken(this.#enter(session, this.#ports.terms())));
      },
      onAuth: (auth, session, done) => {
        const { auth: mode, users, home } = this.#ports.terms();
        const anybody = mode === 'any' && home.has(this.#sessions.get(session.id)?.peer.address ?? '');
        if (anybody || isOneOf(users, auth)) done(null, { user: auth.username ?? 'anybody' });
        else done(null, { message: '5.7.8 The name or the password is wrong' });
      },
      onMailFrom: (address, session, done) => done(this.#refusedSender(address, session)),
      onRcptTo: (address, session, done) => done(this.#refusedRecipient(address, session)),
      onData: (stream, session, done) => {
        this.#take(stream, session).then(
          (id) => done(null, accepted(id)),
          (error: unknown) => done(this.#asRefusal(error)),
        );
      },
    };
  }

  #refusedSender(sender: SMTPServerAddress, session: SMTPServerSession): Error | null {
    if (sender.address === '') return null;
    sender.address = withDomain(sender.address, this.#ports.terms().defaultDomain);
    return spoken(refusePath(sender.address, { smtpUtf8: session.envelope.smtpUtf8 === true }));
  }

  #refusedRecipient(recipient: SMTPServerAddress, session: SMTPServerSession): Error | null {
    const terms = this.#ports.terms();
    recipient.address = withDomain(recipient.address, terms.defaultDomain);
    const { address } = recipient;
    const peer = this.#sessions.get(session.id)?.peer;
    const refused = refusePath(address, { smtpUtf8: session.envelope.smtpUtf8 === true });
    if (refused !== undefined || peer === undefined) return spoken(refused);
    return spoken(refuseRelay(address, { peer, local: this.#ports.isLocal(address) }, terms));
  }

  async #take(content: Readable, session: SMTPServerSession): Promise<string> {
    const guard = this.#sessions.get(session.id);
    if (guard === undefined) throw new Error('a transaction without its session');
    const story = (id: string): InboundSession => guard.story(`250 ${accepted(id)}`);
    const now = this.#ports.clock.now();
    const { id } = await this.#ports.accept(inboundOf(session, { content, session: story, fqdn: this.#fqdn, now }));
    return id;
  }

  #asRefusal(error: unknown): Error {
    if (error instanceof NotWhole || (error instanceof Error && 'responseCode' in error)) return error;
    this.#ports.log.warn(`A message over SMTP could not be stored: ${errorText(error)}`);
    return spoken(refuseStoring(error)) ?? refusal(451, '4.3.0', 'The message could not be stored');
  }
}

const accepted = (id: string): string => `2.0.0 ${id} accepted`;

function spoken(refused: Refusal | undefined): Error | null {
  return refused === undefined ? null : refusal(refused.code, refused.enhanced, refused.text);
}
