/**
 * One SMTP session with a next hop: connect, greet, TLS as the policy says, then one transaction after another, QUIT. What is said goes to
 * the recorder of the message it is said for. Every failure is a status; nothing rejects and nothing is tried again (but an opportunistic
 * TLS that fails is followed by one session without). Judging replies is classify's. Speaks through nodemailer's smtp-connection.
 */
import type { Socket } from 'node:net';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { errorCode, type Clock, type Resolver } from '../ports';
import type { DeliveryStatus } from '../mailroot/envelope';
import type { Outgoing } from '../message/outgoing';
import { classify, parseReply, type Trouble } from './classify';
import { openConnection, type Connected, type Recorder } from './connection';
import { deaf, Dialogue } from './dialogue';
import { defaultTimeouts, heldBack, type HopTls, type NextHop, type Timeouts } from './hop';
import {
  askSmtpUtf8,
  commandStage,
  explainError,
  offered,
  opened,
  replyOf,
  tlsFacts,
  tlsOptions,
} from './smtpConnection';
import { asksUtf8ForHeader, unfit, wireEnvelope, type Transaction } from './transaction';

export interface ClientPorts {
  readonly clock: Clock;
  readonly resolver: Resolver;
  readonly fqdn: string;
}

export interface ClientIo {
  readonly ports: ClientPorts;
  readonly recorder: Recorder;
}

export type Opened =
  | { readonly kind: 'open'; readonly session: SmtpSession }
  | { readonly kind: 'failed'; readonly status: DeliveryStatus };

export type Statuses = ReadonlyMap<string, DeliveryStatus>;

/** A session that is greeted, encrypted as its terms demand, and ready for MAIL. */
export async function openSession(hop: NextHop, io: ClientIo): Promise<Opened> {
  const first = await openWith(hop, hop.tls, io);
  if (first.kind !== 'tls-failed') return first;
  io.recorder.record('*', 'note: TLS failed and its policy is opportunistic: once more without');
  const second = await openWith(hop, 'off', io);
  if (second.kind === 'tls-failed') throw new Error('TLS can not fail in a session without TLS');
  return second;
}

async function openWith(hop: NextHop, tls: HopTls, io: ClientIo): Promise<Opened | { kind: 'tls-failed' }> {
  const { clock, resolver } = io.ports;
  const timeouts = { ...defaultTimeouts, ...hop.timeouts };
  const { host, port, mayLeave } = hop;
  const target = { host, port, mayLeave, connectMs: timeouts.connectMs };
  const connected = await openConnection(target, { clock, resolver, recorder: io.recorder });
  if (connected.kind === 'held-back') return { kind: 'failed', status: heldBack(hop, connected.address, clock.now()) };
  if (connected.kind === 'trouble')
    return { kind: 'failed', status: classify(connected.trouble, clock.now(), `${hop.name}:${port}`) };
  return new SmtpSession(hop, connected, { io, tls, timeouts }).greet();
}

interface Terms {
  readonly io: ClientIo;
  readonly tls: HopTls;
  readonly timeouts: Timeouts;
}

export class SmtpSession {
  readonly #hop: NextHop;
  readonly #clock: Clock;
  readonly #tls: HopTls;
  readonly #socket: Socket;
  readonly #address: string;
  readonly #dialogue: Dialogue;
  readonly #connection: SMTPConnection;
  /** Resolves when the connection is over, whoever ended it. */
  readonly ended: Promise<void>;
  #isOver = false;
  /** The last transaction was given up: the host still has its envelope. */
  #unfinished = false;
  #transactions = 0;

  constructor(
    hop: NextHop,
    { socket, address }: Extract<Connected, { kind: 'connected' }>,
    { io, tls, timeouts }: Terms,
  ) {
    this.#hop = hop;
    this.#clock = io.ports.clock;
    this.#tls = tls;
    this.#socket = socket;
    this.#address = address;
    this.#dialogue = new Dialogue(io.recorder, () => tlsFacts(this.#connection));
    this.#connection = new SMTPConnection({
      connection: socket,
      host: hop.host,
      port: hop.port,
      name: io.ports.fqdn,
      logger: this.#dialogue.logger(),
      transactionLog: true,
      connectionTimeout: timeouts.greetingMs + timeouts.commandMs,
      greetingTimeout: timeouts.greetingMs,
      socketTimeout: timeouts.commandMs,
      ...tlsOptions(tls),
    });
    this.ended = new Promise((resolve) => {
      this.#connection.once('end', () => {
        this.#isOver = true;
        resolve();
      });
    });
  }

  /** `host [address]:port`, as statuses have it. */
  get nextHop(): string {
    return `${this.#hop.name} [${this.#address}]:${this.#hop.port}`;
  }

  get address(): string {
    return this.#address;
  }

  /** Transactions begun so far. */
  get transactions(): number {
    return this.#transactions;
  }

  get isOver(): boolean {
    return this.#isOver || this.#socket.destroyed;
  }

  /** Facts of the TLS session, or undefined when there is none. */
  get tlsFacts(): string | undefined {
    return this.#connection.secure ? tlsFacts(this.#connection) : undefined;
  }

  async greet(): Promise<Opened | { kind: 'tls-failed' }> {
    const recorder = this.#dialogue.recorder;
    recorder.stage('greeting');
    const failure = await opened(this.#connection);
    if (failure === undefined) return { kind: 'open', session: this };
    await this.ended;
    recorder.record('*', closedBy(this.#socket));
    const inTls = errorCode(failure) === 'ETLS' || this.#dialogue.stage === 'tls';
    if (this.#tls === 'opportunistic' && inTls) return { kind: 'tls-failed' };
    return { kind: 'failed', status: this.#failed(failure, inTls ? 'tls' : this.#dialogue.stage) };
  }

  /**
   * One status per recipient address. All recipients of a transaction share the DSN parameters of the first. `stale` says that a session
   * that had been idle was gone before the host answered MAIL: nothing was sent, another session may take the message.
   */
  async transact(transaction: Transaction, outgoing: Outgoing, recorder: Recorder): Promise<Statuses | 'stale'> {
    const again = this.#transactions > 0;
    this.#transactions += 1;
    this.#dialogue.recorder = recorder;
    const to = { host: this.#hop.name, offers: offered(this.#connection) };
    const refusal = unfit(transaction, outgoing, to);
    if (refusal !== undefined) {
      const at = this.#clock.now();
      return all(transaction, { action: 'failed', at, stage: 'mail', nextHop: this.nextHop, ...refusal });
    }
    if (this.#unfinished) await this.#reset();
    this.#unfinished = true;
    const { error, response, rejected } = await this.#send(transaction, outgoing);
    if (response !== undefined) {
      this.#unfinished = false;
      return new Map([...all(transaction, this.#accepted(response)), ...this.#refused(rejected)]);
    }
    if (again && this.#wasIdleTooLong(error)) return 'stale';
    const status = this.#failed(error, commandStage(error) ?? this.#dialogue.stage);
    return new Map([...all(transaction, status), ...this.#refused(rejected)]);
  }

  /** Closed while nobody looked, or said 421 to the first thing it heard: that host is not down, that connection was. */
  #wasIdleTooLong(error: unknown): boolean {
    if (this.isOver && this.#dialogue.isSilent) return true;
    return commandStage(error) === 'mail' && replyOf(error).reply?.code === 421;
  }

  #reset(): Promise<void> {
    // A host that can't even do this is met again at MAIL.
    return new Promise((resolve) => {
      this.#connection.once('end', resolve);
      this.#connection.reset(() => resolve());
    });
  }

  #send(
    transaction: Transaction,
    outgoing: Outgoing,
  ): Promise<{ error?: unknown; response?: string; rejected: readonly unknown[] }> {
    const envelope = wireEnvelope(transaction, outgoing);
    const rejected = (): readonly unknown[] =>
      'rejectedErrors' in envelope && Array.isArray(envelope.rejectedErrors)
        ? (envelope.rejectedErrors as unknown[])
        : [];
    return new Promise((resolve) => {
      this.#dialogue.begin();
      const failed = (error: unknown): void => resolve({ error, rejected: rejected() });
      // Closed by us in the middle, there is no error; else the error comes right behind the end.
      const over = (): void => void this.ended.then(() => failed(new Error('the connection was closed')));
      this.#connection.once('error', failed);
      this.#connection.once('end', over);
      if (asksUtf8ForHeader(transaction, outgoing)) askSmtpUtf8(this.#connection);
      this.#connection.send(envelope, outgoing.content, (error, info) => {
        this.#connection.off('error', failed);
        this.#connection.off('end', over);
        if (error === null) resolve({ response: info.response, rejected: rejected() });
        else failed(error);
      });
    });
  }

  /** Says QUIT and waits for nobody. The reply is not recorded: the message it was said behind is done. */
  quit(): void {
    const { recorder } = this.#dialogue;
    const over = this.isOver;
    const closed = closedBy(this.#socket);
    if (!over) this.#connection.quit();
    recorder.record('*', closed);
    this.#dialogue.recorder = deaf;
  }

  /** Lets go of the message it was used for, and stays open. */
  keep(): void {
    this.#dialogue.recorder.record('*', 'kept: open for the next message');
    this.#dialogue.recorder = deaf;
  }

  /** Ends without waiting for the reply to QUIT, or for anything else. */
  close(): void {
    this.#connection.close();
  }

  #accepted(response: string): DeliveryStatus {
    const reply = parseReply(response) ?? { code: 250, text: response };
    const dsn = offered(this.#connection).extensions.includes('DSN') ? ({ dsn: 'handed-on' } as const) : {};
    return { action: 'relayed', at: this.#clock.now(), nextHop: this.nextHop, reply, ...dsn };
  }

  /** Recipients that were refused at RCPT, each with its own reply. */
  #refused(errors: readonly unknown[]): Map<string, DeliveryStatus> {
    const statuses = new Map<string, DeliveryStatus>();
    for (const error of errors) {
      const { recipient, reply } = replyOf(error);
      if (recipient !== undefined && reply !== undefined) {
        statuses.set(recipient, this.#judge({ stage: 'rcpt', host: this.#hop.name, reply }));
      }
    }
    return statuses;
  }

  #failed(error: unknown, stage: Trouble['stage']): DeliveryStatus {
    const { reply } = replyOf(error);
    const code = errorCode(error) ?? '';
    const text = explainError(error);
    if (reply === undefined) this.#dialogue.recorder.record('*', `error: ${text}`);
    return this.#judge({ stage, host: this.#hop.name, errorCode: code, errorText: text, ...(reply && { reply }) });
  }

  #judge(trouble: Trouble): DeliveryStatus {
    return classify(trouble, this.#clock.now(), this.nextHop);
  }
}

function all({ recipients }: Transaction, status: DeliveryStatus): Map<string, DeliveryStatus> {
  return new Map(recipients.map(({ address }) => [address, status]));
}

function closedBy(socket: Socket): string {
  return socket.readableEnded || socket.errored !== null ? 'closed: by the remote host' : 'closed: by us';
}
