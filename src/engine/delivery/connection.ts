/**
 * A TCP connection to a next hop: name to addresses, the families taking turns (RFC 8305), each with a short lead before the next is tried as
 * well, the first that answers wins. And the guard that nothing leaves loopback unless the user allowed the domain: it is asked here, at
 * the socket, for every path mail can take. Says each step to the recorder. What fails comes back as a trouble; it never rejects.
 */
import { connect as tcpConnect, isIP, isIPv6, type Socket } from 'node:net';
import { errorCode, errorText, type Cancel, type Clock, type Resolver } from '../ports';
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
  | { readonly kind: 'held-back'; readonly address: string }
  /** It is our own listener: mail handed to it would come back to us. */
  | { readonly kind: 'self'; readonly address: string };

/** Whether our own listener is there. */
export type IsSelf = (address: string, port: number) => boolean;

export interface ConnectionPorts {
  readonly clock: Clock;
  readonly resolver: Resolver;
  readonly recorder: Recorder;
  readonly isSelf?: IsSelf | undefined;
}

export async function openConnection(target: Target, ports: ConnectionPorts): Promise<Connected> {
  const found = await resolveHost(target.host, ports);
  if (found.kind === 'trouble') return found;
  ports.recorder.stage('connect');
  const barrier = barrierTo(found.addresses, target, ports.isSelf);
  if (barrier !== undefined) return barrier;
  if (found.addresses.length === 0)
    return { kind: 'trouble', trouble: { stage: 'connect', host: target.host, errorText: 'It has no address.' } };
  return new Promise((resolve) => {
    new Race(target, { ports, resolve }).start(familiesInTurn(found.addresses));
  });
}

export type Barrier = Extract<Connected, { kind: 'held-back' | 'self' }>;

/** The guard: why none of these addresses may be connected to, or nothing. */
export function barrierTo(
  addresses: readonly string[],
  { mayLeave, port }: Pick<Target, 'mayLeave' | 'port'>,
  isSelf?: IsSelf,
): Barrier | undefined {
  const outside = mayLeave ? undefined : addresses.find((address) => !isLoopback(address));
  if (outside !== undefined) return { kind: 'held-back', address: outside };
  const ours = addresses.find((address) => isSelf?.(address, port) === true);
  return ours === undefined ? undefined : { kind: 'self', address: ours };
}

type Resolved = { kind: 'addresses'; addresses: readonly string[] } | { kind: 'trouble'; trouble: Trouble };

async function resolveHost(host: string, { resolver, recorder }: ConnectionPorts): Promise<Resolved> {
  if (!isName(host)) return { kind: 'addresses', addresses: [host] };
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

/** RFC 8305 §4: the family of the first address first, then one of the other, and so on. */
export function familiesInTurn(addresses: readonly string[]): string[] {
  const [first = ''] = addresses;
  const [same, other] = [true, false].map((alike) =>
    addresses.filter((address) => (isIPv6(address) === isIPv6(first)) === alike),
  ) as [string[], string[]];
  return same.flatMap((address, i) => [address, ...other.slice(i, i + 1)]).concat(other.slice(same.length));
}

/** RFC 8305 §5: how long an address is tried before the next one is tried as well. */
const leadMs = 250;

/** One connection out of several addresses: those that lose are closed at once. */
class Race {
  readonly #target: Target;
  readonly #ports: ConnectionPorts;
  readonly #resolve: (connected: Connected) => void;
  readonly #running = new Map<Socket, Cancel>();
  #left: string[] = [];
  #lead: Cancel | undefined;
  #trouble: Trouble;

  constructor(target: Target, { ports, resolve }: { ports: ConnectionPorts; resolve: (connected: Connected) => void }) {
    this.#target = target;
    this.#ports = ports;
    this.#resolve = resolve;
    this.#trouble = { stage: 'connect', host: target.host };
  }

  start(addresses: string[]): void {
    this.#left = addresses;
    this.#next();
  }

  #next(): void {
    this.#lead?.();
    const address = this.#left.shift();
    if (address === undefined) return;
    const { clock } = this.#ports;
    const socket = tcpConnect({ host: address, port: this.#target.port });
    const cancel = clock.after(this.#target.connectMs, () => {
      socket.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }));
    });
    this.#running.set(socket, cancel);
    socket.once('error', (error) => this.#lost(socket, { address, error }));
    socket.once('connect', () => this.#won(socket, address));
    this.#lead = this.#left.length === 0 ? undefined : clock.after(leadMs, () => this.#next());
  }

  #lost(socket: Socket, { address, error }: { address: string; error: Error }): void {
    const { host } = this.#target;
    this.#end(socket);
    this.#trouble = { stage: 'connect', host, errorCode: errorCode(error) ?? '', errorText: errorText(error) };
    this.#ports.recorder.record('*', `error: Connection to host ${host} failed. ${address}: ${errorText(error)}`);
    if (this.#left.length > 0) this.#next();
    else if (this.#running.size === 0) this.#resolve({ kind: 'trouble', trouble: this.#trouble });
  }

  #won(socket: Socket, address: string): void {
    this.#end(socket);
    this.#lead?.();
    for (const loser of [...this.#running.keys()]) {
      this.#end(loser);
      loser.on('error', () => undefined);
      loser.destroy();
    }
    this.#ports.recorder.record('*', `connect: ${address}`);
    this.#resolve({ kind: 'connected', socket, address });
  }

  #end(socket: Socket): void {
    this.#running.get(socket)?.();
    this.#running.delete(socket);
    for (const event of ['error', 'connect'] as const) socket.removeAllListeners(event);
  }
}

/** Not an address already. */
export function isName(host: string): boolean {
  return isIP(host) === 0;
}

/** 127.0.0.0/8, ::1, and IPv4 loopback mapped into IPv6. */
export function isLoopback(address: string): boolean {
  return /^(?:::ffff:)?127\.\d+\.\d+\.\d+$/i.test(address) || address === '::1';
}
