import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exchangers } from '../../../src/engine/delivery/mx';
import type { MxRecord, Resolver } from '../../../src/engine/ports';

function answering(records: readonly MxRecord[] | string): Resolver {
  return {
    addresses: () => Promise.reject(new Error('not asked')),
    mx: () =>
      typeof records === 'string'
        ? Promise.reject(Object.assign(new Error(records), { code: records }))
        : Promise.resolve(records),
  };
}

const inOrder = (): number => 0.5;

void test('exchangers are tried by preference, the lowest number first (RFC 5321 §5.1)', async () => {
  const records = [
    { exchange: 'backup.test', priority: 20 },
    { exchange: 'first.test', priority: 5 },
    { exchange: 'second.test', priority: 10 },
  ];
  const found = await exchangers('there.test', answering(records), inOrder);
  assert.deepEqual(found, { kind: 'hosts', hosts: ['first.test', 'second.test', 'backup.test'] });
});

void test('equals are shuffled, so that the load is shared', async () => {
  const records = ['a', 'b', 'c'].map((exchange) => ({ exchange, priority: 10 }));
  const keys = [0.9, 0.1, 0.5];
  const found = await exchangers('there.test', answering(records), () => keys.shift() ?? 0);
  assert.deepEqual(found, { kind: 'hosts', hosts: ['b', 'c', 'a'] });
});

void test('a domain without MX is its own exchanger', async () => {
  for (const answer of [[], 'ENODATA'] as const)
    assert.deepEqual(await exchangers('there.test', answering(answer), inOrder), {
      kind: 'hosts',
      hosts: ['there.test'],
    });
});

void test('a null MX says that the domain takes no mail (RFC 7505)', async () => {
  for (const exchange of ['', '.'])
    assert.deepEqual(await exchangers('there.test', answering([{ exchange, priority: 0 }]), inOrder), {
      kind: 'null-mx',
    });
});

void test('a domain that does not exist, and a name server that fails, are told apart', async () => {
  assert.deepEqual(await exchangers('x.test', answering('ENOTFOUND'), inOrder), {
    kind: 'trouble',
    errorCode: 'ENOTFOUND',
  });
  assert.deepEqual(await exchangers('x.test', answering('ESERVFAIL'), inOrder), {
    kind: 'trouble',
    errorCode: 'ESERVFAIL',
  });
});

void test('an address literal needs no name server (RFC 5321 §4.1.3)', async () => {
  const silent = answering('ESERVFAIL');
  assert.deepEqual(await exchangers('[192.0.2.1]', silent, inOrder), { kind: 'hosts', hosts: ['192.0.2.1'] });
  assert.deepEqual(await exchangers('[IPv6:2001:db8::1]', silent, inOrder), { kind: 'hosts', hosts: ['2001:db8::1'] });
});
