/**
 * The wire of one SMTP session: nodemailer's connection over an open socket, what is said on it, how long we wait for it, and how what breaks
 * becomes a trouble. Opening it properly is smtpClient's, sending over it is session's.
 */
import type { Socket } from 'node:net';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { DeliveryStatus } from '../mailroot/envelope';
import type { Witness } from '../ports';
import { certificateLine } from './certificates';
import { classify, type Trouble } from './classify';
import type { Connected, Recorder } from './connection';
import { Dialogue } from './dialogue';
import { timeoutsOf, type NextHop } from './hop';
import type { LoginPorts } from './login';
import { Patience } from './patience';
import {
  addParameters,
  explainError,
  greetWithHelo,
  originalCode,
  replyOf,
  securityOf,
  socketOf,
} from './smtpConnection';

/** Who hears every session with a remote host. */
export interface WitnessPort {
  readonly witness?: ((remote: { readonly address: string; readonly port: number }) => Witness) | undefined;
}

export interface LineOptions {
  readonly ports: Pick<LoginPorts, 'clock'> & WitnessPort & { readonly fqdn: string };
  readonly recorder: Recorder;
  /** Those of nodemailer for TLS. */
  readonly tls: ConstructorParameters<typeof SMTPConnection>[0];
}

/** The longest that Node's timers can wait. */
const forever = 2 ** 31 - 1;

export class Line {
  readonly hop: NextHop;
  readonly address: string;
  readonly dialogue: Dialogue;
  readonly patience: Patience;
  readonly connection: SMTPConnection;
  /** Resolves when the connection is over, whoever ended it. */
  readonly ended: Promise<void>;
  /** Put behind MAIL and RCPT. */
  parameters = (command: string): string => command;
  readonly #ports: LineOptions['ports'];
  readonly #socket: Socket;
  #isOver = false;

  constructor(hop: NextHop, { socket, address }: Extract<Connected, { kind: 'connected' }>, options: LineOptions) {
    const { ports, recorder, tls } = options;
    this.hop = hop;
    this.address = address;
    this.#ports = ports;
    this.#socket = socket;
    this.patience = new Patience(ports.clock, timeoutsOf(hop), () => socketOf(this.connection) ?? socket);
    const witness = ports.witness?.({ address, port: hop.port });
    this.dialogue = new Dialogue(recorder, {
      witness,
      onSecured: () => this.facts ?? { tls: 'unknown', certificate: 'unknown' },
      onTurn: (awaited) => this.patience.expect(this.#isOver ? 'idle' : awaited),
    });
    this.connection = new SMTPConnection({
      connection: socket,
      host: hop.host,
      port: hop.port,
      name: ports.fqdn,
      logger: this.dialogue.logger(),
      transactionLog: true,
      // Patience is ours.
      connectionTimeout: forever,
      greetingTimeout: forever,
      socketTimeout: forever,
      ...tls,
    });
    if (hop.helo === true) greetWithHelo(this.connection);
    addParameters(this.connection, (command) => this.parameters(command));
    this.ended = new Promise((resolve) => {
      this.connection.once('end', () => {
        this.#isOver = true;
        this.patience.stop();
        witness?.ended();
        resolve();
      });
    });
  }

  /** `host [address]:port`, as statuses have it. */
  get nextHop(): string {
    return `${this.hop.name} [${this.address}]:${this.hop.port}`;
  }

  get isOver(): boolean {
    return this.#isOver || this.#socket.destroyed;
  }

  /** The facts of TLS as the transcript has them, or undefined without TLS. */
  get facts(): { readonly tls: string; readonly certificate: string } | undefined {
    const security = securityOf(this.connection);
    return security && { tls: security.tls, certificate: certificateLine(security.shown) };
  }

  /** Who closed it, or is about to. */
  get closing(): string {
    const byRemote = this.#socket.readableEnded || this.#socket.errored !== null;
    return byRemote ? 'closed: by the remote host' : 'closed: by us';
  }

  now(): number {
    return this.#ports.clock.now();
  }

  troubleOf(error: unknown, stage: Trouble['stage']): Trouble {
    const { reply } = replyOf(error);
    const errorText = explainError(error);
    if (reply === undefined) this.dialogue.recorder.record('*', `error: ${errorText}`);
    const contentSent = this.dialogue.isContentSent;
    return {
      stage,
      host: this.hop.name,
      errorCode: originalCode(error),
      errorText,
      ...(reply && { reply }),
      ...(contentSent && { contentSent }),
    };
  }

  judge(trouble: Trouble): DeliveryStatus {
    return classify(trouble, this.now(), this.nextHop);
  }
}
