/**
 * smtp-server with its traps taken out (smtpServer/connection), for the listener and the simulator. A guard may stand beside each
 * session; without one the server is tolerant. Opens sockets only when told to listen.
 */
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { Connection, type ConnectionPorts } from './smtpServer/connection';
import { lookingOn } from './smtpServer/guard';

/** A refusal with its reply code; `enhanced` stands in front of the text. */
export function refusal(code: number, enhanced: string, text: string): Error {
  return Object.assign(new Error(`${enhanced} ${text}`), { responseCode: code });
}

const lenient: ConnectionPorts = { now: () => 0, guard: () => lookingOn, patience: 'library' };

/** A server that is told how to speak; not yet listening. */
export function createSmtpServer(options: SMTPServerOptions, ports: ConnectionPorts = lenient): SMTPServer {
  const spoken = {
    disableReverseLookup: true,
    hideENHANCEDSTATUSCODES: false,
    hideDSN: false,
    hideREQUIRETLS: false,
    ...options,
  };
  return new Server(spoken, ports);
}

class Server extends SMTPServer {
  readonly #ports: ConnectionPorts;

  constructor(options: SMTPServerOptions, ports: ConnectionPorts) {
    super(options);
    this.#ports = ports;
  }

  override connect(...[socket, options]: Parameters<SMTPServer['connect']>): void {
    const connection = new Connection(this, socket, { options: options ?? null, ports: this.#ports });
    this.connections.add(connection);
    connection.on('error', (error: Error) => this._onError(error));
    connection.init();
  }
}

/** Starts to listen; resolves to the port. Rejects with the socket's error, such as EADDRINUSE. */
export function listen(server: SMTPServer, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      const address = server.server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** Ends it: sessions get a moment to finish, then they are closed. */
export function close(server: SMTPServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
