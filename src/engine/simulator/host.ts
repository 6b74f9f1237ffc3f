/**
 * A simulated host that listens on loopback: takes connections and lets a session meet each. Closing it ends all of them. A socket that
 * breaks is told to nobody: that is what sockets of faulty hosts do.
 */
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { errorText, type Log } from '../ports';
import { Session, type HostTerms, type SessionPorts } from './session';

export const loopback = '127.0.0.1';

export interface Host {
  readonly port: number;
  close(): Promise<void>;
}

export async function openHost(terms: HostTerms, ports: SessionPorts, log: Log): Promise<Host> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
    new Session(socket, terms, ports).run().catch((error: unknown) => {
      log.warn(`Simulator: a session of ${terms.name} broke off: ${errorText(error)}`);
      socket.destroy();
    });
  });
  await listening(server);
  server.on('error', (error) => log.warn(`Simulator: ${errorText(error)}`));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, loopback, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
