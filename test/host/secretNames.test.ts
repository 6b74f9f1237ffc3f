import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namesIn, secretNames } from '../../src/host/secretNames';

void test('a name is found wherever a setting mentions it, once', () => {
  const settings = {
    smartHost: { host: 'relay.test', user: 'ann', password: '${secret:relay}' },
    'smtp.users': { shop: '${secret:shop-1}', same: '${secret:relay}', env: '${env:OTHER}' },
  };
  assert.deepEqual(secretNames(settings), ['relay', 'shop-1']);
});

void test('settings without secrets mention none', () => {
  assert.deepEqual(secretNames({}), []);
  assert.deepEqual(secretNames({ a: '${secret:}', b: 'secret:x', c: '${secret:two words}' }), []);
});

void test('a sentence of the engine names what it misses', () => {
  assert.deepEqual(namesIn('"password" in mailroot.smartHost is ${secret:relay}, and nobody ...'), ['relay']);
});
