/**
 * The engine's control socket: JSON-RPC (protocol.ts) over a Unix socket that only this user may open, or a named pipe on Windows.
 * A client that talks rubbish is cut off; one that does not read gets no more live news until it does, so that it costs no memory.
 * Leaves what the sentences mean to its handlers.
 */
import { createHash } from 'node:crypto';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import {
  createMessageConnection,
  ResponseError,
  SocketMessageReader,
  SocketMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { errorText, type Log } from './ports';
import type { MailRoot } from './mailroot/layout';
import type { Hello, Method, NotificationName, Notifications, Requests } from './protocol';

export type Handlers = {
  readonly [M in Method]: (params: Requests[M]['params']) => Promise<Requests[M]['result']>;
};

export interface ControlOptions {
  readonly mailRoot: MailRoot;
  readonly handlers: Handlers;
  readonly onClientsChanged: (vscodeClients: number, all: number) => void;
  readonly log: Log;
}

export interface Control {
  readonly socket: string;
  broadcast<N extends NotificationName>(name: N, value: Notifications[N]): void;
  close(): Promise<void>;
}

/** More than this unread by a client, and it hears no more live news until it has caught up. */
const maxBacklogOctets = 1_000_000;

export async function openControl(options: ControlOptions): Promise<Control> {
  const path = await socketPath(options.mailRoot);
  const clients = new Clients(options);
  const server = createServer((socket) => clients.welcome(socket));
  await listen(server, path);
  server.on('error', (error) => options.log.warn(`Control socket: ${errorText(error)}`));
  return {
    socket: path,
    broadcast: (name, value) => clients.broadcast(name, value),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      clients.closeAll();
      await closed;
      if (process.platform !== 'win32') await rm(path, { force: true });
    },
  };
}

/** Short, since a Unix socket's path may have no more than about 104 octets; in a folder that only this user may enter. */
async function socketPath(mailRoot: MailRoot): Promise<string> {
  const name = `${createHash('sha256').update(mailRoot.root).digest('hex').slice(0, 12)}-${process.pid}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\mailroot-${name}`;
  const folder = join(tmpdir(), `mailroot-${userInfo().uid}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const path = join(folder, `${name}.sock`);
  await rm(path, { force: true });
  return path;
}

/** Whether anybody listens there, be it an engine that is too busy to speak. */
export function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

async function listen(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
  if (process.platform !== 'win32') await chmod(path, 0o600);
}

interface Client {
  readonly socket: Socket;
  readonly connection: MessageConnection;
  /** Undefined until it said hello. */
  kind: Hello['client'] | undefined;
  /** Octets of live news on their way to it. */
  backlog: number;
}

class Clients {
  readonly #options: ControlOptions;
  readonly #all = new Set<Client>();

  constructor(options: ControlOptions) {
    this.#options = options;
  }

  welcome(socket: Socket): void {
    const reader = new SocketMessageReader(socket);
    // Its timer for half a message would outlive a client that died in the middle of one (client.ts).
    reader.partialMessageTimeout = 0;
    const connection = createMessageConnection(reader, new SocketMessageWriter(socket));
    const client: Client = { socket, connection, kind: undefined, backlog: 0 };
    this.#all.add(client);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      this.#all.delete(client);
      connection.dispose();
      this.#counted();
    });
    connection.onError(([error]) => {
      this.#options.log.warn(`A client of the control socket was cut off: ${errorText(error)}`);
      socket.destroy();
    });
    this.#answer(client);
    connection.listen();
  }

  #answer(client: Client): void {
    const { handlers } = this.#options;
    for (const method of Object.keys(handlers) as Method[]) {
      client.connection.onRequest(method, async (params: unknown) => {
        if (method === 'hello') this.#introduced(client, params as Hello);
        const handler = handlers[method] as (params: unknown) => Promise<unknown>;
        return handler(params).catch((error: unknown) => new ResponseError(1, errorText(error)));
      });
    }
  }

  #introduced(client: Client, hello: Hello): void {
    client.kind = hello.client;
    this.#counted();
  }

  #counted(): void {
    const vscodeClients = [...this.#all].filter(({ kind }) => kind === 'vscode').length;
    this.#options.onClientsChanged(vscodeClients, this.#all.size);
  }

  broadcast<N extends NotificationName>(name: N, value: Notifications[N]): void {
    if (this.#all.size === 0) return;
    const octets = JSON.stringify(value).length;
    for (const client of this.#all) {
      if (client.kind === undefined || client.backlog > maxBacklogOctets) continue;
      client.backlog += octets;
      client.connection.sendNotification(name, value).then(
        () => (client.backlog -= octets),
        () => client.socket.destroy(),
      );
    }
  }

  closeAll(): void {
    for (const { socket } of this.#all) socket.end(() => socket.destroy());
  }
}
