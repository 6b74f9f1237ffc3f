import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foresee, type ForesightPorts } from '../../../src/engine/delivery/foresee';
import { route, type RouteSettings } from '../../../src/engine/delivery/route';
import type { Access, ForeseenHost, Way } from '../../../src/engine/routeAnswer';
import { fakeResolver } from '../../support/sandbox';

const nothing: RouteSettings = {
  localDomains: [],
  remoteDomains: {},
  allowedDomains: [],
  smartHost: '',
  smartHostAfterDirect: false,
  directDelivery: false,
};

interface Asking {
  readonly names: string[];
  readonly of: (address: string, settings: Partial<RouteSettings>, names?: 'ask' | 'leave') => Promise<Way>;
}

/** A foresight whose lookups are written down. */
function asking(hosts: Record<string, string[]> = {}, mx: Record<string, string[]> = {}): Asking {
  const names: string[] = [];
  const fake = fakeResolver(hosts, mx);
  const ports: Omit<ForesightPorts, 'names'> = {
    now: 0,
    fqdn: 'us.test',
    random: () => 0,
    secret: (reference) => (reference === '${secret:known}' ? 'swordfish' : undefined),
    isSelf: (address, port) => address === '127.0.0.1' && port === 2525,
    resolver: {
      mx: (domain) => (names.push(`mx ${domain}`), fake.mx(domain)),
      addresses: (host) => (names.push(`host ${host}`), fake.addresses(host)),
    },
  };
  const of: Asking['of'] = (address, settings, how = 'ask') =>
    foresee(
      route(address, { ...nothing, ...settings }, () => undefined),
      { ...ports, names: how },
    );
  return { names, of };
}

function hostsOf(way: Way): readonly ForeseenHost[] {
  assert.equal(way.kind, 'hosts');
  return way.hosts;
}
function accessOf(way: Way): Access | undefined {
  return hostsOf(way)[0]?.access;
}

test('a local domain is dropped, and nobody is asked', async () => {
  const { of, names } = asking();
  const way = await of('ann@mine.test', { localDomains: ['mine.test'] });
  assert.deepEqual([way.kind, names], ['drop', []]);
});

test('a domain without a route is refused as mail to it would be', async () => {
  const { of } = asking();
  const way = await of('ann@far.test', {});
  assert.equal(way.kind, 'refused');
  assert.equal(way.status, '5.4.4');
  assert.match(way.text, /No route to far\.test/);
});

test('the name of a host is looked up where mail may leave for it', async () => {
  const { of, names } = asking({ 'relay.test': ['192.0.2.1'] });
  const way = await of('ann@far.test', { remoteDomains: { 'far.test': 'relay.test:587' } });
  assert.deepEqual(accessOf(way), { kind: 'open', addresses: ['192.0.2.1'], leaves: true });
  assert.deepEqual(names, ['host relay.test']);
});

test('the name of a host is not looked up where mail may not leave, and it says so', async () => {
  const { of, names } = asking({ 'relay.test': ['192.0.2.1'] });
  const access = accessOf(await of('ann@far.test', { smartHost: 'relay.test' }));
  assert.equal(access?.kind, 'not-asked');
  assert.match(access.why, /may not leave this machine \(mailroot\.allowedDomains\)/);
  assert.deepEqual([access.mayGo, names], [false, []]);
});

test('an address outside this machine is held back in the words of the guard', async () => {
  const { of } = asking();
  const access = accessOf(await of('ann@far.test', { smartHost: '[192.0.2.1]:25' }));
  assert.equal(access?.kind, 'held-back');
  assert.match(access.text, /^Held back: 192\.0\.2\.1 \[192\.0\.2\.1\] is not this machine/);
  assert.equal(access.setting, 'mailroot.allowedDomains');
});

test('a host on this machine needs no leave', async () => {
  const { of } = asking({ localhost: ['127.0.0.1', '::1'] });
  const access = accessOf(await of('ann@far.test', { smartHost: 'localhost:1025' }));
  assert.deepEqual(access, { kind: 'open', addresses: ['127.0.0.1', '::1'], leaves: false });
});

test('our own listener as a next hop is seen beforehand', async () => {
  const { of } = asking();
  const access = accessOf(await of('ann@far.test', { smartHost: '127.0.0.1:2525' }));
  assert.equal(access?.kind, 'self');
  assert.match(access.text, /Cannot connect to self/);
});

test('a host whose name does not resolve is told', async () => {
  const { of } = asking();
  const access = accessOf(await of('ann@far.test', { remoteDomains: { 'far.test': 'lost.test' } }));
  assert.deepEqual(access, { kind: 'unresolved', text: 'Host not found: getaddrinfo ENOTFOUND lost.test' });
});

test('direct delivery names the exchangers in their order, and the smart host behind them', async () => {
  const { of, names } = asking(
    { 'a.test': ['192.0.2.1'], 'b.test': ['192.0.2.2'], 'smart.test': ['192.0.2.3'] },
    { 'far.test': ['a.test', 'b.test'] },
  );
  const way = await of('ann@far.test', {
    smartHost: 'smart.test',
    smartHostAfterDirect: true,
    allowedDomains: ['far.test'],
  });
  assert.deepEqual(
    hostsOf(way).map(({ name, port }) => `${name}:${port}`),
    ['a.test:25', 'b.test:25', 'smart.test:25'],
  );
  assert.ok(names.includes('mx far.test'));
});

test('the exchangers of a domain that may not be mailed are not looked up', async () => {
  const { of, names } = asking({}, { 'far.test': ['a.test'] });
  const way = await of('ann@far.test', { directDelivery: true });
  assert.deepEqual(hostsOf(way), []);
  assert.ok(way.kind === 'hosts' && way.exchangers?.kind === 'not-asked' && !way.exchangers.mayGo);
  assert.deepEqual(names, []);
});

test('a domain that does not exist has the status its mail would have', async () => {
  const { of } = asking();
  const way = await of('ann@gone.test', { directDelivery: true, allowedDomains: ['*'] });
  assert.ok(way.kind === 'hosts' && way.exchangers?.kind === 'trouble');
  assert.equal(way.exchangers.status, '5.1.2');
});

test('a hover looks nothing up', async () => {
  const { of, names } = asking({ 'relay.test': ['192.0.2.1'] });
  const access = accessOf(await of('ann@far.test', { remoteDomains: { 'far.test': 'relay.test' } }, 'leave'));
  assert.deepEqual(access, { kind: 'not-asked', mayGo: true, why: 'Not looked up for this.' });
  assert.deepEqual(names, []);
});

test('TLS, login and time-outs are those of the hop; the secret is known or not, and never told', async () => {
  const { of } = asking({ 'relay.test': ['127.0.0.1'] });
  const remote = {
    host: 'relay.test',
    tls: 'verified',
    user: 'ann',
    password: '${secret:known}',
    timeouts: { command: 5 },
  } as const;
  const way = await of('ann@far.test', { remoteDomains: { 'far.test': remote } });
  const [host] = hostsOf(way);
  assert.deepEqual(host?.tls, {
    policy: 'verified',
    implicit: false,
    against: 'the name relay.test and the authorities of Node',
  });
  assert.deepEqual(host.login, { user: 'ann', from: '${secret:known}', isKnown: true });
  assert.equal(host.timeouts['commandMs'], 5_000);
  assert.ok(!JSON.stringify(way).includes('swordfish'));
});

test('a token command is named, and not run', async () => {
  const { of } = asking();
  const smartHost = { host: '127.0.0.1', user: 'ann', tokenCommand: ['/no/such/program'] };
  const [host] = hostsOf(await of('ann@far.test', { smartHost }));
  assert.deepEqual(host?.login, { user: 'ann', method: 'XOAUTH2', from: '/no/such/program' });
});
