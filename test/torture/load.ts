/**
 * Mail as programs send it, over SMTP and through Pickup, as fast as one engine takes it, and what they know of each message: handed over
 * and answered with 250, claimed from Pickup, in doubt because the connection broke before the reply, or refused. A message in doubt is
 * sent again, as any decent client does.
 */
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { join } from 'node:path';
import type { EngineClient } from '../../src/engine/client';
import type { MailRoot } from '../../src/engine/mailroot/layout';
import type { Chance } from '../support/powerCut';

export interface Sent {
  readonly name: string;
  readonly how: 'smtp' | 'pickup';
  readonly recipients: readonly string[];
  /** The headers and the body. */
  readonly text: string;
  /** `ours`: the engine's by its own word. */
  state: 'handed' | 'ours' | 'unclear' | 'refused';
  /** Times it was handed over: more than once when a reply was lost. */
  times: number;
}

export interface LoadOptions {
  readonly chance: Chance;
  readonly smtpClients: number;
  readonly pickupWriters: number;
  /** Octets of a body, at most. */
  readonly size: number;
  /** Groups of remote recipients that some messages go to; one with a domain is an address of the simulator. */
  readonly remote: readonly string[];
  /** How likely each of them is among the recipients of one message that goes there; a half when not given. */
  readonly remoteShare?: number;
  /** What a client waits between two messages, ms; as fast as it can when not given. */
  readonly restMs?: number;
}

export class Load {
  readonly sent = new Map<string, Sent>();
  /** Nobody writes into Pickup meanwhile: an engine that stands still would find a disk full of files. */
  isResting = false;
  readonly #options: LoadOptions;
  #made = 0;
  #isOn = false;
  #running: Promise<unknown> = Promise.resolve();

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  /** Loads one engine until it is gone, or until `stop`. */
  start(mailRoot: MailRoot, port: number, client: EngineClient): void {
    this.#isOn = true;
    client.on('progress', ({ pickupFile, stage }) => {
      const file = stage === 'queued' ? this.sent.get(pickupFile?.replace(/\.eml$/, '') ?? '') : undefined;
      if (file !== undefined) file.state = 'ours';
    });
    const clients = Array.from({ length: this.#options.smtpClients }, () => this.#speak(port));
    const writers = Array.from({ length: this.#options.pickupWriters }, () => this.#write(mailRoot, client));
    this.#running = Promise.all([...clients, ...writers]);
  }

  /** Resolves when nobody sends any more. */
  async stop(): Promise<void> {
    this.#isOn = false;
    await this.#running;
  }

  of(state: Sent['state']): Sent[] {
    return [...this.sent.values()].filter((each) => each.state === state);
  }

  /** Files that are no longer in Pickup are the engine's: it was renamed away. */
  missing(mailRoot: MailRoot): void {
    for (const each of this.of('handed')) {
      if (each.how === 'pickup' && !existsSync(join(mailRoot.Pickup, `${each.name}.eml`))) each.state = 'ours';
    }
  }

  #next(how: Sent['how']): Sent {
    const { chance, remote, size, remoteShare = 0.5 } = this.#options;
    const name = `${how === 'smtp' ? 's' : 'p'}${this.#made++}`;
    const far = chance() < 0.5 ? remote.filter(() => chance() < remoteShare) : [];
    const recipients = far.length > 0 ? far.map((each) => addressed(each, name)) : [`l0.${name}@here.test`];
    const body = 'x'
      .repeat(70)
      .concat('\r\n')
      .repeat(Math.floor((chance() * size) / 72));
    const head = `From: ann@here.test\r\nTo: ${recipients.join(', ')}\r\nSubject: ${name}\r\nMessage-ID: <${name}@here.test>`;
    const sent: Sent = {
      name,
      how,
      recipients,
      text: `${head}\r\n\r\n${body}end of ${name}\r\n`,
      state: 'handed',
      times: 0,
    };
    this.sent.set(name, sent);
    return sent;
  }

  async #write(mailRoot: MailRoot, client: EngineClient): Promise<void> {
    const engine = { isGone: false };
    client.onClose(() => (engine.isGone = true));
    while (this.#isOn && !engine.isGone) {
      await rest(this.#options.restMs ?? 5);
      if (this.isResting || !existsSync(mailRoot.Pickup)) continue;
      const file = this.#next('pickup');
      file.times += 1;
      const path = join(mailRoot.Pickup, file.name);
      writeFileSync(`${path}.tmp`, file.text);
      renameSync(`${path}.tmp`, `${path}.eml`);
    }
  }

  /** One client, with one connection after another until the engine is gone. */
  async #speak(port: number): Promise<void> {
    const line = await Line.open(port);
    if (line === undefined) return;
    try {
      await line.ask('EHLO load.test');
      while (this.#isOn) {
        const again = this.of('unclear').find(({ how }) => how === 'smtp');
        const message = again ?? this.#next('smtp');
        message.state = 'handed';
        await this.#deliver(line, message);
        if (this.#options.restMs !== undefined) await rest(this.#options.restMs);
      }
      line.close();
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
    }
  }

  async #deliver(line: Line, message: Sent): Promise<void> {
    try {
      await line.ask('MAIL FROM:<ann@here.test>');
      for (const each of message.recipients) await line.ask(`RCPT TO:<${each}>`);
      await line.ask('DATA');
      message.times += 1;
      message.state = 'unclear';
      const reply = await line.ask(`${message.text}.`);
      message.state = reply.startsWith('250') ? 'ours' : 'refused';
    } catch (error) {
      if (message.state === 'handed') message.state = message.times > 0 ? 'unclear' : 'refused';
      throw error;
    }
  }
}

export function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function addressed(group: string, name: string): string {
  const [local = '', domain] = group.split('@');
  return domain === undefined ? `${group}.${name}@there.test` : `${local}+${name}@${domain}`;
}

class Gone extends Error {}

/** A connection on which one speaks and waits for the reply. */
class Line {
  readonly #socket: Socket;
  #buffered = '';
  #waiting: { resolve: (reply: string) => void; reject: (gone: Gone) => void } | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#hear(chunk.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => this.#waiting?.reject(new Gone()));
  }

  /** Undefined when nobody listens there any more. */
  static async open(port: number): Promise<Line | undefined> {
    const line = new Line(createConnection(port, '127.0.0.1'));
    return line.#reply().then(
      () => line,
      () => undefined,
    );
  }

  ask(text: string): Promise<string> {
    if (this.#socket.destroyed) return Promise.reject(new Gone());
    this.#socket.write(`${text}\r\n`);
    return this.#reply();
  }

  close(): void {
    this.#socket.end('QUIT\r\n');
  }

  #reply(): Promise<string> {
    return new Promise((resolve, reject) => (this.#waiting = { resolve, reject }));
  }

  #hear(text: string): void {
    this.#buffered += text;
    const reply = /^(?:\d{3}-[^\n]*\n)*\d{3}[ \r][^\n]*\n/.exec(this.#buffered)?.[0];
    if (reply === undefined) return;
    this.#buffered = this.#buffered.slice(reply.length);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(reply.split('\r\n').at(-2) ?? '');
  }
}
