/** Which setting decides for a domain: patterns, their order, and what may leave this machine. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bestMatch, governing, type DomainSettings } from '../../../src/engine/message/governing';

const nothing: DomainSettings = {
  localDomains: [],
  remoteDomains: {},
  allowedDomains: [],
  smartHost: '',
  directDelivery: false,
};

void test('the exact domain wins over a wildcard, the longest wildcard over a shorter, "*" is last', () => {
  const patterns = ['*', '*.test', '*.b.test', 'a.b.test'];
  assert.equal(bestMatch('a.b.test', patterns), 'a.b.test');
  assert.equal(bestMatch('c.b.test', patterns), '*.b.test');
  assert.equal(bestMatch('c.test', patterns), '*.test');
  assert.equal(bestMatch('example.com', patterns), '*');
});

void test('a wildcard does not fit the domain itself', () => {
  assert.equal(bestMatch('b.test', ['*.b.test']), undefined);
  assert.equal(bestMatch('xb.test', ['*.b.test']), undefined);
});

void test('of equals, the next hop wins; of two patterns, the more exact one', () => {
  const both = { ...nothing, localDomains: ['*', 'here.test'], remoteDomains: { '*': 'a', 'here.test': 'b' } };
  assert.deepEqual(governing('here.test', both), { kind: 'remote', pattern: 'here.test', mayLeave: true });
  assert.deepEqual(governing('there.test', both), { kind: 'remote', pattern: '*', mayLeave: false });
  const local = { ...nothing, localDomains: ['here.test'], remoteDomains: { '*.test': 'a' } };
  assert.deepEqual(governing('here.test', local), { kind: 'local', pattern: 'here.test' });
});

void test('what is neither local nor named goes to the smart host, else direct, else nowhere', () => {
  assert.deepEqual(governing('a.test', { ...nothing, smartHost: 'mx', directDelivery: true }), {
    kind: 'smart-host',
    mayLeave: false,
  });
  assert.deepEqual(governing('a.test', { ...nothing, directDelivery: true, allowedDomains: ['*.test'] }), {
    kind: 'direct',
    mayLeave: true,
  });
  assert.deepEqual(governing('a.test', nothing), { kind: 'none' });
});

void test('nothing leaves that was not allowed by name', () => {
  const domain = fc.constantFrom('a.test', 'b.a.test', 'c.example', '');
  const pattern = fc.constantFrom('*', '*.test', 'a.test', '*.example');
  fc.assert(
    fc.property(domain, fc.array(pattern), fc.array(pattern), (name, local, allowed) => {
      for (const more of [{ smartHost: 'mx' }, { directDelivery: true }, { remoteDomains: { '*': 'mx' } }]) {
        const by = governing(name, { ...nothing, localDomains: local, allowedDomains: allowed, ...more });
        if ('mayLeave' in by && by.mayLeave) assert.ok(bestMatch(name, allowed) !== undefined);
      }
    }),
  );
});
