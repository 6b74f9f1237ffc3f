/** What the tests of the SMTP client share: a message, a next hop on loopback, and a recorder that remembers. */
import { deliver, type Transaction } from '../../../src/engine/delivery/smtpClient';
import type { NextHop } from '../../../src/engine/delivery/hop';
import type { DeliveryStatus, Stage } from '../../../src/engine/mailroot/envelope';
import { realClock, type Clock, type Resolver } from '../../../src/engine/ports';

export interface Delivered {
  readonly statuses: ReadonlyMap<string, DeliveryStatus>;
  /** `> EHLO here.test`, `< 250 ...`, `* connect: 127.0.0.1`. */
  readonly lines: readonly string[];
  readonly stages: readonly Stage[];
}

export interface World {
  readonly clock?: Clock;
  readonly resolver?: Resolver;
  /** Sees each line as it is recorded. */
  readonly watch?: (line: string) => void;
}

export const content = Buffer.from('Subject: Hello\r\n\r\nHello.\r\n');

export function letter(changes: Partial<Transaction> = {}): Transaction {
  return {
    reversePath: 'ann@here.test',
    recipients: [{ address: 'bob@there.test' }],
    content,
    eightBit: false,
    ...changes,
  };
}

export function hopTo(port: number, changes: Partial<NextHop> = {}): NextHop {
  return { name: 'there.test', host: 'there.test', port, tls: 'off', mayLeave: false, ...changes };
}

const everythingIsHere: Resolver = {
  mx: () => Promise.resolve([]),
  addresses: () => Promise.resolve(['127.0.0.1']),
};

export async function send(hop: NextHop, transaction: Transaction, world: World = {}): Promise<Delivered> {
  const { clock = realClock, resolver = everythingIsHere, watch } = world;
  const lines: string[] = [];
  const stages: Stage[] = [];
  const record = (mark: string, text: string): void => {
    lines.push(`${mark} ${text}`);
    watch?.(`${mark} ${text}`);
  };
  const stage = (entered: Stage): void => {
    if (stages.at(-1) !== entered) stages.push(entered);
  };
  const ports = { clock, resolver, fqdn: 'here.test' };
  const statuses = await deliver(hop, transaction, { ports, recorder: { record, stage } });
  return { statuses, lines, stages };
}

/** The status of the only recipient. */
export function only({ statuses }: Delivered): DeliveryStatus {
  const [status, ...rest] = statuses.values();
  if (status === undefined || rest.length > 0) throw new Error(`${statuses.size} statuses instead of one`);
  return status;
}
