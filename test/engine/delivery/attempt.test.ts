/** One attempt of a message with recipients in several places: each gets a status of its own, and what is decided is told. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attempt, type AttemptPorts } from '../../../src/engine/delivery/attempt';
import type { SessionPool } from '../../../src/engine/delivery/pool';
import type { Route } from '../../../src/engine/delivery/route';
import type { DeliveryStatus, Envelope, Recipient } from '../../../src/engine/mailroot/envelope';
import { realClock, type Resolver } from '../../../src/engine/ports';
import { scriptedHost } from '../../support/scriptedHost';
import { hopTo, poolOf, wire } from './client';

const limit = { timeout: 20_000 };

function envelopeTo(...recipients: (string | Partial<Recipient>)[]): Envelope {
  return {
    version: 1,
    id: '20261123T115001Z-0c88001',
    arrivedAt: 0,
    source: { kind: 'pickup', file: 'a.eml' },
    why: '',
    reversePath: 'ann@here.test',
    recipients: recipients.map((each) => ({
      address: '',
      state: { action: 'pending' },
      ...(typeof each === 'string' ? { address: each } : each),
    })),
    attempts: 1,
  };
}

interface World {
  readonly routes: Readonly<Record<string, Route>>;
  readonly pool?: SessionPool;
  readonly resolver?: Resolver;
  readonly drop?: AttemptPorts['drop'];
  readonly maxRecipients?: number;
}

const silent: Resolver = {
  txt: () => Promise.resolve([]),
  mx: () => Promise.reject(new Error('unused')),
  addresses: () => Promise.resolve([]),
};

async function attempted(
  envelope: Envelope,
  { routes, pool = poolOf(), resolver = silent, maxRecipients = 100, drop = () => Promise.resolve('a.eml') }: World,
): Promise<{ statuses: ReadonlyMap<string, DeliveryStatus>; notes: string[]; made: number }> {
  const notes: string[] = [];
  let made = 0;
  const make = (): typeof wire => {
    made++;
    return wire;
  };
  const statuses = await attempt(envelope, make, {
    clock: realClock,
    resolver,
    random: () => 0.5,
    fqdn: 'here.test',
    pool,
    drop,
    maxRecipients,
    route: ({ address }) => routes[address] ?? { kind: 'drop', why: 'everything is' },
    wait: () => () => undefined,
    stage: () => undefined,
    story: {
      note: (kind, text, recipient) => notes.push(`${kind}: ${recipient ?? ''} ${text}`),
      session: () => ({ record: () => undefined, end: () => undefined }),
      flush: () => Promise.resolve(),
      written: () => Promise.resolve(),
    },
  });
  return { statuses, notes, made };
}

void test('one is dropped, one relayed, one refused by the routes: each by itself', limit, async (t) => {
  const host = await scriptedHost(t, {});
  const refused = { kind: 'refused', category: 'no-route', status: '5.4.4', text: 'No route', setting: 's' } as const;
  const { statuses, made } = await attempted(envelopeTo('here@a.test', 'there@b.test', 'nowhere@c.test'), {
    routes: { 'there@b.test': { kind: 'hops', hops: [hopTo(host.port)], why: '' }, 'nowhere@c.test': refused },
  });
  assert.deepEqual(
    ['here@a.test', 'there@b.test', 'nowhere@c.test'].map((address) => statuses.get(address)?.action),
    ['delivered', 'relayed', 'failed'],
  );
  assert.equal(made, 1);
});

void test(
  'who is done is not attempted again, and what is only dropped is never made for the wire',
  limit,
  async () => {
    const state = { action: 'delivered', at: 0, file: 'x' } as const;
    const { statuses, made } = await attempted(envelopeTo({ address: 'done@a.test', state }, 'here@a.test'), {
      routes: {},
    });
    assert.deepEqual([...statuses.keys()], ['here@a.test']);
    assert.equal(made, 0);
  },
);

void test(
  'a message with more recipients than a transaction may have goes in several, and all are relayed',
  limit,
  async (t) => {
    const host = await scriptedHost(t, {});
    const addresses = Array.from({ length: 5 }, (_, i) => `r${i}@b.test`);
    const hop = { kind: 'hops', hops: [hopTo(host.port)], why: '' } as const;
    const routes = Object.fromEntries(addresses.map((address) => [address, hop]));
    const { statuses, notes } = await attempted(envelopeTo(...addresses), { routes, maxRecipients: 2 });
    assert.deepEqual(
      [...statuses.values()].map(({ action }) => action),
      Array(5).fill('relayed'),
    );
    const commands = host.heard.filter((line) => /^(?:MAIL|RCPT)/.test(line)).map((line) => line.slice(0, 4));
    assert.equal(commands.filter((verb) => verb === 'MAIL').length, 3);
    assert.equal(commands.filter((verb) => verb === 'RCPT').length, 5);
    assert.equal(host.contents.length, 3);
    assert.ok(
      notes.some((note) => note.includes('5 recipients go in 3 transactions (mailroot.maxRecipientsPerMessage)')),
    );
  },
);

void test('a message with as many recipients as a transaction may have goes in one', limit, async (t) => {
  const host = await scriptedHost(t, {});
  const hop = { kind: 'hops', hops: [hopTo(host.port)], why: '' } as const;
  const { notes } = await attempted(envelopeTo('a@b.test', 'b@b.test'), {
    routes: { 'a@b.test': hop, 'b@b.test': hop },
    maxRecipients: 2,
  });
  assert.equal(host.contents.length, 1);
  assert.ok(!notes.some((note) => note.includes('transactions')));
});

void test('a disk that refuses the Drop file delays', limit, async () => {
  const { statuses } = await attempted(envelopeTo('here@a.test'), {
    routes: {},
    drop: () => Promise.reject(new Error('ENOSPC')),
  });
  const status = statuses.get('here@a.test');
  assert.ok(status?.action === 'delayed' && status.category === 'disk' && status.status === '4.3.1');
});

void test('the second exchanger gets the message when the first can not be spoken to', limit, async (t) => {
  const host = await scriptedHost(t, {});
  const down = { ...hopTo(host.port), host: 'down.test' };
  const resolver: Resolver = {
    ...silent,
    mx: () => Promise.resolve(['down.test', 'up.test'].map((exchange, i) => ({ exchange, priority: i }))),
    addresses: (name) => (name === down.host ? Promise.reject(new Error('no')) : Promise.resolve(['127.0.0.1'])),
  };
  const { statuses } = await attempted(envelopeTo('b@far.test'), {
    resolver,
    pool: poolOf({ resolver }),
    routes: { 'b@far.test': { kind: 'mx', domain: 'far.test', mayLeave: false, why: '' } },
  });
  const status = statuses.get('b@far.test');
  // Port 25 of this machine: nobody is there, but up.test was tried.
  assert.ok(status?.action === 'delayed' && status.nextHop === 'up.test:25', JSON.stringify(status));
});

void test(
  'whose turn did not come before MailRoot was stopped has no status, and the story says so',
  limit,
  async () => {
    const pool = poolOf();
    pool.close();
    const { statuses, notes } = await attempted(envelopeTo('b@far.test'), {
      pool,
      routes: { 'b@far.test': { kind: 'hops', hops: [hopTo(1)], why: '' } },
    });
    assert.equal(statuses.size, 0);
    assert.equal(notes.at(-1), 'note: b@far.test not tried: MailRoot was stopped before its turn came');
  },
);
