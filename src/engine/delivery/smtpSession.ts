/**
 * A session that is ready for MAIL: one transaction after another, each said to the recorder of its message, then QUIT or a rest. Returns a
 * status per recipient, whatever happens, and never rejects.
 */
import type { DeliveryStatus } from '../mailroot/envelope';
import type { Outgoing } from '../message/outgoing';
import { parseReply } from './classify';
import type { Recorder } from './connection';
import { deaf } from './dialogue';
import type { Line } from './line';
import { commandStage, offered, replyOf } from './smtpConnection';
import { parametersFor, unfit, wireEnvelope, type Transaction } from './transaction';

export type Statuses = ReadonlyMap<string, DeliveryStatus>;

export class SmtpSession {
  readonly #line: Line;
  /** The last transaction was given up: the host still has its envelope. */
  #unfinished = false;
  #transactions = 0;
  #octets = 0;

  constructor(line: Line) {
    this.#line = line;
  }

  get address(): string {
    return this.#line.address;
  }

  get facts(): Line['facts'] {
    return this.#line.facts;
  }

  /** Resolves when the connection is over, whoever ended it. */
  get ended(): Promise<void> {
    return this.#line.ended;
  }

  get isOver(): boolean {
    return this.#line.isOver;
  }

  /** Transactions begun so far. */
  get transactions(): number {
    return this.#transactions;
  }

  /** Octets of content sent so far. */
  get octets(): number {
    return this.#octets;
  }

  /**
   * One status per recipient address. All recipients of a transaction share the DSN parameters of the first. `stale` says that a session
   * that had been idle was gone before the host answered MAIL: nothing was sent, another session may take the message.
   */
  async transact(
    transaction: Transaction,
    outgoing: Outgoing,
    { recorder, deadlineMs }: { recorder: Recorder; deadlineMs: number },
  ): Promise<Statuses | 'stale'> {
    const again = this.#transactions > 0;
    this.#transactions += 1;
    this.#line.dialogue.recorder = recorder;
    const offers = offered(this.#line.connection);
    const refusal = unfit(transaction, outgoing, {
      host: this.#line.hop.name,
      offers,
      secure: this.#line.connection.secure,
    });
    if (refusal !== undefined) {
      const at = this.#line.now();
      return all(transaction, { action: 'failed', at, stage: 'mail', nextHop: this.#line.nextHop, ...refusal });
    }
    this.#line.parameters = parametersFor(transaction, outgoing, offers);
    this.#line.patience.allow(deadlineMs);
    if (this.#unfinished) await this.#reset();
    this.#unfinished = true;
    const { error, response, rejected } = await this.#send(transaction, outgoing);
    this.#line.patience.allow(undefined);
    if (response !== undefined) {
      this.#unfinished = false;
      this.#octets += outgoing.content.length;
      return new Map([...all(transaction, this.#accepted(response)), ...this.#refused(rejected)]);
    }
    if (again && this.#wasIdleTooLong(error)) return 'stale';
    const stage = commandStage(error) ?? this.#line.dialogue.stage;
    const status = this.#line.judge(this.#line.troubleOf(error, stage));
    // Pipelined, RCPT is refused behind a MAIL that was (503): what was said to MAIL is what counts.
    const refused = stage === 'mail' ? [] : this.#refused(rejected);
    return new Map([...all(transaction, status), ...refused]);
  }

  /** Closed while nobody looked, or said 421 to the first thing it heard: that host is not down, that connection was. */
  #wasIdleTooLong(error: unknown): boolean {
    if (this.#line.isOver && this.#line.dialogue.isSilent) return true;
    return commandStage(error) === 'mail' && replyOf(error).reply?.code === 421;
  }

  #reset(): Promise<void> {
    // A host that can't even do this is met again at MAIL.
    return new Promise((resolve) => {
      const done = (): void => {
        this.#line.connection.off('end', done);
        resolve();
      };
      this.#line.connection.once('end', done);
      this.#line.connection.reset(done);
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
      this.#line.dialogue.begin();
      const failed = (error: unknown): void => resolve({ error, rejected: rejected() });
      // Closed by us in the middle, there is no error; else the error comes right behind the end.
      const over = (): void => void this.#line.ended.then(() => failed(new Error('the connection was closed')));
      this.#line.connection.once('error', failed);
      this.#line.connection.once('end', over);
      this.#line.connection.send(envelope, outgoing.content, (error, info) => {
        this.#line.connection.off('error', failed);
        this.#line.connection.off('end', over);
        if (error === null) resolve({ response: info.response, rejected: rejected() });
        else failed(error);
      });
    });
  }

  /** Says QUIT and waits for nobody. The reply is not recorded: the message it was said behind is done. */
  quit(): void {
    const { recorder } = this.#line.dialogue;
    const over = this.#line.isOver;
    const closed = this.#line.closing;
    if (!over) this.#line.connection.quit();
    recorder.record('*', closed);
    this.#line.dialogue.recorder = deaf;
  }

  /** Lets go of the message it was used for, and stays open. */
  keep(): void {
    this.#line.dialogue.recorder.record('*', 'kept: open for the next message');
    this.#line.dialogue.recorder = deaf;
  }

  /** Ends without waiting for the reply to QUIT, or for anything else. */
  close(): void {
    this.#line.connection.close();
  }

  #accepted(response: string): DeliveryStatus {
    const reply = parseReply(response) ?? { code: 250, text: response };
    const dsn = offered(this.#line.connection).extensions.includes('DSN') ? ({ dsn: 'handed-on' } as const) : {};
    return { action: 'relayed', at: this.#line.now(), nextHop: this.#line.nextHop, reply, ...dsn };
  }

  /** Recipients that were refused at RCPT, each with its own reply. */
  #refused(errors: readonly unknown[]): Map<string, DeliveryStatus> {
    const statuses = new Map<string, DeliveryStatus>();
    for (const error of errors) {
      const { recipient, reply } = replyOf(error);
      if (recipient !== undefined && reply !== undefined) {
        statuses.set(recipient, this.#line.judge({ stage: 'rcpt', host: this.#line.hop.name, reply }));
      }
    }
    return statuses;
  }
}

function all({ recipients }: Transaction, status: DeliveryStatus): Map<string, DeliveryStatus> {
  return new Map(recipients.map(({ address }) => [address, status]));
}
