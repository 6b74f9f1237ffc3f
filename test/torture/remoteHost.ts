/**
 * A remote host that remembers, message by message and recipient by recipient, what it took and what it refused: the truth that a spool
 * is measured by. A recipient `r2.m7@...` is the class `r2` of the message `m7`; how a class fares is set by the test at any time.
 */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export const moods = [
  'takes',
  'delays',
  'refuses',
  'delays the content',
  'refuses the content',
  'hangs up in the content',
  'takes, and hangs up without a reply',
  'hangs up at once',
] as const;
export type Mood = (typeof moods)[number];

/** What the host knows of one recipient of one message. */
export interface Truth {
  /** Times it said 250 to the content, or would have, had it not hung up. */
  taken: number;
  /** Of these, how often the reply was never sent. */
  unanswered: number;
  /** It said 5xx. */
  refused: boolean;
}

/** One recipient served once. */
export interface Delivery {
  readonly address: string;
  /** The queue id that the content names in its first Received field: a message that was handed in twice has two. */
  readonly id: string;
  /** Which of the engines brought it, counted from 1. */
  readonly engine: number;
  /** Whether 250 was said to it. */
  readonly isAnswered: boolean;
}

export class RemoteHost {
  readonly truths = new Map<string, Truth>();
  /** In the order in which they came. */
  readonly deliveries: Delivery[] = [];
  readonly #moods = new Map<string, Mood>();
  #server: Server | undefined;
  #sockets = new Set<Socket>();
  #engine = 0;

  set(group: string, mood: Mood): void {
    this.#moods.set(group, mood);
  }

  truth(address: string): Truth {
    const known = this.truths.get(address) ?? { taken: 0, unanswered: 0, refused: false };
    this.truths.set(address, known);
    return known;
  }

  moodOf(address: string): Mood {
    return this.#moods.get(address.split('.')[0] ?? '') ?? 'takes';
  }

  /** Listens on a new port; who spoke on the old one is cut off, as by the end of its process. */
  async renew(): Promise<number> {
    await this.close();
    this.#engine += 1;
    const engine = this.#engine;
    const server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      socket.on('error', () => undefined);
      converse(socket, this, (delivery) => this.deliveries.push({ ...delivery, engine }));
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  /** At once: nothing is heard any more. */
  cutOff(): void {
    for (const socket of this.#sockets) {
      socket.removeAllListeners('data');
      socket.destroy();
    }
    this.#server?.close();
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    this.cutOff();
    await new Promise((resolve) => server.close(resolve));
  }
}

type Delivered = (delivery: Omit<Delivery, 'engine'>) => void;

/** One connection. Line by line; a content is one chunk of lines up to the dot. */
function converse(socket: Socket, host: RemoteHost, delivered: Delivered): void {
  let buffered = '';
  let recipients: string[] = [];
  let inContent = false;
  let id: string | undefined;
  const say = (line: string): void => void socket.write(`${line}\r\n`);
  const hear = (line: string): void => {
    if (inContent) {
      id ??= /\bid ([\w-]+);/.exec(line)?.[1];
      if (line !== '.') return;
      inContent = false;
      const reply = contentReply(recipients, host, (served) => delivered({ ...served, id: id ?? 'unknown' }));
      recipients = [];
      if (reply === undefined) socket.destroy();
      else say(reply);
      return;
    }
    const [verb = '', argument = ''] = line.split(/ |:/);
    if (verb.toUpperCase() === 'RCPT') {
      const address = /<(.*?)>/.exec(line)?.[1] ?? '';
      const reply = recipientReply(address, host);
      if (reply.startsWith('250')) recipients.push(address);
      if (reply === '') socket.destroy();
      else say(reply);
    } else if (verb.toUpperCase() === 'DATA') {
      if (recipients.some((each) => host.moodOf(each) === 'hangs up in the content')) socket.destroy();
      inContent = true;
      id = undefined;
      say('354 go on');
    } else if (verb.toUpperCase() === 'QUIT') socket.end('221 bye\r\n');
    else {
      if (verb.toUpperCase() === 'RSET' || verb.toUpperCase() === 'MAIL') recipients = [];
      say(verb.toUpperCase() === 'EHLO' ? `250-remote.test greets ${argument}\r\n250 PIPELINING` : '250 2.0.0 OK');
    }
  };
  socket.on('data', (chunk: Buffer) => {
    buffered += chunk.toString('latin1');
    for (let end = buffered.indexOf('\r\n'); end >= 0 && !socket.destroyed; end = buffered.indexOf('\r\n')) {
      const line = buffered.slice(0, end);
      buffered = buffered.slice(end + 2);
      hear(line);
    }
  });
  say('220 remote.test ESMTP');
}

/** Empty: hang up. */
function recipientReply(address: string, host: RemoteHost): string {
  switch (host.moodOf(address)) {
    case 'delays':
      return '451 4.7.1 later';
    case 'refuses':
      host.truth(address).refused = true;
      return '550 5.1.1 no such user';
    case 'hangs up at once':
      return '';
    case 'takes':
    case 'delays the content':
    case 'refuses the content':
    case 'hangs up in the content':
    case 'takes, and hangs up without a reply':
      return '250 2.1.5 fine';
  }
}

/** The worst mood among the recipients decides for all: one content, one reply. Undefined: hang up. */
function contentReply(
  recipients: readonly string[],
  host: RemoteHost,
  delivered: (served: Pick<Delivery, 'address' | 'isAnswered'>) => void,
): string | undefined {
  const all = recipients.map((each) => host.moodOf(each));
  if (all.includes('delays the content')) return '452 4.3.1 no room';
  if (all.includes('refuses the content')) {
    for (const each of recipients) host.truth(each).refused = true;
    return '554 5.7.1 not this';
  }
  const unanswered = all.includes('takes, and hangs up without a reply');
  for (const each of recipients) {
    const truth = host.truth(each);
    truth.taken += 1;
    if (unanswered) truth.unanswered += 1;
    delivered({ address: each, isAnswered: !unanswered });
  }
  return unanswered ? undefined : '250 2.0.0 taken';
}
