/**
 * One session of smtp-server with its traps taken out: it greets at once, its own parser reads (wire, content), a reply that begins with
 * an enhanced status code keeps it, and a reply to a content is given at the end of the content, never before. A guard sees every line
 * and may refuse. What the commands do is the library's.
 */
import type { SMTPServer, SMTPServerDataStream } from 'smtp-server';
import { SMTPConnection, type SMTPConnectionOptions } from 'smtp-server/lib/smtp-connection';
import type { Content } from './content';
import type { Guard, Refusal } from './guard';
import { parsePath } from './path';
import { tolerant } from './rules';
import { Wire, type CommandLine, type WirePorts } from './wire';

export interface ConnectionPorts {
  /** Epoch ms. */
  readonly now: () => number;
  readonly guard: (connection: Connection) => Guard;
  /** Who ends a session that says nothing: the library after a minute, or somebody outside by what `waiting` says. */
  readonly patience: 'library' | 'outside';
}

type Socket = ConstructorParameters<typeof SMTPConnection>[1];
type Parsed = Exclude<ReturnType<SMTPConnection['_parseAddressCommand']>, false>;
type Resume = () => void;

/** Commands of sendmail's past: here they are no commands. */
const unknownHere = new Set(['WIZ', 'SHELL', 'KILL', 'XCLIENT', 'XFORWARD', 'LHLO']);

export class Connection extends SMTPConnection {
  readonly #ports: ConnectionPorts;
  readonly #guard: Guard;
  #content: Content | undefined;
  #parsed: Parsed | undefined;
  #farewell = false;

  constructor(
    server: SMTPServer,
    socket: Socket,
    more: { options: SMTPConnectionOptions | null; ports: ConnectionPorts },
  ) {
    super(server, socket, more.options);
    this.#ports = more.ports;
    this._parser = this.#wire();
    this.#guard = more.ports.guard(this);
  }

  /** What the session waits for and since when (epoch ms); a client that does not read its replies counts as one that says nothing. */
  waiting(): { readonly awaited: Wire['awaited'] | 'reading'; readonly since: number; readonly heardAt: number } {
    const wire = this._parser instanceof Wire ? this._parser : undefined;
    if (wire === undefined || this._closing) return { awaited: 'us', since: 0, heardAt: 0 };
    const { since, heardAt } = wire.times;
    if (this._upgrading) return { awaited: 'rest of a command', since, heardAt };
    const stuck = wire.awaited === 'us' && this._socket.writableNeedDrain;
    return { awaited: stuck ? 'reading' : wire.awaited, since, heardAt };
  }

  /** Says a last reply and closes; a content that is coming in is given up. */
  cut(last: Refusal): void {
    this.#content?.abandon(last.text);
    this.refuse({ ...last, close: true });
  }

  refuse({ code, enhanced, text, close }: Refusal): void {
    this.send(code, `${enhanced} ${text}`);
    if (close === true && !this._closing) this.close();
  }

  override init(): void {
    this._socket.allowHalfOpen = true;
    this._setListeners(() => this.connectionReady());
  }

  /** The library makes its first parser before we are whole; ours takes its place at once. */
  override _createParser(): Wire {
    return #ports in this ? this.#wire() : new Wire(unread);
  }

  #wire(): Wire {
    return new Wire({
      rules: () => this.#guard.rules(),
      now: this.#ports.now,
      hear: (line, resume) => this.#hear(line, resume),
      ended: () => this.#saidAll(),
    });
  }

  /**
   * A client may close its side behind QUIT and still wait for its replies: Exim sends its last dot, QUIT and FIN in one go, and would send
   * the message again without its 250.
   */
  #saidAll(): void {
    if (this._closing || this._upgrading) return;
    this.#content?.abandon(goneInContent);
    this.close();
  }

  #hear(line: CommandLine, resume: Resume): void {
    // Plaintext behind STARTTLS, or anything behind the end: nobody answers it.
    if (this._upgrading || this._closing) {
      resume();
      return;
    }
    const secret = this._nextHandler !== false;
    const verb = secret ? '' : (/^[^\s]*/.exec(line.bytes.toString('latin1'))?.[0] ?? '').toUpperCase();
    const refused = this.#guard.heard({ ...line, verb, secret }) ?? this.#unknown(verb);
    if (refused === undefined) {
      this._unrecognizedCommands = 0;
      this._onCommand(line.bytes, resume);
      return;
    }
    if (secret) this._nextHandler = false;
    this.refuse(refused);
    this._whenWritable(resume);
  }

  #unknown(verb: string): Refusal | undefined {
    if (!unknownHere.has(verb)) return undefined;
    return { code: 500, enhanced: '5.5.2', text: 'Error: command not recognized' };
  }

  override send(code: number, data?: string | string[] | null, context?: string | false): void {
    const payload = this.#payload(code, data, context);
    if (code >= 400) this.session.error = payload;
    if (!this._upgrading && this._socket.writable) this._socket.write(`${payload}\r\n`);
    const more = this.#guard.said(code, payload);
    if (code === 421) this.close();
    else if (more !== undefined && !this.#farewell) {
      this.#farewell = true;
      this.refuse(more);
    }
  }

  /** Line breaks are ours alone: a control character in a text could forge a reply. */
  #payload(code: number, data: string | string[] | null | undefined, context?: string | false): string {
    const lines = Array.isArray(data) ? data.filter((line) => !this.#guard.conceals(line)) : [data ?? ''];
    const own = /^[245]\.\d{1,3}\.\d{1,3} /.test(lines[0] ?? '');
    const enhanced = own ? '' : this._getEnhancedStatusCode(code, context);
    return lines
      .map((line, i) => {
        const text = [enhanced, line.replace(/\p{Cc}/gu, ' ')].filter((part) => part !== '').join(' ');
        const between = i < lines.length - 1 ? '-' : ' ';
        return text === '' && code !== 334 ? String(code) : `${code}${between}${text}`;
      })
      .join('\r\n');
  }

  override handler_MAIL(command: Buffer, resume: Resume): void {
    if (this.#parse('MAIL FROM', command)) super.handler_MAIL(command, resume);
    else resume();
  }

  override handler_RCPT(command: Buffer, resume: Resume): void {
    if (this.#parse('RCPT TO', command)) super.handler_RCPT(command, resume);
    else resume();
  }

  #parse(verb: 'MAIL FROM' | 'RCPT TO', command: Buffer): boolean {
    const found = parsePath(verb, command.toString('utf8'));
    if (found.kind === 'path') {
      const any = Object.keys(found.parameters).length > 0;
      this.#parsed = { address: found.address, args: any ? { ...found.parameters } : false };
      return true;
    }
    const code = found.kind === 'syntax' ? 501 : found.code;
    const enhanced = found.kind === 'syntax' ? (verb === 'MAIL FROM' ? '5.1.7' : '5.1.3') : '5.5.4';
    this.refuse({ code, enhanced, text: found.text });
    return false;
  }

  override _parseAddressCommand(): Parsed | false {
    return this.#parsed ?? false;
  }

  override handler_HELP(_command: Buffer, resume: Resume): void {
    this.send(214, helpLines);
    resume();
  }

  override handler_VRFY(command: Buffer, resume: Resume): void {
    if (/^VRFY\s+\S/i.test(command.toString('latin1')))
      this.send(252, '2.5.2 Cannot verify a user, but will take mail and see (RFC 5321 section 3.5.3)');
    else this.send(501, '5.5.4 It is written VRFY address');
    resume();
  }

  override handler_DATA(_command: Buffer, resume: Resume): void {
    const wire = this._parser;
    if (!(wire instanceof Wire) || this.session.envelope.rcptTo.length === 0) {
      this.send(503, 'Error: need RCPT command');
      resume();
      return;
    }
    const transaction = new Transaction(this, wire, this.#guard);
    this.#content = transaction.content;
    this.#guard.contentBegins();
    // The library's type is that of its own pass-through; whoever reads it needs a Readable.
    const stream = transaction.content.stream as unknown as SMTPServerDataStream;
    this._server.onData(stream, this.session, (error, text) => transaction.judged(error ?? undefined, text));
    this.send(354, 'End data with <CR><LF>.<CR><LF>');
    resume();
  }

  /** The content is whole: that the client goes away now harms it no more. */
  contentIsIn(): void {
    this.#content = undefined;
  }

  /** The transaction has its reply: the next one may begin. */
  concluded(wire: Wire): void {
    this._transactionCounter += 1;
    this._resetSession();
    this._whenWritable(() => wire.resumeCommands());
  }

  override _armTimeout(socket?: Parameters<SMTPConnection['_armTimeout']>[0]): void {
    if (this.#ports.patience === 'library') super._armTimeout(socket);
  }

  override upgrade(callback: () => void, secureCallback?: () => void): void {
    // Who goes in the middle of the handshake is gone.
    this._socket.allowHalfOpen = false;
    super.upgrade(callback, () => {
      this._socket.allowHalfOpen = true;
      this.#guard.secured();
      secureCallback?.();
    });
  }

  override _onError(error: Error & { code?: string | undefined }): void {
    this.#guard.failed(error.message);
    super._onError(error);
  }

  override _onClose(): void {
    const first = !this._closed;
    this.#content?.abandon(goneInContent);
    super._onClose();
    if (first) this.#guard.closed();
  }
}

const goneInContent = 'The client went away before the message was whole';

/** Of the parser that is replaced before it reads. */
const unread: WirePorts = { rules: () => tolerant, now: () => 0, hear: (_line, resume) => resume() };

const helpLines = [
  '2.0.0 This is MailRoot. It knows EHLO HELO MAIL RCPT DATA RSET NOOP VRFY HELP STARTTLS AUTH QUIT',
  '2.0.0 RFC 5321 tells how they are used',
];

/** From DATA to its reply: two things must have happened, the end of the content and the judgement of who takes it. */
class Transaction {
  readonly content: Content;
  readonly #connection: Connection;
  readonly #wire: Wire;
  readonly #guard: Guard;
  #verdict: { error: (Error & { responseCode?: number }) | undefined; text: unknown } | undefined;
  #refused: Refusal | undefined;
  #ended = false;

  constructor(connection: Connection, wire: Wire, guard: Guard) {
    this.#connection = connection;
    this.#wire = wire;
    this.#guard = guard;
    this.content = wire.beginContent(() => this.#end());
  }

  judged(error: (Error & { responseCode?: number }) | undefined, text: unknown): void {
    this.#verdict ??= { error, text };
    // Whoever refuses may have read nothing of it: the rest is read to its end all the same, and thrown away.
    if (error !== undefined) this.content.abandon(error.message);
    this.#conclude();
  }

  #end(): void {
    const { octets, flaw } = this.content;
    this.#connection.contentIsIn();
    this.#refused = this.#guard.contentEnded(octets, flaw);
    this.#ended = true;
    this.#conclude();
  }

  #conclude(): void {
    if (!this.#ended || this.#verdict === undefined) return;
    const { error, text } = this.#verdict;
    if (this.#refused !== undefined) this.#connection.refuse(this.#refused);
    else if (error !== undefined) this.#connection.send(error.responseCode ?? 451, error.message);
    else this.#connection.send(250, typeof text === 'string' ? text : 'OK: message queued', 'DATA_OK');
    this.#connection.concluded(this.#wire);
  }
}
