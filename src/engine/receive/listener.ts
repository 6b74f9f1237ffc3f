/**
 * The SMTP listener: what programs under development speak to, in clear with STARTTLS and, if wanted, TLS from the first octet. A taken
 * port means the next free one. Leaves the sessions to the room, and what they may to the terms.
 */
import type { SMTPServer } from 'smtp-server';
import { errorCode } from '../ports';
import type { TlsPair } from '../mailroot/tlsFiles';
import { listen } from '../smtpServer';
import { Room, type RoomPorts } from './room';

export interface ListenerSettings {
  readonly host: string;
  /** Tried first; 0 takes any. */
  readonly port: number;
  /** TLS from the first octet (RFC 8314); undefined is none. */
  readonly tlsPort?: number | undefined;
  readonly fqdn: string;
  /** Without one there is no STARTTLS. */
  readonly tls?: TlsPair | undefined;
}

export interface Listener {
  readonly host: string;
  readonly port: number;
  readonly tlsPort?: number;
  /** New sessions get this certificate. */
  present(tls: TlsPair): void;
  /** Announces the limits as they are now. */
  refresh(): void;
  close(): Promise<void>;
}

/** How many ports after the wanted one are tried before any free one is taken. */
const neighbours = 50;

export async function startListener(settings: ListenerSettings, ports: RoomPorts): Promise<Listener> {
  const room = new Room(ports, settings.fqdn);
  const { host, port, tlsPort } = settings;
  try {
    const plain = room.server({ ...settings, secure: false });
    const listening = await listenNearby(plain, { host, port });
    const secure = tlsPort === undefined ? undefined : room.server({ ...settings, secure: true });
    const secured = secure === undefined ? undefined : await listenNearby(secure, { host, port: tlsPort ?? 0 });
    return {
      host,
      port: listening,
      ...(secured !== undefined && { tlsPort: secured }),
      present: (tls) => room.servers.forEach((server) => server.updateSecureContext(tls)),
      refresh: () => room.refresh(),
      close: () => room.close(),
    };
  } catch (error) {
    await room.close();
    throw error;
  }
}

async function listenNearby(server: SMTPServer, { host, port }: { host: string; port: number }): Promise<number> {
  for (let wanted = port; wanted > 0 && wanted <= Math.min(port + neighbours, 65_535); wanted++) {
    try {
      return await listen(server, host, wanted);
    } catch (error) {
      if (errorCode(error) !== 'EADDRINUSE' && errorCode(error) !== 'EACCES') throw error;
    }
  }
  return listen(server, host, 0);
}
