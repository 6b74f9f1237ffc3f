/**
 * smtp-server with its traps taken out, for the listener and the simulator: it greets at once instead of after 100 ms, and a reply text
 * that begins with an enhanced status code keeps that code instead of getting a general one in front. Everything else is the library's.
 */
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { SMTPConnection } from 'smtp-server/lib/smtp-connection';

/** A refusal with its reply code; `enhanced` stands in front of the text. */
export function refusal(code: number, enhanced: string, text: string): Error {
  return Object.assign(new Error(`${enhanced} ${text}`), { responseCode: code });
}

/** A server that is told how to speak; not yet listening. */
export function createSmtpServer(options: SMTPServerOptions): SMTPServer {
  patchOnce();
  return new SMTPServer({ disableReverseLookup: true, hideENHANCEDSTATUSCODES: false, hideDSN: false, ...options });
}

/** The parts of a connection that the patches touch; the library keeps them without a public name. */
interface Inner {
  readonly name: string;
  readonly _server: { readonly options: { readonly maxClients?: number }; readonly connections: ReadonlySet<unknown> };
  _setListeners(ready: () => void): void;
  connectionReady(): void;
  send: (this: Inner, ...reply: readonly [code: number, data: unknown, context?: unknown]) => void;
  init(): void;
}

let patched = false;

function patchOnce(): void {
  if (patched) return;
  patched = true;
  const prototype = SMTPConnection.prototype as unknown as Inner;
  const { send } = prototype;
  prototype.init = function init(this: Inner): void {
    this._setListeners(() => {
      const { options, connections } = this._server;
      const limit = options.maxClients ?? 0;
      if (limit > 0 && connections.size > limit)
        this.send(421, `${this.name} Too many connected clients, try again in a moment`, false);
      else this.connectionReady();
    });
  };
  prototype.send = function withOwnCode(code, data, context) {
    const hasOwn = typeof data === 'string' && /^[245]\.\d{1,3}\.\d{1,3} /.test(data);
    send.call(this, code, data, hasOwn ? false : context);
  };
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
