import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultConfig, readConfig } from '../../src/engine/config';
import type { ExplainSettings } from '../../src/engine/explain/explanation';
import { allowing, routing, trusting } from '../../src/host/settingChange';

const fingerprint = Array.from({ length: 32 }, () => 'AB').join(':');
const settings = { ...defaultConfig, localDomains: ['example.com'], allowedDomains: ['a.test'] };

/** What was written must be something that the engine understands. */
function understood(change: { name: string; value: unknown } | undefined): unknown {
  assert.ok(change);
  const { complaints } = readConfig({ [change.name]: change.value });
  assert.deepEqual(complaints, []);
  return change.value;
}

void test('a domain is allowed beside those that are, and only once', () => {
  assert.deepEqual(understood(allowing('b.test', settings)), ['a.test', 'b.test']);
  assert.deepEqual(understood(allowing('a.test', settings)), ['a.test']);
});

void test('a domain gets a next hop, and the others keep theirs', () => {
  const given = { ...settings, remoteDomains: { 'a.test': 'mx.a.test' } };
  const value = understood(routing('b.test', 'localhost:1025', given));
  assert.deepEqual(value, { 'a.test': 'mx.a.test', 'b.test': 'localhost:1025' });
});

void test('a certificate is trusted where the host is named: in remoteDomains', () => {
  const trusted = { domain: 'far.test', fingerprint, nextHop: 'mx.far.test [192.0.2.1]:25' };
  const given = { ...settings, remoteDomains: { 'far.test': 'mx.far.test:25', 'b.test': 'mx.b.test' } };
  assert.deepEqual(understood(trusting(trusted, given)), {
    'far.test': { host: 'mx.far.test:25', tls: { policy: 'verified', fingerprint } },
    'b.test': 'mx.b.test',
  });
});

void test('of several hosts the one that showed it, and what else it says of TLS stays', () => {
  const trusted = { domain: 'far.test', fingerprint, nextHop: 'two.far.test [192.0.2.1]:465' };
  const tls: object = { implicit: true };
  const two = { host: 'two.far.test', port: 465, tls };
  const remoteDomains: ExplainSettings['remoteDomains'] = { '*.far.test': 'x', 'far.test': ['one.far.test', two] };
  const given = { ...settings, remoteDomains };
  const value = understood(trusting(trusted, given)) as Record<string, unknown>;
  assert.deepEqual(value['far.test'], [
    'one.far.test',
    { host: 'two.far.test', port: 465, tls: { implicit: true, policy: 'verified', fingerprint } },
  ]);
});

void test('or in smartHost; an address in brackets is the same host', () => {
  const trusted = { domain: 'far.test', fingerprint, nextHop: '192.0.2.1:587' };
  const value = understood(
    trusting(trusted, { ...settings, smartHost: { host: '[192.0.2.1]', port: 587, tls: 'required' } }),
  );
  assert.deepEqual(value, { host: '[192.0.2.1]', port: 587, tls: { policy: 'verified', fingerprint } });
});

void test('a host that no setting names can not be trusted by one', () => {
  const trusted = { domain: 'far.test', fingerprint, nextHop: 'mx.far.test [192.0.2.1]:25' };
  assert.equal(trusting(trusted, { ...settings, directDelivery: true }), undefined);
  assert.equal(trusting(trusted, { ...settings, smartHost: 'other.test' }), undefined);
  assert.equal(trusting(trusted, { ...settings, remoteDomains: { 'far.test': 'other.test' } }), undefined);
});
