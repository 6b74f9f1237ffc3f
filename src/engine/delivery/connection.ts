/**
 * A TCP connection to a next hop: name to addresses, each tried in order, and the guard that nothing leaves loopback unless the user
 * allowed the domain. Says each step to the recorder. What fails comes back as a trouble; it never rejects.
 */
import { connect as tcpConnect, isIP, type Socket } from 'node:net';
import { errorCode, errorText, type Clock, type Resolver } from '../ports';
import type { Stage } from '../mailroot/envelope';
import type { RtrMark } from '../mailroot/transcript';
import type { Trouble } from './classify';

/** Where the lines and stages of a session go. */
export interface Recorder {
  record(mark: RtrMark, text: string): void;
  stage(stage: Stage): void;
}

export interface Target {
  readonly host: string;
  readonly port: number;
  /** False: only loopback addresses may be connected to. */
  readonly mayLeave: boolean;
  readonly connectMs: number;
}

export type Connected =
  | { readonly kind: 'connected'; readonly socket: Socket; readonly address: string }
  | { readonly kind: 'trouble'; readonly trouble: Trouble }
  /** The guard held it back: `address` is outside loopback and the domain is not allowed. */
  | { readonly kind: 'held-back'; readonly address: string };

export interface ConnectionPorts {
  readonly clock: Clock;
  readonly resolver: Resolver;
  readonly recorder: Recorder;
}

export async function openConnection(target: Target, ports: ConnectionPorts): Promise<Connected> {
  const found = await resolveHost(target.host, ports);
  if (found.kind === 'trouble') return found;
  ports.recorder.stage('connect');
  const outside = target.mayLeave ? undefined : found.addresses.find((address) => !isLoopback(address));
  if (outside !== undefined) return { kind: 'held-back', address: outside };
  let trouble: Trouble = { stage: 'connect', host: target.host, errorText: 'It has no address.' };
  for (const address of found.addresses) {
    try {
      const socket = await connectTo(address, target, ports.clock);
      ports.recorder.record('*', `connect: ${address}`);
      return { kind: 'connected', socket, address };
    } catch (error) {
      trouble = { stage: 'connect', host: target.host, errorCode: errorCode(error) ?? '', errorText: errorText(error) };
      ports.recorder.record('*', `error: Connection to host ${target.host} failed. ${address}: ${errorText(error)}`);
    }
  }
  return { kind: 'trouble', trouble };
}

type Resolved = { kind: 'addresses'; addresses: readonly string[] } | { kind: 'trouble'; trouble: Trouble };

async function resolveHost(host: string, { resolver, recorder }: ConnectionPorts): Promise<Resolved> {
  if (isIP(host) > 0) return { kind: 'addresses', addresses: [host] };
  recorder.stage('dns');
  try {
    const addresses = await resolver.addresses(host);
    recorder.record('*', `dns: ${host} -> ${addresses.join(', ')}`);
    return { kind: 'addresses', addresses };
  } catch (error) {
    recorder.record('*', `error: Host not found. ${host}: ${errorText(error)}`);
    return {
      kind: 'trouble',
      trouble: { stage: 'dns', host, errorCode: errorCode(error) ?? '', errorText: errorText(error) },
    };
  }
}

function connectTo(address: string, { port, connectMs }: Target, clock: Clock): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = tcpConnect({ host: address, port });
    const cancel = clock.after(connectMs, () => {
      socket.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }));
    });
    socket.once('error', (error) => {
      cancel();
      reject(error);
    });
    socket.once('connect', () => {
      cancel();
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}

/** 127.0.0.0/8, ::1, and IPv4 loopback mapped into IPv6. */
export function isLoopback(address: string): boolean {
  return /^(?:::ffff:)?127\.\d+\.\d+\.\d+$/i.test(address) || address === '::1';
}
