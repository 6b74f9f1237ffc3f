/** What the tests of the SMTP client share: a message, a next hop on loopback, and a recorder that remembers. */
import { deliver } from '../../../src/engine/delivery/deliver';
import type { NextHop } from '../../../src/engine/delivery/hop';
import type { SessionRecorder } from '../../../src/engine/delivery/lanes';
import { openPool, type PoolLimits, type SessionPool } from '../../../src/engine/delivery/pool';
import type { Transaction } from '../../../src/engine/delivery/transaction';
import type { DeliveryStatus, Stage } from '../../../src/engine/mailroot/envelope';
import type { Outgoing } from '../../../src/engine/message/outgoing';
import { realClock, type Clock, type Resolver } from '../../../src/engine/ports';

export interface Delivered {
  readonly statuses: ReadonlyMap<string, DeliveryStatus>;
  /** `> EHLO here.test`, `< 250 ...`, `* connect: 127.0.0.1`. */
  readonly lines: readonly string[];
  readonly stages: readonly Stage[];
  /** Records that were begun and ended. */
  readonly sessions: number;
}

export interface World {
  readonly clock?: Clock;
  readonly resolver?: Resolver;
  /** Shared with other messages; without it, the message has a pool of its own. */
  readonly pool?: SessionPool;
  readonly id?: string;
  /** What `${env:NAME}` stands for. */
  readonly secret?: (reference: string) => string | undefined;
  readonly since?: number;
  readonly isSelf?: (address: string, port: number) => boolean;
  /** The message has to wait; what is returned is called when it goes on. */
  readonly onWait?: () => () => void;
  /** Sees each line as it is recorded. */
  readonly watch?: (line: string) => void;
}

export const content = Buffer.from('Subject: Hello\r\n\r\nHello.\r\n');

export const wire: Outgoing = { content, eightBit: false, utf8Header: false, notes: [] };

export function letter(changes: Partial<Transaction> = {}): Transaction {
  return {
    reversePath: 'ann@here.test',
    recipients: [{ address: 'bob@there.test' }],
    content: () => wire,
    ...changes,
  };
}

export function hopTo(port: number, changes: Partial<NextHop> = {}): NextHop {
  return { name: 'there.test', host: 'there.test', port, tls: 'off', mayLeave: false, ...changes };
}

const everythingIsHere: Resolver = {
  txt: () => Promise.resolve([]),
  mx: () => Promise.resolve([]),
  addresses: () => Promise.resolve(['127.0.0.1']),
};

const oneMessageEach: PoolLimits = {
  connections: 10,
  connectionsPerHop: 10,
  messagesPerConnection: 1,
  octetsPerConnection: 1_000_000,
  quietMs: 0,
  deadlineMs: 600_000,
};

export function poolOf(world: World = {}, limits: Partial<PoolLimits> = {}): SessionPool {
  const { clock = realClock, resolver = everythingIsHere, secret = () => undefined, isSelf } = world;
  return openPool({
    isSelf,
    clock,
    resolver,
    secret,
    fqdn: () => 'here.test',
    limits: () => ({ ...oneMessageEach, ...limits }),
  });
}

export async function send(hop: NextHop, transaction: Transaction, world: World = {}): Promise<Delivered> {
  const { pool = poolOf(world), id = 'a', since, onWait, watch } = world;
  const lines: string[] = [];
  const stages: Stage[] = [];
  const record = (mark: string, text: string): void => {
    lines.push(`${mark} ${text}`);
    watch?.(`${mark} ${text}`);
  };
  const stage = (entered: Stage): void => {
    if (stages.at(-1) !== entered) stages.push(entered);
  };
  const begin = (): SessionRecorder => ({ record, stage, end: () => lines.push('end') });
  const wait = onWait ?? (() => () => undefined);
  const statuses = await deliver(hop, transaction, { pool, ask: { id, since, begin, wait } });
  return {
    statuses,
    lines: lines.filter((line) => line !== 'end'),
    stages,
    sessions: lines.filter((line) => line === 'end').length,
  };
}

/** The status of the only recipient. */
export function only({ statuses }: Delivered): DeliveryStatus {
  const [status, ...rest] = statuses.values();
  if (status === undefined || rest.length > 0) throw new Error(`${statuses.size} statuses instead of one`);
  return status;
}
