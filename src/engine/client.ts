/**
 * How the editor and the command line reach an engine: find it by the lock of the MailRoot and speak to it, or start one.
 * Nobody there is an answer (undefined), not an error. Needs no vscode. A started engine stands on its own: it outlives us.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { connect as connectSocket, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import {
  createMessageConnection,
  SocketMessageReader,
  SocketMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import type { MailRoot } from './mailroot/layout';
import { readLock } from './mailroot/lock';
import type {
  EngineGreeting,
  EngineStart,
  EngineStatus,
  Hello,
  Method,
  NotificationName,
  Notifications,
  Requests,
} from './protocol';

export interface EngineClient {
  /** As it was when we connected. */
  readonly status: EngineStatus;
  /** Rejects when the engine refuses (its sentence) or is gone. */
  request<M extends Method>(method: M, params: Requests[M]['params']): Promise<Requests[M]['result']>;
  /** Returns how to stop listening. */
  on<N extends NotificationName>(name: N, hear: (value: Notifications[N]) => void): () => void;
  /** The engine went away, or we closed. Called once, also when it has happened already. */
  onClose(hear: () => void): void;
  close(): void;
}

/** Connects to the engine that holds the lock; undefined when there is none or it does not answer. */
export async function connectEngine(mailRoot: MailRoot, hello: Hello): Promise<EngineClient | undefined> {
  const lock = await readLock(mailRoot);
  const socket = lock === undefined ? undefined : await opened(lock.socket);
  if (socket === undefined) return undefined;
  const connection = createMessageConnection(readerOf(socket), new SocketMessageWriter(socket));
  connection.onError(() => socket.destroy());
  connection.listen();
  const gone = new Promise<undefined>((resolve) => socket.once('close', () => resolve(undefined)));
  const greeted = ask(connection, 'hello', hello).catch(() => undefined);
  const status = await Promise.race([greeted, gone]);
  if (status === undefined) {
    socket.destroy();
    return undefined;
  }
  return asClient({ socket, connection, status, gone });
}

/** Without the library's timer for half a message: it is set anew for ever when the other side dies in the middle of one, and keeps us from ending. */
function readerOf(socket: Socket): SocketMessageReader {
  const reader = new SocketMessageReader(socket);
  reader.partialMessageTimeout = 0;
  return reader;
}

/** Whether anybody listens on a control socket, be it an engine that is too busy to speak. */
export async function isListening(path: string): Promise<boolean> {
  const socket = await opened(path);
  socket?.destroy();
  return socket !== undefined;
}

function opened(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connectSocket(path);
    socket.once('connect', () => {
      socket.on('error', () => socket.destroy());
      resolve(socket);
    });
    socket.once('error', () => resolve(undefined));
  });
}

/** A connection that is over throws at once; here that is a rejection as any other. */
async function ask<M extends Method>(
  connection: MessageConnection,
  method: M,
  params: Requests[M]['params'],
): Promise<Requests[M]['result']> {
  return connection.sendRequest<Requests[M]['result']>(method, params);
}

interface Line {
  readonly socket: Socket;
  readonly connection: MessageConnection;
  readonly status: EngineStatus;
  readonly gone: Promise<undefined>;
}

function asClient({ socket, connection, status, gone }: Line): EngineClient {
  const left = gone.then(() => {
    connection.dispose();
    throw new Error('The engine went away before it answered.');
  });
  left.catch(() => undefined);
  return {
    status,
    request: (method, params) => Promise.race([left, ask(connection, method, params)]),
    on<N extends NotificationName>(name: N, hear: (value: Notifications[N]) => void) {
      const listening = connection.onNotification(name, hear);
      return () => listening.dispose();
    },
    onClose: (hear) => void gone.then(hear),
    close: () => socket.end(() => socket.destroy()),
  };
}

export interface EngineProcess {
  /** A Node (or Electron as Node) executable. */
  readonly command: string;
  /** Arguments in front of the engine's path, such as a loader in tests. */
  readonly execArgv?: readonly string[];
  readonly enginePath: string;
  readonly start: EngineStart;
  /** Each line the engine logs, and at the end of a start that failed whatever it still said. */
  readonly onLog?: (line: string) => void;
  /** False keeps it a child that ends with our terminal (`mailroot serve`). */
  readonly detached?: boolean;
}

/** Starts an engine and waits for its greeting. An engine that ends without one is `refused`. */
export async function startEngine(
  options: EngineProcess,
): Promise<{ greeting: EngineGreeting; process: ChildProcess }> {
  const { start, command, execArgv = [], enginePath, detached = true } = options;
  const child = spawn(command, [...execArgv, enginePath, start.mailRoot, '--lifetime', start.lifetime], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', UV_THREADPOOL_SIZE: '16' },
    detached,
    windowsHide: true,
  });
  child.stdin.on('error', () => undefined);
  const { config, secrets } = start;
  child.stdin.end(`${JSON.stringify({ ...config, ...(secrets && { secrets }) })}\n`);
  createInterface({ input: child.stderr }).on('line', (line) => options.onLog?.(line));
  const greeting = await greetingOf(child);
  if (detached) letGo(child);
  return { greeting, process: child };
}

function greetingOf(child: ChildProcess): Promise<EngineGreeting> {
  return new Promise((resolve) => {
    const failed = (text: string): void => resolve({ kind: 'refused', reason: 'error', text });
    child.once('error', (error) => failed(`The engine could not be started: ${error.message}`));
    child.once('close', (code, signal) =>
      failed(`The engine ended at once (${signal ?? `code ${code ?? '?'}`}); see its log.`),
    );
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).once('line', (line) => {
      const greeting = parseGreeting(line);
      if (greeting === undefined) failed(`The engine did not greet but said: ${line}`);
      else resolve(greeting);
    });
  });
}

function parseGreeting(line: string): EngineGreeting | undefined {
  try {
    const raw = JSON.parse(line) as Partial<EngineGreeting> | null;
    return raw?.kind === 'ready' || raw?.kind === 'refused' ? (raw as EngineGreeting) : undefined;
  } catch {
    return undefined;
  }
}

/** Our own process may end while the engine runs on; until then we go on reading its log. */
function letGo(child: ChildProcess): void {
  child.unref();
  for (const pipe of [child.stdout, child.stderr, child.stdin]) {
    if (pipe !== null && 'unref' in pipe && typeof pipe.unref === 'function') (pipe as unknown as Socket).unref();
  }
}
