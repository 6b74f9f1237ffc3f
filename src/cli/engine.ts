/**
 * The engine that runs on a MailRoot, if one does, as the verbs need it: ask, listen, notice its end. Finding and connecting is
 * engine/client's. An engine that is being ended at this moment counts as none.
 */
import { createConnection, type Socket } from 'node:net';
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from 'vscode-jsonrpc/node';
import { isAlive, readLock } from '../engine/mailroot/lock';
import type { MailRoot } from '../engine/mailroot/layout';
import type { Method, Outcome, Requests } from '../engine/protocol';
import { CliError, exit } from './exit';

export interface Engine {
  request<M extends Method>(method: M, params: Requests[M]['params']): Promise<Requests[M]['result']>;
  onOutcome(listener: (outcome: Outcome) => void): void;
  /** Resolves when the connection is over, from either side. */
  readonly closed: Promise<void>;
  close(): void;
}

/** Undefined when none runs here. */
export async function findEngine(mailRoot: MailRoot): Promise<Engine | undefined> {
  const lock = await readLock(mailRoot);
  if (lock === undefined || !(await isAlive(mailRoot, lock, Date.now()))) return undefined;
  const socket = await open(lock.socket);
  if (socket === undefined) return undefined;
  const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
  const closed = new Promise<void>((resolve) => connection.onClose(() => resolve()));
  connection.listen();
  const engine: Engine = {
    request: (method, params) => connection.sendRequest(method, params),
    onOutcome: (listener) => connection.onNotification('outcome', listener),
    closed,
    close: () => socket.end(),
  };
  await engine.request('hello', { client: 'cli', pid: process.pid });
  return engine;
}

function open(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection(path, () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });
}

/** Says `what` can't be done without one. */
export async function needEngine(mailRoot: MailRoot, what: string): Promise<Engine> {
  const engine = await findEngine(mailRoot);
  if (engine !== undefined) return engine;
  throw new CliError(
    exit.unavailable,
    `No engine runs on ${mailRoot.root}: ${what}. Start one with "mailroot serve ${mailRoot.root}", or open the folder in VS Code.`,
  );
}
