import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networksOf } from '../../../src/engine/receive/networks';

test('an address, and a network of either family', () => {
  const networks = networksOf(['192.0.2.7', '10.0.0.0/8', '2001:db8::/32', ' 198.51.100.0/24 ']);
  for (const address of ['192.0.2.7', '10.255.0.1', '2001:db8:1::9', '198.51.100.255'])
    assert.ok(networks.has(address), address);
  for (const address of ['192.0.2.8', '11.0.0.1', '2001:db9::1', '198.51.101.0'])
    assert.ok(!networks.has(address), address);
});

test('everybody, of one family', () => {
  assert.ok(networksOf(['0.0.0.0/0']).has('203.0.113.1'));
  assert.ok(networksOf(['::/0']).has('2001:db8::1'));
  assert.ok(!networksOf(['::/0']).has('not an address'));
});

test('what is no network has nobody in it', () => {
  for (const text of ['', 'here.test', '10.0.0.0/33', '10.0.0.0/8/8', '2001:db8::/129', '10.0.0.0/x'])
    assert.ok(!networksOf([text]).has('10.0.0.1'), text);
  assert.ok(!networksOf([]).has('127.0.0.1'));
});
