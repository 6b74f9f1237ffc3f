/**
 * Plays a dialogue with an SMTP server over a real socket, so that tests read as sessions do:
 *
 *     C: EHLO client.test      we say this, and CRLF
 *     C| one\ntwo              we say this as it stands: \r \n \0 \t \xNN
 *     S: 250 *                 the next line of the server; * is anything
 *     S: ...                   lines of the server up to one that fits what comes next
 *     -- tls                   we begin TLS
 *     -- closed                the server closes
 *     -- hang up               we do
 */
import assert from 'node:assert/strict';
import { connect as connectTcp, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { connect as connectTls } from 'node:tls';

export interface Address {
  readonly port: number;
  readonly host?: string;
  /** Address we come from. */
  readonly from?: string;
  /** PEM: trusted, and TLS from the first octet where `secure`. */
  readonly ca?: string;
  readonly secure?: boolean;
}

const over = Symbol('closed');
const opened = new WeakMap<object, Socket[]>();

/** For a server that waits for its sessions when it is closed: what this test opened is closed first. */
export function hangUpAll(t: Pick<TestContext, 'after'>): void {
  for (const socket of opened.get(t)?.splice(0) ?? []) socket.destroy();
}

export class Client {
  readonly #address: Address;
  #socket: Socket;
  #lines: AsyncIterator<string, undefined>;

  private constructor(address: Address, socket: Socket) {
    this.#address = address;
    this.#socket = socket;
    this.#lines = linesOf(socket);
  }

  static connect(t: Pick<TestContext, 'after'>, address: Address): Client {
    const { port, host = '127.0.0.1', from, secure, ca } = address;
    const tcp = connectTcp({ port, host, ...(from !== undefined && { localAddress: from }) });
    tcp.setNoDelay(true);
    if (!opened.has(t)) t.after(() => hangUpAll(t));
    opened.set(t, [...(opened.get(t) ?? []), tcp]);
    tcp.on('error', () => undefined);
    const socket = secure === true ? connectTls({ socket: tcp, servername: 'localhost', ca }) : tcp;
    socket.on('error', () => undefined);
    return new Client(address, socket);
  }

  get socket(): Socket {
    return this.#socket;
  }

  write(octets: string): void {
    this.#socket.write(Buffer.from(octets, 'latin1'));
  }

  async line(): Promise<string | typeof over> {
    const next: IteratorResult<string, undefined> = await this.#lines.next();
    return next.done === true ? over : next.value;
  }

  /** The whole reply, its lines joined by newlines; what came before the end when the server closes. */
  async reply(): Promise<string> {
    const lines: string[] = [];
    for (;;) {
      const next = await this.line();
      if (next === over) return lines.join('\n');
      lines.push(next);
      if (/^\d{3}(?: |$)/.test(next)) return lines.join('\n');
    }
  }

  async say(text: string): Promise<string> {
    this.#socket.write(`${text}\r\n`);
    return this.reply();
  }

  /** After the greeting. */
  async greet(): Promise<string> {
    await this.reply();
    return this.say('EHLO client.test');
  }

  /** A whole transaction; the reply to the content. */
  async send(content: string, to = ['bob@there.test']): Promise<string> {
    await this.say('MAIL FROM:<ann@here.test>');
    for (const address of to) await this.say(`RCPT TO:<${address}>`);
    await this.say('DATA');
    return this.say(`${content}\r\n.`);
  }

  async secure(): Promise<void> {
    this.#socket.removeAllListeners('data');
    const { ca } = this.#address;
    const socket = connectTls({ socket: this.#socket, servername: 'localhost', ca });
    socket.on('error', () => undefined);
    await new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', resolve);
      socket.once('error', reject);
    });
    this.#socket = socket;
    this.#lines = linesOf(socket);
  }
}

function linesOf(socket: Socket): AsyncIterator<string, undefined> {
  return createInterface({ input: socket })[Symbol.asyncIterator]();
}

/** Plays it to its end; resolves to the client, whose session goes on. */
export async function dialogue(t: Pick<TestContext, 'after'>, address: Address, script: string): Promise<Client> {
  const client = Client.connect(t, address);
  await goOn(client, script);
  return client;
}

export async function goOn(client: Client, script: string): Promise<void> {
  const steps = script
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  let skipping = false;
  for (const step of steps) {
    const [, mark = '', text = ''] = /^(C:|C\||S:|--) ?(.*)$/.exec(step) ?? [];
    if (mark === 'S:' && text === '...') skipping = true;
    else {
      await play(client, { mark, text, skipping, step });
      skipping = false;
    }
  }
}

interface Step {
  readonly mark: string;
  readonly text: string;
  readonly skipping: boolean;
  readonly step: string;
}

async function play(client: Client, { mark, text, skipping, step }: Step): Promise<void> {
  if (mark === 'C:') client.write(Buffer.from(`${text}\r\n`, 'utf8').toString('latin1'));
  else if (mark === 'C|') client.write(unescaped(text));
  else if (mark === 'S:') await hear(client, text, skipping);
  else if (text === 'tls') await client.secure();
  else if (text === 'hang up') client.socket.destroy();
  else if (text === 'closed') assert.equal(await client.line(), over, 'the server said more');
  else throw new Error(`no step: ${step}`);
}

async function hear(client: Client, text: string, skipping: boolean): Promise<void> {
  const fits = new RegExp(`^${text.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`);
  for (;;) {
    const line = await client.line();
    assert.ok(line !== over, `the server closed instead of: ${text}`);
    if (fits.test(line)) return;
    assert.ok(skipping, `the server said ${JSON.stringify(line)}, not ${JSON.stringify(text)}`);
  }
}

function unescaped(text: string): string {
  const plain: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t', '0': '\0', '\\': '\\' };
  return text.replace(/\\(?:x([0-9a-f]{2})|([rnt0\\]))/gi, (_, hex?: string, letter?: string) =>
    hex === undefined ? (plain[letter ?? ''] ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
