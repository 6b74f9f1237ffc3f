/**
 * Listens to nodemailer's transaction log and turns it into transcript lines and stages. Credentials are masked here, before anything
 * reaches a recorder: whatever is said between AUTH and its final reply is shown as `********`. Content is one line with its size.
 */
import { format } from 'node:util';
import type { Stage } from '../mailroot/envelope';
import type { Recorder } from './connection';

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
  MAIL: 'mail',
  RCPT: 'rcpt',
  DATA: 'data',
};

/** Hears nothing: what is said on a connection while no message has it. */
export const deaf: Recorder = { record: () => undefined, stage: () => undefined };

export class Dialogue {
  /** Of the message that has the connection now. */
  recorder: Recorder;
  readonly #onUpgraded: () => string;
  readonly #asked: Stage[] = ['greeting'];
  #answered: Stage = 'greeting';
  #authenticating = false;
  #isSilent = true;

  /** `onUpgraded` describes the TLS session once it is up: protocol and cipher. */
  constructor(recorder: Recorder, onUpgraded: () => string) {
    this.recorder = recorder;
    this.#onUpgraded = onUpgraded;
  }

  /** The oldest command that still waits for its reply (they may be pipelined, replies come in order), else the last one answered. */
  get stage(): Stage {
    return this.#asked[0] ?? this.#answered;
  }

  /** A transaction begins. */
  begin(): void {
    this.#isSilent = true;
  }

  /** The host has said nothing since the transaction began. */
  get isSilent(): boolean {
    return this.#isSilent;
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
      this.#asked.push('data');
    }
    if (entry['tnx'] === 'smtp' && text.includes('upgraded with STARTTLS')) {
      this.recorder.record('*', `tls: ${this.#onUpgraded()}`);
    }
  }

  #client(text: string): void {
    const verb = /^[a-z]+/i.exec(text)?.[0].toUpperCase() ?? '';
    const stage = stageOf[verb];
    if (verb === 'AUTH') this.#authenticating = true;
    if (stage !== undefined && !(this.#authenticating && verb !== 'AUTH')) {
      this.#asked.push(stage);
      this.recorder.stage(this.stage);
    }
    this.recorder.record('>', this.#authenticating ? masked(text) : text);
  }

  #server(text: string): void {
    this.#isSilent = false;
    const between = text.startsWith('3') && this.#authenticating;
    if (!between) this.#authenticating = false;
    this.recorder.record('<', text);
    this.#answered = this.#asked.shift() ?? this.#answered;
    if (this.#asked.length > 0) this.recorder.stage(this.stage);
  }
}

/** `AUTH PLAIN AGFib...` becomes `AUTH PLAIN ********`; an answer to a challenge is masked whole. */
function masked(text: string): string {
  const method = /^AUTH\s+[A-Za-z0-9-]+/i.exec(text)?.[0];
  if (method === undefined) return '********';
  return method === text.trim() ? method : `${method} ********`;
}
