/**
 * Listens to nodemailer's transaction log and turns it into transcript lines and stages. Credentials are masked here, before anything
 * reaches a recorder: whatever is said between AUTH and its final reply is shown as `********`. Content is one line with its size.
 */
import { format } from 'node:util';
import type { Stage } from '../mailroot/envelope';
import type { Witness } from '../ports';
import type { Recorder } from './connection';
import type { Awaited } from './patience';

/** The part of a bunyan-like logger that nodemailer calls. */
export interface TransactionLogger {
  trace(...entry: unknown[]): void;
  debug(...entry: unknown[]): void;
  info(...entry: unknown[]): void;
  warn(...entry: unknown[]): void;
  error(...entry: unknown[]): void;
  fatal(...entry: unknown[]): void;
}

const stageOf: Readonly<Record<string, Stage>> = {
  EHLO: 'ehlo',
  HELO: 'ehlo',
  STARTTLS: 'tls',
  AUTH: 'auth',
  RSET: 'mail',
  MAIL: 'mail',
  RCPT: 'rcpt',
  DATA: 'data',
};

/** Hears nothing: what is said on a connection while no message has it. */
export const deaf: Recorder = { record: () => undefined, stage: () => undefined };

export interface DialoguePorts {
  /** TLS is up: its protocol and cipher, and the certificate shown. */
  readonly onSecured: () => { readonly tls: string; readonly certificate: string };
  /** Whose turn it is changed, and with it what is waited for. */
  readonly onTurn: (awaited: Awaited) => void;
  /** Hears the whole session, whichever message has it. */
  readonly witness?: Witness | undefined;
}

export class Dialogue {
  /** Of the message that has the connection now. */
  recorder: Recorder;
  readonly #ports: DialoguePorts;
  readonly #asked: Stage[] = ['greeting'];
  #answered: Stage = 'greeting';
  #authenticating = false;
  #content: 'none' | 'going' | 'sent' = 'none';
  #isSilent = true;

  constructor(recorder: Recorder, ports: DialoguePorts) {
    this.recorder = recorder;
    this.#ports = ports;
  }

  /** The oldest command that still waits for its reply (they may be pipelined, replies come in order), else the last one answered. */
  get stage(): Stage {
    return this.#asked[0] ?? this.#answered;
  }

  /** A transaction begins. */
  begin(): void {
    this.#isSilent = true;
    this.#content = 'none';
  }

  /** The host has said nothing since the transaction began. */
  get isSilent(): boolean {
    return this.#isSilent;
  }

  /** The whole content went out, and nothing came back yet. */
  get isContentSent(): boolean {
    return this.#content === 'sent';
  }

  get awaited(): Awaited {
    if (this.#content !== 'none') return this.#content === 'going' ? 'block' : 'end';
    const [first] = this.#asked;
    if (first === undefined) return 'idle';
    return first === 'greeting' || first === 'data' ? first : 'command';
  }

  logger(): TransactionLogger {
    const hear = (...entry: unknown[]): void => this.#hear(entry);
    return { trace: hear, debug: hear, info: hear, warn: hear, error: hear, fatal: hear };
  }

  #hear([about, message, ...rest]: unknown[]): void {
    const entry = typeof about === 'object' && about !== null ? (about as Record<string, unknown>) : {};
    const text = format(message, ...rest);
    if (entry['tnx'] === 'client') this.#client(text);
    if (entry['tnx'] === 'server') this.#server(text);
    if (entry['tnx'] === 'message' && typeof entry['outByteCount'] === 'number') {
      this.recorder.record('*', `content: ${entry['outByteCount']} octets`);
      this.#ports.witness?.content(entry['outByteCount']);
      this.#asked.push('data');
      this.#content = 'sent';
    }
    if (/upgraded with STARTTLS|^Secure connection established/.test(text)) this.#secured();
    this.#ports.onTurn(this.awaited);
  }

  #secured(): void {
    const { tls, certificate } = this.#ports.onSecured();
    this.recorder.record('*', `tls: ${tls}`);
    this.recorder.record('*', `certificate: ${certificate}`);
    if (this.#asked[0] === 'tls') this.#shift();
  }

  #client(text: string): void {
    const verb = /^[a-z]+/i.exec(text)?.[0].toUpperCase() ?? '';
    const stage = stageOf[verb];
    if (verb === 'AUTH') this.#authenticating = true;
    if (stage !== undefined && !(this.#authenticating && verb !== 'AUTH')) {
      this.#asked.push(stage);
      this.recorder.stage(this.stage);
    }
    const safe = this.#authenticating ? masked(text) : text;
    this.recorder.record('>', safe);
    this.#ports.witness?.said(safe);
  }

  #server(text: string): void {
    this.#isSilent = false;
    this.recorder.record('<', text);
    this.#ports.witness?.heard(text);
    // A challenge of AUTH is answered before it is over, and behind the 220 to STARTTLS comes the handshake.
    if (text.startsWith('3') && this.#authenticating) return;
    if (text.startsWith('220') && this.#asked[0] === 'tls') return;
    this.#authenticating = false;
    const isGoAhead = this.#asked[0] === 'data' && this.#content === 'none' && /^[23]/.test(text);
    this.#content = isGoAhead ? 'going' : 'none';
    this.#shift();
    if (this.#asked.length > 0) this.recorder.stage(this.stage);
  }

  #shift(): void {
    this.#answered = this.#asked.shift() ?? this.#answered;
  }
}

/** `AUTH PLAIN AGFib...` becomes `AUTH PLAIN ********`; an answer to a challenge is masked whole. */
function masked(text: string): string {
  const method = /^AUTH\s+[A-Za-z0-9-]+/i.exec(text)?.[0];
  if (method === undefined) return '********';
  return method === text.trim() ? method : `${method} ********`;
}
