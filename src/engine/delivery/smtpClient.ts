/**
 * One SMTP session with a next hop: connect, greet, TLS as the policy says, one transaction, QUIT. Every line goes to the recorder.
 * Returns a status per recipient, whatever happens; never rejects and never retries (but an opportunistic TLS that fails is followed by
 * one session without). Judging replies is classify's, when to try again is the queue's. Speaks through nodemailer's smtp-connection.
 */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { errorCode, errorText, type Clock, type Resolver } from '../ports';
import type { DeliveryStatus, Notify, Reply } from '../mailroot/envelope';
import { classify, parseReply, type Trouble } from './classify';
import { openConnection, type Connected, type Recorder } from './connection';
import { Dialogue } from './dialogue';
import { defaultTimeouts, heldBack, type HopTls, type NextHop, type Timeouts } from './hop';

export type { Recorder } from './connection';

export interface Rcpt {
  readonly address: string;
  readonly notify?: readonly Notify[] | undefined;
  readonly orcpt?: string | undefined;
}

export interface Transaction {
  /** `''` is the null reverse-path. */
  readonly reversePath: string;
  readonly recipients: readonly Rcpt[];
  readonly ret?: 'FULL' | 'HDRS';
  readonly envid?: string;
  /** As it goes on the wire, CRLF, not dot-stuffed. */
  readonly content: Buffer;
  /** The content has octets above 127. */
  readonly eightBit: boolean;
}

export interface ClientPorts {
  readonly clock: Clock;
  readonly resolver: Resolver;
  readonly fqdn: string;
}

export interface ClientIo {
  readonly ports: ClientPorts;
  readonly recorder: Recorder;
}

type Statuses = ReadonlyMap<string, DeliveryStatus>;

/** One status per recipient address. All recipients of a transaction share the DSN parameters of the first. */
export async function deliver(hop: NextHop, transaction: Transaction, io: ClientIo): Promise<Statuses> {
  const session = new Session(hop, transaction, io);
  const first = await session.run(hop.tls);
  if (first !== 'tls-failed') return first;
  io.recorder.record('*', 'note: TLS failed and its policy is opportunistic: once more without');
  const second = await session.run('off');
  if (second === 'tls-failed') throw new Error('TLS can not fail in a session without TLS');
  return second;
}

class Session {
  readonly #hop: NextHop;
  readonly #transaction: Transaction;
  readonly #io: ClientIo;
  readonly #timeouts: Timeouts;
  #nextHop: string;

  constructor(hop: NextHop, transaction: Transaction, io: ClientIo) {
    this.#hop = hop;
    this.#transaction = transaction;
    this.#io = io;
    this.#timeouts = { ...defaultTimeouts, ...hop.timeouts };
    this.#nextHop = `${hop.name}:${hop.port}`;
  }

  async run(tls: HopTls): Promise<Statuses | 'tls-failed'> {
    const { clock, resolver } = this.#io.ports;
    const { recorder } = this.#io;
    const { host, port, mayLeave } = this.#hop;
    const target = { host, port, mayLeave, connectMs: this.#timeouts.connectMs };
    const connected = await openConnection(target, { clock, resolver, recorder });
    if (connected.kind === 'held-back') return this.#all(heldBack(this.#hop, connected.address, clock.now()));
    if (connected.kind === 'trouble') return this.#all(this.#judge(connected.trouble));
    this.#nextHop = `${this.#hop.name} [${connected.address}]:${port}`;
    return this.#converse(connected, tls);
  }

  async #converse(
    { socket }: Extract<Connected, { kind: 'connected' }>,
    tls: HopTls,
  ): Promise<Statuses | 'tls-failed'> {
    const { recorder } = this.#io;
    recorder.stage('greeting');
    const dialogue: Dialogue = new Dialogue(recorder, () => tlsFacts(connection));
    const connection = new SMTPConnection({
      connection: socket,
      host: this.#hop.host,
      port: this.#hop.port,
      name: this.#io.ports.fqdn,
      logger: dialogue.logger(),
      transactionLog: true,
      connectionTimeout: this.#timeouts.greetingMs + this.#timeouts.commandMs,
      greetingTimeout: this.#timeouts.greetingMs,
      socketTimeout: this.#timeouts.commandMs,
      ...tlsOptions(tls),
    });
    const ended = new Promise<void>((resolve) => connection.once('end', resolve));
    const failure = await opened(connection);
    if (failure !== undefined) {
      await ended;
      recorder.record('*', closedBy(socket));
      const inTls = errorCode(failure) === 'ETLS' || dialogue.stage === 'tls';
      if (tls === 'opportunistic' && inTls) return 'tls-failed';
      return this.#failed(failure, inTls ? 'tls' : dialogue.stage);
    }
    const statuses = this.#unfit(connection) ?? (await this.#send(connection, dialogue));
    const closed = closedBy(socket);
    connection.quit();
    await ended;
    recorder.record('*', closed);
    return statuses;
  }

  /** What the remote said in EHLO rules this message out: nothing is sent. */
  #unfit(connection: SMTPConnection): Statuses | undefined {
    const { content, eightBit, reversePath, recipients } = this.#transaction;
    const offers = offered(connection);
    const limit = offers.size;
    if (limit > 0 && content.length > limit) {
      const text = `The message has ${content.length} octets; ${this.#hop.name} takes no more than ${limit}.`;
      return this.#all(this.#refusal({ category: 'size', status: '5.3.4', text }));
    }
    if (eightBit && !offers.extensions.includes('8BITMIME')) {
      const text = `The message has 8-bit content, which ${this.#hop.name} does not take (no 8BITMIME); it is not converted.`;
      return this.#all(this.#refusal({ category: 'content', status: '5.6.3', text }));
    }
    const international = [reversePath, ...recipients.map(({ address }) => address)].some((path) =>
      /[^ -~]/.test(path),
    );
    if (!international || offers.extensions.includes('SMTPUTF8')) return undefined;
    const text = `An address is not ASCII, which ${this.#hop.name} does not take (no SMTPUTF8).`;
    return this.#all(this.#refusal({ category: 'content', status: '5.6.7', text }));
  }

  #refusal(why: Pick<Extract<DeliveryStatus, { action: 'failed' }>, 'category' | 'status' | 'text'>): DeliveryStatus {
    return { action: 'failed', at: this.#io.ports.clock.now(), stage: 'mail', nextHop: this.#nextHop, ...why };
  }

  async #send(connection: SMTPConnection, dialogue: Dialogue): Promise<Statuses> {
    const envelope = this.#envelope();
    const sent = await new Promise<{ error?: unknown; response?: string }>((resolve) => {
      connection.once('error', (error) => resolve({ error }));
      connection.send(envelope, this.#transaction.content, (error, info) => {
        resolve(error === null ? { response: info.response } : { error });
      });
    });
    const refused = this.#refused(envelope);
    const rest =
      sent.response === undefined ? this.#failed(sent.error, dialogue.stage) : this.#all(this.#accepted(sent.response));
    return new Map([...rest, ...refused]);
  }

  /** nodemailer changes the object it is given: a fresh one per send, read again afterwards. */
  #envelope(): Parameters<SMTPConnection['send']>[0] {
    const { reversePath, recipients, content, eightBit, ret, envid } = this.#transaction;
    const [first] = recipients;
    const dsn = {
      ...(ret && { ret }),
      ...(envid !== undefined && { envid }),
      ...(first?.notify && { notify: first.notify.join(',') }),
      ...(first?.orcpt !== undefined && { orcpt: first.orcpt }),
    };
    return {
      from: reversePath === '' ? false : reversePath,
      to: recipients.map(({ address }) => address),
      size: content.length,
      use8BitMime: eightBit,
      ...(Object.keys(dsn).length > 0 && { dsn }),
    };
  }

  /** Recipients that were refused at RCPT, each with its own reply. */
  #refused(envelope: object): Map<string, DeliveryStatus> {
    const errors =
      'rejectedErrors' in envelope && Array.isArray(envelope.rejectedErrors)
        ? (envelope.rejectedErrors as unknown[])
        : [];
    const statuses = new Map<string, DeliveryStatus>();
    for (const error of errors) {
      const { recipient, reply } = replyOf(error);
      if (recipient !== undefined && reply !== undefined) {
        statuses.set(recipient, this.#judge({ stage: 'rcpt', host: this.#hop.name, reply }));
      }
    }
    return statuses;
  }

  #accepted(response: string): DeliveryStatus {
    const reply = parseReply(response) ?? { code: 250, text: response };
    return { action: 'relayed', at: this.#io.ports.clock.now(), nextHop: this.#nextHop, reply };
  }

  #failed(error: unknown, stage: Trouble['stage']): Statuses {
    const { reply } = replyOf(error);
    const code = errorCode(error) ?? '';
    const text = explainError(error);
    if (reply === undefined) this.#io.recorder.record('*', `error: ${text}`);
    return this.#all(
      this.#judge({ stage, host: this.#hop.name, errorCode: code, errorText: text, ...(reply && { reply }) }),
    );
  }

  #judge(trouble: Trouble): DeliveryStatus {
    return classify(trouble, this.#io.ports.clock.now(), this.#nextHop);
  }

  #all(status: DeliveryStatus): Statuses {
    return new Map(this.#transaction.recipients.map(({ address }) => [address, status]));
  }
}

function closedBy(socket: Socket): string {
  return socket.readableEnded || socket.errored !== null ? 'closed: by the remote host' : 'closed: by us';
}

/** Resolves when EHLO (and STARTTLS) are through, or to the error. Later errors of the connection are heard by the send. */
function opened(connection: SMTPConnection): Promise<Error | undefined> {
  return new Promise((resolve) => {
    // Listened to for good: an 'error' event nobody hears would end the process.
    connection.on('error', (error: Error) => resolve(error));
    connection.connect((error) => resolve(error));
  });
}

function tlsOptions(tls: HopTls): ConstructorParameters<typeof SMTPConnection>[0] {
  switch (tls) {
    case 'off':
      return { ignoreTLS: true };
    case 'opportunistic':
      return { opportunisticTLS: true, tls: { rejectUnauthorized: false } };
    case 'required':
      return { requireTLS: true, tls: { rejectUnauthorized: false } };
    case 'verified':
      return { requireTLS: true };
  }
}

function tlsFacts(connection: SMTPConnection): string {
  const socket = connection._socket as Partial<TLSSocket> | false | null;
  if (socket === false || socket === null) return 'unknown';
  return [socket.getProtocol?.(), socket.getCipher?.().standardName].join(' ');
}

/** What EHLO offered: nodemailer keeps it in fields without a public name. */
function offered(connection: SMTPConnection): { extensions: readonly string[]; size: number } {
  const inner = connection as unknown as { _supportedExtensions?: string[]; _maxAllowedSize?: number | false };
  const size = inner._maxAllowedSize;
  return { extensions: inner._supportedExtensions ?? [], size: typeof size === 'number' ? size : 0 };
}

function replyOf(error: unknown): { recipient?: string; reply?: Reply } {
  if (typeof error !== 'object' || error === null) return {};
  const { recipient, response } = error as { recipient?: unknown; response?: unknown };
  const reply = typeof response === 'string' ? parseReply(response) : undefined;
  return { ...(typeof recipient === 'string' && { recipient }), ...(reply && { reply }) };
}

/** Errors of TLS carry what matters in their cause or code; the rest in their message. */
function explainError(error: unknown): string {
  const text = errorText(error);
  const code = (error as { originalCode?: unknown } | undefined)?.originalCode;
  return typeof code === 'string' && !text.includes(code) ? `${text} (${code})` : text;
}
