/**
 * Fetches the MTA-STS policy of a domain (RFC 8461 §3.3): over HTTPS from `mta-sts.<domain>` alone, its certificate good for that name, no
 * redirection followed, a minute and 64 KiB at most. Goes through the same door as mail (connection), and only for domains that
 * mail may leave for. Resolves to the text, or rejects with why not.
 */
import { request, type IncomingMessage } from 'node:http';
import { connect as connectTls, rootCertificates, type TLSSocket } from 'node:tls';
import { errorText, type Clock, type Resolver } from '../ports';
import { openConnection } from './connection';

export interface FetchPorts {
  readonly clock: Clock;
  readonly resolver: Resolver;
  /** 443 but in tests. */
  readonly httpsPort?: number | undefined;
  /** One more authority that is trusted, in PEM. */
  readonly authority?: string | undefined;
}

const wholeMs = 60_000;
const longest = 64 * 1024;

export async function fetchPolicy(domain: string, ports: FetchPorts): Promise<string> {
  const host = `mta-sts.${domain}`;
  const socket = await openTls(host, ports);
  return new Promise((resolve, reject) => {
    const late = ports.clock.after(wholeMs, () => socket.destroy(new Error('it took longer than a minute')));
    const over = (end: () => void): void => {
      late();
      socket.destroy();
      end();
    };
    const failed = (error: unknown): void =>
      over(() => reject(error instanceof Error ? error : new Error(String(error))));
    socket.on('error', failed);
    const path = '/.well-known/mta-sts.txt';
    const asked = request({ createConnection: () => socket, host, path, headers: { host, connection: 'close' } });
    asked.on('error', failed);
    asked.on('response', (response) => {
      bodyOf(response).then((text) => over(() => resolve(text)), failed);
    });
    asked.end();
  });
}

async function openTls(host: string, { clock, resolver, httpsPort = 443, authority }: FetchPorts): Promise<TLSSocket> {
  const recorder = { record: () => undefined, stage: () => undefined };
  const target = { host, port: httpsPort, mayLeave: true, connectMs: wholeMs };
  const connected = await openConnection(target, { clock, resolver, recorder });
  if (connected.kind !== 'connected')
    throw new Error(connected.kind === 'trouble' ? (connected.trouble.errorText ?? 'no connection') : connected.kind);
  return connectTls({
    socket: connected.socket,
    servername: host,
    ALPNProtocols: ['http/1.1'],
    ...(authority !== undefined && { ca: [...rootCertificates, authority] }),
  });
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  if (response.statusCode !== 200) throw new Error(`it answers ${response.statusCode ?? 'nothing'}, not 200`);
  const type = response.headers['content-type'] ?? '';
  if (!/^text\/plain\b/i.test(type)) throw new Error(`it is ${type === '' ? 'of no type' : type}, not text/plain`);
  const pieces: Buffer[] = [];
  let octets = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    octets += piece.length;
    if (octets > longest) throw new Error(`it has more than ${longest} octets`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** In words for the transcript. */
export function whyNot(domain: string, error: unknown): string {
  return `the policy at https://mta-sts.${domain} can't be had: ${errorText(error)}`;
}
