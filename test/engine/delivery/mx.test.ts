/** Which hosts take the mail of a domain, in which order, and who takes none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exchangers, type Exchangers, type MxPorts } from '../../../src/engine/delivery/mx';
import type { MxRecord } from '../../../src/engine/ports';

type Answer<T> = readonly T[] | string;

function answer<T>(given: Answer<T>): Promise<readonly T[]> {
  return typeof given === 'string'
    ? Promise.reject(Object.assign(new Error(given), { code: given }))
    : Promise.resolve(given);
}

function ask(
  domain: string,
  mx: Answer<MxRecord>,
  { addresses = 'ENOTFOUND', ...ports }: Partial<Omit<MxPorts, 'resolver'>> & { addresses?: Answer<string> } = {},
): Promise<Exchangers> {
  const resolver = { mx: () => answer(mx), addresses: () => answer(addresses) };
  return exchangers(domain, { resolver, random: () => 0.5, fqdn: 'here.test', ...ports });
}

function records(...given: readonly (readonly [exchange: string, priority: number])[]): MxRecord[] {
  return given.map(([exchange, priority]) => ({ exchange, priority }));
}

void test('exchangers are tried by preference, the lowest number first (RFC 5321 §5.1)', async () => {
  const found = await ask('there.test', records(['backup.test', 20], ['first.test', 5], ['second.test', 10]));
  assert.deepEqual(found, { kind: 'hosts', hosts: ['first.test', 'second.test', 'backup.test'] });
});

void test('equals are shuffled, so that the load is shared', async () => {
  const keys = [0.9, 0.1, 0.5];
  const found = await ask('there.test', records(['a', 10], ['b', 10], ['c', 10]), { random: () => keys.shift() ?? 0 });
  assert.deepEqual(found, { kind: 'hosts', hosts: ['b', 'c', 'a'] });
});

void test('a host that is named twice is tried once', async () => {
  const found = await ask('there.test', records(['MX.test', 10], ['mx.test.', 20]));
  assert.deepEqual(found, { kind: 'hosts', hosts: ['mx.test'] });
});

void test('a domain without MX is its own exchanger, if it has an address', async () => {
  for (const mx of [[], 'ENODATA'] as const)
    assert.deepEqual(await ask('there.test', mx, { addresses: ['192.0.2.1'] }), {
      kind: 'hosts',
      hosts: ['there.test'],
    });
});

void test('a domain without MX and without an address does not take mail; one nobody knows about is asked again', async () => {
  assert.deepEqual(await ask('there.test', []), { kind: 'trouble', errorCode: 'ENODOMAIN' });
  assert.deepEqual(await ask('there.test', 'ENODATA', { addresses: 'EAI_AGAIN' }), {
    kind: 'trouble',
    errorCode: 'EAI_AGAIN',
  });
});

void test('a null MX says that the domain takes no mail (RFC 7505)', async () => {
  for (const exchange of ['', '.'])
    assert.deepEqual(await ask('there.test', records([exchange, 0])), { kind: 'trouble', errorCode: 'ENULLMX' });
});

void test('a domain that does not exist, and a name server that fails, are told apart', async () => {
  assert.deepEqual(await ask('x.test', 'ENOTFOUND'), { kind: 'trouble', errorCode: 'ENODOMAIN' });
  // A loop of CNAMEs is what a name server calls SERVFAIL.
  for (const code of ['ESERVFAIL', 'ETIMEOUT', 'EREFUSED'])
    assert.deepEqual(await ask('x.test', code), { kind: 'trouble', errorCode: code });
});

void test('an address literal needs no name server (RFC 5321 §4.1.3)', async () => {
  assert.deepEqual(await ask('[192.0.2.1]', 'ESERVFAIL'), { kind: 'hosts', hosts: ['192.0.2.1'] });
  assert.deepEqual(await ask('[IPv6:2001:db8::1]', 'ESERVFAIL'), { kind: 'hosts', hosts: ['2001:db8::1'] });
});

void test('where we are among the exchangers, only those preferred to us are tried: the others would bring it back', async () => {
  const all = records(['best.test', 5], ['HERE.test.', 10], ['equal.test', 10], ['worse.test', 20]);
  assert.deepEqual(await ask('there.test', all), { kind: 'hosts', hosts: ['best.test'] });
  assert.deepEqual(await ask('there.test', all.slice(1)), { kind: 'trouble', errorCode: 'EMXLOOP' });
});

void test('a domain in its own script is asked for in the form that DNS knows', async () => {
  const asked: string[] = [];
  const resolver = {
    mx: (domain: string) => (asked.push(domain), Promise.resolve(records(['mx.test', 1]))),
    addresses: () => answer<string>([]),
  };
  await exchangers('dömäne.test', { resolver, random: () => 0, fqdn: 'here.test' });
  assert.deepEqual(asked, ['xn--dmne-moa0i.test']);
});
