import assert from 'node:assert/strict';
import { test } from 'node:test';
import { domainOf, mailboxes, withDomain } from '../../../src/engine/message/address';

test('mailboxes of several values come in order, with names', () => {
  assert.deepEqual(mailboxes('"A, a" <a@x.test>, b@x.test', 'team: c@x.test;'), [
    { name: 'A, a', address: 'a@x.test' },
    { name: '', address: 'b@x.test' },
    { name: '', address: 'c@x.test' },
  ]);
});

test('a bare name is an address without a domain', () => {
  assert.deepEqual(mailboxes('root'), [{ name: '', address: 'root' }]);
});

test('a domain is lower-case, without its last dot, and IDNA', () => {
  assert.equal(domainOf('a@EXAMPLE.Com.'), 'example.com');
  assert.equal(domainOf('a@exämple.test'), 'xn--exmple-cua.test');
  assert.equal(domainOf('a@[IPv6:::1]'), '[ipv6:::1]');
  assert.equal(domainOf('root'), '');
});

test('only an address without a domain gets the default domain, never the null path', () => {
  assert.equal(withDomain('root', 'x.test'), 'root@x.test');
  assert.equal(withDomain('a@b', 'x.test'), 'a@b');
  assert.equal(withDomain('', 'x.test'), '');
});
