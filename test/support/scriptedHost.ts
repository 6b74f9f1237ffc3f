/**
 * A remote host that says exactly what a test tells it, over a real socket, right or wrong: for what no decent SMTP server would do.
 * The script sees one line at a time and answers with lines; `hangUp` breaks the connection, `undefined` is silence.
 */
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { TLSSocket } from 'node:tls';

export const hangUp = Symbol('hang up');
export type Answer = string | typeof hangUp | undefined;

export interface Script {
  /** Default: `220 remote.test ESMTP`. A function is told which connection it is, from 1. */
  readonly greeting?: Answer | ((connection: number) => Answer);
  /** Keywords of EHLO, one a line. */
  readonly offers?: readonly string[];
  /** Answers a command line of its choice; what it does not answer with `next` gets the polite reply. */
  readonly on?: (line: string, next: () => Answer) => Answer;
  /** Reply to the whole content. Default `250 2.0.0 OK`. */
  readonly atEnd?: Answer | (() => Answer);
  /** For STARTTLS; without it the handshake meets silence. */
  /** TLS comes before the greeting. */
  readonly implicitTls?: boolean;
  /** Says 354 and then reads nothing more. */
  readonly stopsReading?: boolean;
  readonly certificate?: { readonly key: string; readonly cert: string };
}

export interface ScriptedHost {
  readonly port: number;
  /** Command lines heard, of all connections; content is not among them. */
  readonly heard: readonly string[];
  /** Contents as they came over the wire, dot-stuffed, without the final dot. */
  readonly contents: readonly string[];
  readonly connections: () => number;
  /** Breaks all connections. */
  readonly hangUp: () => void;
  /** Connections open now. */
  readonly open: () => number;
  /** Resolves when so many connections are open; waits for events of the sockets, never for time. */
  readonly untilOpen: (count: number) => Promise<void>;
}

export async function scriptedHost(t: Pick<TestContext, 'after'>, script: Script = {}): Promise<ScriptedHost> {
  const heard: string[] = [];
  const contents: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let watching: { count: number; resolve: () => void }[] = [];
  const changed = (): void => {
    const met = watching.filter(({ count }) => count === sockets.size);
    watching = watching.filter((each) => !met.includes(each));
    for (const { resolve } of met) resolve();
  };
  const untilOpen = (count: number): Promise<void> =>
    new Promise((resolve) => {
      watching.push({ count, resolve });
      changed();
    });
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    changed();
    socket.once('close', () => {
      sockets.delete(socket);
      changed();
    });
    socket.on('error', () => undefined);
    const session = { script, heard, contents, number: connections };
    if (script.implicitTls === true) greetSecurely(socket, session);
    else converse(socket, session);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port,
    hangUp: breakAll,
    heard,
    contents,
    connections: () => connections,
    open: () => sockets.size,
    untilOpen,
  };
}

interface Session {
  readonly script: Script;
  readonly heard: string[];
  readonly contents: string[];
  readonly number: number;
}

function converse(socket: Socket, session: Session): void {
  const { script, heard, contents } = session;
  let buffered = '';
  let content: string | undefined;
  const say = (answer: Answer): void => {
    if (answer === hangUp) socket.destroy();
    else if (answer !== undefined) socket.write(`${answer}\r\n`);
  };
  const hearLine = (line: string): void => {
    if (content !== undefined) {
      if (line === '.') {
        contents.push(content);
        content = undefined;
        const { atEnd } = script;
        say(typeof atEnd === 'function' ? atEnd() : 'atEnd' in script ? atEnd : '250 2.0.0 OK');
      } else content += `${line}\r\n`;
      return;
    }
    heard.push(line);
    const answer = script.on === undefined ? polite(line, script) : script.on(line, () => polite(line, script));
    if (typeof answer === 'string' && answer.startsWith('354')) content = '';
    if (content !== undefined && script.stopsReading === true) socket.pause();
    say(answer);
    if (line === 'QUIT') socket.end();
    if (line === 'STARTTLS' && typeof answer === 'string' && answer.startsWith('220')) upgrade(socket, session);
  };
  socket.on('data', (chunk: Buffer) => {
    buffered += chunk.toString('latin1');
    for (let end = buffered.indexOf('\r\n'); end >= 0; end = buffered.indexOf('\r\n')) {
      const line = buffered.slice(0, end);
      buffered = buffered.slice(end + 2);
      hearLine(line);
    }
  });
  if (!(socket instanceof TLSSocket)) say(greetingOf(session));
}

function greetSecurely(socket: Socket, session: Session): void {
  const secure = new TLSSocket(socket, { isServer: true, ...session.script.certificate });
  secure.on('error', () => undefined);
  converse(secure, session);
  secure.write(`${String(greetingOf(session))}\r\n`);
}

function greetingOf({ script, number }: Session): Answer {
  if (!('greeting' in script)) return '220 remote.test ESMTP';
  return typeof script.greeting === 'function' ? script.greeting(number) : script.greeting;
}

function upgrade(socket: Socket, session: Session): void {
  socket.removeAllListeners('data');
  const { certificate } = session.script;
  if (certificate === undefined) return;
  const secure = new TLSSocket(socket, { isServer: true, ...certificate });
  secure.on('error', () => undefined);
  converse(secure, session);
}

function polite(line: string, { offers = [] }: Script): Answer {
  const verb = line.split(' ')[0]?.toUpperCase();
  if (verb === 'EHLO')
    return ['remote.test', ...offers].map((word, i) => `250${i < offers.length ? '-' : ' '}${word}`).join('\r\n');
  if (verb === 'DATA') return '354 Go on';
  if (verb === 'STARTTLS') return '220 2.0.0 Ready';
  return verb === 'QUIT' ? '221 2.0.0 Bye' : '250 2.0.0 OK';
}
