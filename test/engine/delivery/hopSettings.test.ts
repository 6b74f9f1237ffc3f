/** Next hops as people write them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHops, plainFingerprint, type HopsSetting } from '../../../src/engine/delivery/hopSettings';
import type { NextHop } from '../../../src/engine/delivery/hop';
import { readConfig } from '../../../src/engine/config';

const origin = { mayLeave: true, setting: 'mailroot.smartHost' };

function only(setting: HopsSetting): NextHop {
  const [hop, ...rest] = parseHops(setting, origin);
  assert.ok(hop && rest.length === 0);
  return hop;
}

for (const [text, host, port] of [
  ['mx.test', 'mx.test', 25],
  ['mx.test:2526', 'mx.test', 2526],
  ['[192.0.2.1]', '192.0.2.1', 25],
  ['[::1]:2525', '::1', 2525],
  ['[IPv6:::1]:2525', '::1', 2525],
] as const) {
  void test(`the next hop "${text}" is host ${host} port ${port}`, () => {
    const hop = only(text);
    assert.deepEqual([hop.host, hop.port], [host, port]);
  });
}

void test('several hosts of one object share its terms, each may have a port of its own', () => {
  const hops = parseHops({ hosts: ['a.test', 'b.test:26'], port: 587, user: 'ann', password: '${env:PW}' }, origin);
  assert.deepEqual(
    hops.map(({ host, port, login }) => [host, port, login]),
    [
      ['a.test', 587, { user: 'ann', password: '${env:PW}' }],
      ['b.test', 26, { user: 'ann', password: '${env:PW}' }],
    ],
  );
});

void test('port 465 speaks TLS from the first octet, and implicit TLS is port 465, unless something else is said', () => {
  assert.deepEqual(only('mx.test:465').certificate, { implicit: true });
  assert.equal(only({ host: 'mx.test', tls: { implicit: true } }).port, 465);
  assert.equal(only({ host: 'mx.test:4465', tls: { implicit: true } }).port, 4465);
  assert.equal(only({ host: 'mx.test:465', tls: { implicit: false } }).certificate, undefined);
});

void test('a fingerprint or an authority is there to be verified, unless a policy says something else', () => {
  assert.equal(only({ host: 'mx.test', tls: { ca: '/ca.pem' } }).tls, 'verified');
  assert.equal(only({ host: 'mx.test', tls: { fingerprint: 'ab:cd' } }).tls, 'verified');
  assert.equal(only({ host: 'mx.test', tls: { policy: 'required', ca: '/ca.pem' } }).tls, 'required');
  assert.equal(only('mx.test').tls, 'opportunistic');
});

void test('fingerprints are compared without colons and case', () => {
  assert.equal(plainFingerprint('SHA256:ab:CD'), 'ABCD');
  assert.equal(plainFingerprint('AB CD'), 'ABCD');
});

void test('times are seconds in the settings', () => {
  assert.deepEqual(only({ host: 'mx.test', timeouts: { connect: 2, end: 0.5 } }).timeouts, {
    connectMs: 2_000,
    endMs: 500,
  });
});

void test('HELO instead of EHLO, and the method of login', () => {
  const hop = only({ host: 'mx.test', helo: true, user: 'ann', password: '${secret:pw}', auth: 'LOGIN' });
  assert.equal(hop.helo, true);
  assert.equal(hop.login?.method, 'LOGIN');
});

void test('what the settings accept, and what they say about the rest', () => {
  const accepted: HopsSetting[] = [
    'mx.test',
    ['a.test', { host: 'b.test', tls: 'required' }],
    { hosts: ['a.test'], user: 'ann', tokenCommand: ['get-token', 'ann'], timeouts: { greeting: 5 } },
    { host: 'mx.test', tls: { policy: 'verified', fingerprint: Array(32).fill('AB').join(':') } },
  ];
  for (const smartHost of accepted)
    assert.deepEqual(readConfig({ smartHost }).complaints, [], JSON.stringify(smartHost));
  for (const [smartHost, why] of [
    [{}, /needs "host", or "hosts"/],
    [[], /at least one host/],
    [{ host: 'a', hosts: ['b'] }, /needs "host", or "hosts"/],
    [{ host: 'a', user: 'ann', password: 'secret' }, /"password" must be "\$\{env:NAME\}".*no place in a file/],
    [{ host: 'a', user: 'ann' }, /either a "password" or a "tokenCommand"/],
    [{ host: 'a', password: '${env:X}' }, /has no "user"/],
    [{ host: 'a', tls: { policy: 'maybe' } }, /"tls" "policy"/],
    [{ host: 'a', tls: { fingerprint: 'AB' } }, /"fingerprint" is not a SHA-256 fingerprint/],
    [{ host: 'a', timeouts: { connect: 0 } }, /"timeouts" "connect" must be more than 0/],
  ] as const) {
    const { config, complaints } = readConfig({ smartHost });
    assert.match(complaints[0]?.text ?? '', why, JSON.stringify(smartHost));
    assert.equal(config.smartHost, '');
  }
});
