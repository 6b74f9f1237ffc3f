/** What a real name server can say about a domain, from its packets to what becomes of the recipient. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Answer } from 'dns-packet';
import { directHops } from '../../../src/engine/delivery/direct';
import { exchangers } from '../../../src/engine/delivery/mx';
import { realClock } from '../../../src/engine/ports';
import { nameServer, type Zone } from '../../support/nameServer';

const limit = { timeout: 20_000 };
const domain = 'there.test';

const mx = (exchange: string, preference = 10, name = domain): Answer => ({
  type: 'MX',
  name,
  data: { exchange, preference },
});
const a = (name: string, data = '127.0.0.1'): Answer => ({ type: 'A', name, data });
const cname = (name: string, data: string): Answer => ({ type: 'CNAME', name, data });

async function hostsOf(t: TestContext, zone: Zone, fqdn = 'here.test'): Promise<readonly string[] | string> {
  const resolver = await nameServer(t, zone);
  const found = await exchangers(domain, { resolver, fqdn, random: () => 0.5 });
  return found.kind === 'hosts' ? found.hosts : found.errorCode;
}

async function fateOf(t: TestContext, zone: Zone, fqdn = 'here.test'): Promise<string> {
  const resolver = await nameServer(t, zone);
  const ports = { resolver, fqdn, random: () => 0.5, clock: realClock };
  const found = await directHops({ domain, mayLeave: false }, ports);
  if (found.kind === 'hops') return 'tried';
  const { status } = found;
  return status.action === 'failed' || status.action === 'delayed'
    ? `${status.action} ${status.status}`
    : status.action;
}

void test('exchangers come from the name server, the preferred first', limit, async (t) => {
  const records = [mx('second.test', 20), mx('first.test', 10), a('first.test'), a('second.test')];
  assert.deepEqual(await hostsOf(t, { records }), ['first.test', 'second.test']);
});

void test('NXDOMAIN is an answer: it fails; SERVFAIL and silence are none: it is delayed', limit, async (t) => {
  assert.equal(await fateOf(t, { records: [] }), 'failed 5.1.2');
  assert.equal(await fateOf(t, { records: [], failing: [domain] }), 'delayed 4.4.3');
  assert.equal(await fateOf(t, { records: [], silent: [domain] }), 'delayed 4.4.3');
});

void test('a null MX fails with 5.1.10; a domain with an address and no MX is its own exchanger', limit, async (t) => {
  assert.equal(await fateOf(t, { records: [mx('.', 0)] }), 'failed 5.1.10');
  assert.deepEqual(await hostsOf(t, { records: [a(domain)] }), [domain]);
});

void test('a domain that is another name for one with exchangers has those', limit, async (t) => {
  const records = [cname(domain, 'real.test'), mx('mx.test', 10, 'real.test'), a('mx.test')];
  assert.deepEqual(await hostsOf(t, { records }), ['mx.test']);
});

void test(
  'CNAMEs that lead in a circle have no exchangers and no end either: it is judged, and soon',
  limit,
  async (t) => {
    const records = [cname(domain, 'b.test'), cname('b.test', 'c.test'), cname('c.test', domain)];
    assert.match(await fateOf(t, { records }), /^(?:failed 5\.1\.2|delayed 4\.4\.3)$/);
    assert.match(await fateOf(t, { records: [cname(domain, domain)] }), /^(?:failed 5\.1\.2|delayed 4\.4\.3)$/);
  },
);

void test(
  'our own name among the exchangers: only those before it are tried; where it is the first, it is a loop',
  limit,
  async (t) => {
    const records = [mx('first.test', 10), mx('HERE.test', 20), mx('last.test', 30)];
    assert.deepEqual(await hostsOf(t, { records }), ['first.test']);
    assert.equal(await fateOf(t, { records: records.slice(1) }), 'failed 5.4.6');
  },
);
