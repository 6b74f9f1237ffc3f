/**
 * The guard of one session of the listener: holds it to the terms, counts what it does, writes down what is said, and hands over the
 * record of every transaction that was refused or broke off. What is accepted takes its record with it (`story`).
 */
import type { InboundSession } from '../mailroot/inbound';
import type { ContentFlaw } from '../smtpServer/content';
import type { Connection } from '../smtpServer/connection';
import type { Guard, Heard, Refusal } from '../smtpServer/guard';
import type { WireRules } from '../smtpServer/rules';
import { refuseCommand } from './acceptance';
import { refuseContent, refuseLine, refuseTransaction, roomFor, tooManyErrors } from './limits';
import type { Witness } from '../ports';
import { Recorder } from './recorder';
import type { Peer, Terms } from './terms';

/** Who hears every session of a client with us, at `here`. */
export type InboundWitness = (client: Peer, here: { readonly address: string; readonly port: number }) => Witness;

export interface SessionPorts {
  readonly terms: () => Terms;
  /** Epoch ms. */
  readonly now: () => number;
  /** A transaction was refused, or broke off. */
  readonly refused: (session: InboundSession) => void;
  readonly closed: (session: Session) => void;
  readonly witness?: InboundWitness | undefined;
}

/** Commands that exist here: an unknown one behind a failed AUTH may be a password. */
const known = new Set([
  'EHLO',
  'HELO',
  'MAIL',
  'RCPT',
  'DATA',
  'RSET',
  'NOOP',
  'VRFY',
  'HELP',
  'STARTTLS',
  'QUIT',
  'AUTH',
]);
/** Such a command begins the session or the transaction anew. */
const anew = new Set(['EHLO', 'HELO', 'RSET', 'STARTTLS']);
/** RFC 4954 §4.5.3.1.1: AUTH needs 12288 octets. */
const maxCommandOctets = 16_384;

export class Session implements Guard {
  readonly peer: Peer;
  readonly #connection: Connection;
  readonly #ports: SessionPorts;
  readonly #recorder: Recorder;
  readonly #witness: Witness | undefined;
  #verb = '';
  #errors = 0;
  #messages = 0;
  #octets = 0;
  /** MAIL was taken, and its transaction is not over. */
  #underWay = false;
  /** Something was refused that nobody has been told of yet. */
  #troubled = false;
  #replyOwed = false;
  /** TLS is up, and nothing was heard since. */
  #untried = false;

  constructor(connection: Connection, ports: SessionPorts) {
    this.#connection = connection;
    this.#ports = ports;
    this.peer = { address: connection.remoteAddress, port: connection.remotePort };
    const { localAddress: address, localPort: port } = connection;
    this.#witness = ports.witness?.(this.peer, { address, port });
    this.#recorder = new Recorder({ at: ports.now(), client: this.peer, port, now: ports.now, witness: this.#witness });
    if (connection.secure) this.secured();
  }

  /** The record for a message that is accepted with this reply. */
  story(reply: string): InboundSession {
    return this.#recorder.session(reply);
  }

  rules(): WireRules {
    const { limits, bareLineEnds } = this.#ports.terms();
    return {
      bareLineEnds,
      maxCommandOctets,
      maxLineOctets: limits.lineOctets,
      maxContentOctets: roomFor(this.#octets, limits),
    };
  }

  /**
   * Most programs take up STARTTLS where they see it, and give up when they do not trust the certificate: on this machine they are
   * told of it only when the user says so. AUTH is not offered where it would be heard by others.
   */
  conceals(keyword: string): boolean {
    const { startTls, home } = this.#ports.terms();
    const here = home.has(this.peer.address);
    if (keyword === 'STARTTLS') return startTls === 'never' || (startTls === 'elsewhere' && here);
    return keyword.startsWith('AUTH ') && !here && !this.#connection.secure;
  }

  heard(line: Heard): Refusal | undefined {
    const { bytes, verb, secret } = line;
    if (anew.has(verb)) this.#breakOff();
    this.#verb = verb;
    this.#untried = false;
    this.#recorder.heard(bytes.toString('utf8'), { verb, secret, known: known.has(verb) });
    return this.#refuse(line);
  }

  #refuse({ flaw, verb }: Heard): Refusal | undefined {
    if (flaw !== undefined) return refuseLine(flaw);
    const terms = this.#ports.terms();
    const { session, secure } = this.#connection;
    // The library leaves the user unset, or false after STARTTLS.
    const standing = { peer: this.peer, secure, loggedIn: typeof session.user === 'string' };
    const refused = refuseCommand(verb, standing, terms);
    if (refused !== undefined || verb !== 'MAIL') return refused;
    return refuseTransaction({ messages: this.#messages, octets: this.#octets }, terms.limits);
  }

  said(code: number, payload: string): Refusal | undefined {
    this.#recorder.said(payload);
    if (code >= 400) this.#refusedSomething(code);
    else if (this.#verb === 'MAIL') this.#underWay = true;
    if (this.#replyOwed) this.#transactionEnded(code);
    this.#verb = '';
    return code >= 400 && code !== 421 ? tooManyErrors(this.#errors, this.#ports.terms().limits) : undefined;
  }

  /** One recipient too many is no error of the session; that an idle session is closed is nobody's trouble. */
  #refusedSomething(code: number): void {
    if (code !== 452) this.#errors += 1;
    if (code !== 421 || this.#underWay || this.#verb !== '') this.#troubled = true;
  }

  #transactionEnded(code: number): void {
    this.#replyOwed = false;
    this.#underWay = false;
    if (code >= 400) this.#breakOff();
    else {
      this.#troubled = false;
      this.#recorder.next();
    }
  }

  contentBegins(): void {
    this.#messages += 1;
  }

  contentEnded(octets: number, flaw: ContentFlaw | undefined): Refusal | undefined {
    this.#octets += octets;
    this.#replyOwed = true;
    this.#recorder.event(`content: ${octets} octets`);
    this.#witness?.content(octets);
    return flaw === undefined ? undefined : refuseContent(flaw, octets, this.#ports.terms().limits);
  }

  secured(): void {
    this.#recorder.event(`tls: ${tlsOf(this.#connection)}`);
    this.#untried = true;
  }

  failed(why: string): void {
    this.#recorder.event(`error: ${why}`);
    if (this.#connection._upgrading) this.#troubled = true;
  }

  /** A client that goes as soon as it has seen our certificate has not liked it; most say so to their own user alone. */
  closed(): void {
    if (this.#untried || this.#connection._upgrading) {
      this.#recorder.event('error: the client left when it had seen our certificate: it may not trust it');
      this.#troubled = true;
    }
    this.#recorder.event('closed');
    this.#breakOff();
    this.#witness?.ended();
    this.#ports.closed(this);
  }

  /** Tells of a transaction that will not be accepted any more. */
  #breakOff(): void {
    if (this.#underWay || this.#troubled) this.#ports.refused(this.#recorder.session());
    this.#underWay = false;
    this.#troubled = false;
    this.#recorder.next();
  }
}

function tlsOf({ _socket: socket }: Connection): string {
  if (!('getCipher' in socket)) return 'unknown';
  return `${socket.getProtocol() ?? 'TLS'} ${socket.getCipher().name}`;
}
