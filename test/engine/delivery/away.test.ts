/** Recipients that are not here: which host gets them, in how many transactions, and which of several verdicts counts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deliverAway, type AwayPorts, type RemoteRoute } from '../../../src/engine/delivery/away';
import type { NextHop } from '../../../src/engine/delivery/hop';
import type { DeliveryStatus, Envelope } from '../../../src/engine/mailroot/envelope';
import { realClock, type Resolver } from '../../../src/engine/ports';
import { scriptedHost } from '../../support/scriptedHost';
import { hopTo, poolOf, wire } from './client';

const limit = { timeout: 20_000 };
const many = { messagesPerConnection: 20 };

function envelopeTo(addresses: readonly string[]): Envelope {
  return {
    version: 1,
    id: '20261123T115001Z-0c88001',
    arrivedAt: 0,
    source: { kind: 'pickup', file: 'a.eml' },
    why: '',
    reversePath: 'ann@here.test',
    recipients: addresses.map((address) => ({ address, state: { action: 'pending' } })),
    attempts: 1,
  };
}

interface Sent {
  readonly statuses: ReadonlyMap<string, DeliveryStatus>;
  readonly notes: readonly string[];
  /** The hosts that a session was begun with, in order. */
  readonly hosts: readonly string[];
}

const nowhere: Resolver = {
  txt: () => Promise.resolve([]),
  mx: () => Promise.reject(Object.assign(new Error('queryMx ESERVFAIL'), { code: 'ESERVFAIL' })),
  addresses: () => Promise.resolve(['127.0.0.1']),
};

async function sent(
  addresses: readonly string[],
  routeOf: (address: string) => RemoteRoute,
  ports: Partial<AwayPorts> = {},
): Promise<Sent> {
  const notes: string[] = [];
  const hosts: string[] = [];
  const envelope = envelopeTo(addresses);
  const routed = envelope.recipients.map((recipient) => ({ recipient, route: routeOf(recipient.address) }));
  const statuses = await deliverAway(routed, {
    envelope,
    wire: () => wire,
    ports: {
      clock: realClock,
      resolver: nowhere,
      fqdn: 'here.test',
      random: () => 0.5,
      pool: poolOf({ resolver: nowhere }, many),
      maxRecipients: 100,
      stage: () => undefined,
      story: {
        note: (_, text) => notes.push(text),
        session: ({ name }) => {
          hosts.push(name);
          return { record: () => undefined, end: () => undefined };
        },
        flush: () => Promise.resolve(),
        written: () => Promise.resolve(),
      },
      ...ports,
    },
  });
  return { statuses, notes, hosts };
}

function via(...hops: NextHop[]): (address: string) => RemoteRoute {
  return () => ({ kind: 'hops', hops, why: '' });
}

const named = (name: string, hop: NextHop): NextHop => ({ ...hop, name });
const down = named('down.test', hopTo(1));
const some = (count: number): string[] => Array.from({ length: count }, (_, i) => `r${i}@there.test`);

void test('the first host that can be spoken to gets it; the rest is not bothered', limit, async (t) => {
  const host = await scriptedHost(t, {});
  const spare = await scriptedHost(t, {});
  const { statuses, hosts } = await sent(some(1), via(down, hopTo(host.port), named('spare.test', hopTo(spare.port))));
  assert.equal(statuses.get('r0@there.test')?.action, 'relayed');
  assert.deepEqual(hosts, ['down.test', 'there.test']);
  assert.equal(spare.connections(), 0);
});

void test('a host that refuses a recipient has spoken: the next one is not asked about it', limit, async (t) => {
  const host = await scriptedHost(t, {
    on: (line, next) => (line.startsWith('RCPT') ? '550 5.1.1 No such user' : next()),
  });
  const spare = await scriptedHost(t, {});
  const { statuses } = await sent(some(1), via(hopTo(host.port), hopTo(spare.port)));
  assert.equal(statuses.get('r0@there.test')?.action, 'failed');
  assert.equal(spare.connections(), 0);
});

void test('a host that does not greet, or not let us in, passes it on as well', limit, async (t) => {
  const closed = await scriptedHost(t, { greeting: '554 5.3.2 No service' });
  const noTls = await scriptedHost(t, { on: (line, next) => (line === 'STARTTLS' ? '502 What?' : next()) });
  const host = await scriptedHost(t, {});
  const hops = [hopTo(closed.port), hopTo(noTls.port, { tls: 'required' }), hopTo(host.port)];
  const { statuses, hosts } = await sent(some(1), via(...hops));
  assert.equal(statuses.get('r0@there.test')?.action, 'relayed');
  assert.equal(hosts.length, 3);
});

void test('one host is down, the next says no at the door: the mail waits for the first', limit, async (t) => {
  const closed = await scriptedHost(t, { greeting: '554 5.3.2 No service' });
  const { statuses } = await sent(some(1), via(down, hopTo(closed.port)));
  const status = statuses.get('r0@there.test');
  assert.ok(status?.action === 'delayed' && status.stage === 'connect', JSON.stringify(status));
});

void test(
  'more recipients than a transaction may have go in further ones, over the same connection',
  limit,
  async (t) => {
    const host = await scriptedHost(t, {});
    const { statuses, notes } = await sent(some(7), via(hopTo(host.port)), { maxRecipients: 3 });
    assert.equal([...statuses.values()].filter(({ action }) => action === 'relayed').length, 7);
    assert.deepEqual([host.contents.length, host.connections()], [3, 1]);
    assert.deepEqual(notes, ['7 recipients go in 3 transactions (mailroot.maxRecipientsPerMessage)']);
  },
);

void test('recipients that are too many for the host (452) go in further transactions at once', limit, async (t) => {
  let taken = 0;
  const host = await scriptedHost(t, {
    on: (line, next) => {
      if (line.startsWith('MAIL')) taken = 0;
      return line.startsWith('RCPT') && ++taken > 2 ? '452 4.5.3 Too many recipients' : next();
    },
  });
  const { statuses } = await sent(some(5), via(hopTo(host.port)));
  assert.deepEqual(
    [...statuses.values()].map(({ action }) => action),
    ['relayed', 'relayed', 'relayed', 'relayed', 'relayed'],
  );
  assert.equal(host.contents.length, 3);
});

void test('a full mailbox (452 4.2.2) is not too many recipients: it is put off', limit, async (t) => {
  const host = await scriptedHost(t, {
    on: (line, next) => (line.includes('<r1@') ? '452 4.2.2 Mailbox full' : next()),
  });
  const { statuses } = await sent(some(2), via(hopTo(host.port)));
  assert.deepEqual(
    [statuses.get('r0@there.test')?.action, statuses.get('r1@there.test')?.action],
    ['relayed', 'delayed'],
  );
  assert.equal(host.contents.length, 1);
});

void test(
  'with all recipients of a host that is down, it is tried once and not for each transaction',
  limit,
  async () => {
    const { statuses, hosts } = await sent(some(9), via(down), { maxRecipients: 2 });
    assert.equal(statuses.size, 9);
    assert.deepEqual(hosts, ['down.test']);
  },
);

const direct = (address: string): RemoteRoute => ({
  kind: 'mx',
  domain: address.slice(address.indexOf('@') + 1),
  mayLeave: false,
  why: '',
});

void test(
  'who has no exchangers: null MX and no such domain fail, a name server that is silent delays',
  limit,
  async () => {
    const codes: Record<string, string> = { 'null.test': '', 'none.test': 'ENOTFOUND', 'silent.test': 'ETIMEOUT' };
    const resolver: Resolver = {
      ...nowhere,
      mx: (domain) =>
        codes[domain] === ''
          ? Promise.resolve([{ exchange: '', priority: 0 }])
          : Promise.reject(Object.assign(new Error(), { code: codes[domain] })),
    };
    const addresses = Object.keys(codes).map((domain) => `a@${domain}`);
    const { statuses } = await sent(addresses, direct, { resolver });
    const told = addresses.map((address) => {
      const status = statuses.get(address);
      return status?.action === 'failed' || status?.action === 'delayed' ? `${status.action} ${status.status}` : '';
    });
    assert.deepEqual(told, ['failed 5.1.10', 'failed 5.1.2', 'delayed 4.4.3']);
  },
);

void test(
  'the smart host behind direct delivery gets what no name server knows about, not what has no domain',
  limit,
  async (t) => {
    const host = await scriptedHost(t, {});
    const otherwise = [named('smart.test', hopTo(host.port))];
    const { statuses } = await sent(['a@silent.test'], (address) => ({ ...direct(address), otherwise }) as RemoteRoute);
    assert.equal(statuses.get('a@silent.test')?.action, 'relayed');
  },
);

void test(
  'what a host has taken is told while others are still to be asked, and not when it was the last',
  limit,
  async (t) => {
    const host = await scriptedHost(t);
    const told: string[][] = [];
    const note = (statuses: ReadonlyMap<string, DeliveryStatus>): Promise<void> => {
      told.push([...statuses.keys()]);
      return Promise.resolve();
    };
    const addresses = ['a@there.test', 'b@there.test', 'c@there.test'];
    await sent(addresses, via(hopTo(host.port)), { maxRecipients: 1, note });
    assert.deepEqual(told, [['a@there.test'], ['a@there.test', 'b@there.test']]);
  },
);
