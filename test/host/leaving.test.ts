import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultConfig } from '../../src/engine/config';
import type { Access, Way } from '../../src/engine/routeAnswer';
import { canLeaveTo, heldBackOf, leavingWords } from '../../src/host/leaving';

const barred: Access = { kind: 'not-asked', mayGo: false, why: '' };
const free: Access = { kind: 'open', addresses: ['192.0.2.1'], leaves: true };

function hosts(...all: Access[]): Way {
  const shown = all.map((access, i) => {
    const tls = { policy: 'opportunistic', implicit: false } as const;
    return { name: `mx${i}.far.test`, port: 25, tls, timeouts: {}, access };
  });
  return { kind: 'hosts', why: 'mailroot.smartHost', hosts: shown };
}

const to = (address: string, way: Way): { address: string; way: Way } => ({ address, way });

void test('who is held back is told with the host, and each domain and host once', () => {
  const recipients = [
    to('a@far.test', hosts(barred)),
    to('b@FAR.test', hosts({ kind: 'held-back', addresses: ['192.0.2.1'], text: '', setting: '' })),
    to('c@here.test', { kind: 'drop', why: '' }),
    to('d@free.test', hosts(free)),
  ];
  assert.deepEqual(heldBackOf({ recipients }), {
    recipients: ['a@far.test', 'b@FAR.test'],
    domains: ['far.test'],
    hosts: ['mx0.far.test port 25'],
  });
});

void test('exchangers that are not asked for hold back too', () => {
  const exchangers = { domain: 'far.test', kind: 'not-asked', mayGo: false, why: '' } as const;
  const held = heldBackOf({ recipients: [to('a@far.test', { kind: 'hosts', why: '', hosts: [], exchangers })] });
  assert.deepEqual(held?.hosts, ['the mail exchangers of far.test']);
});

void test('nobody is held back who is captured, has no route, whose host is not found, or who has another way', () => {
  const ways: Way[] = [
    { kind: 'drop', why: '' },
    { kind: 'refused', status: '5.4.4', text: '', setting: '' },
    hosts({ kind: 'unresolved', text: '' }),
    hosts({ kind: 'not-asked', mayGo: true, why: '' }),
    hosts(barred, free),
  ];
  assert.equal(heldBackOf({ recipients: ways.map((way) => to('a@far.test', way)) }), undefined);
});

void test('as it comes, nothing can leave; what is captured here does not, whatever is allowed', () => {
  assert.equal(leavingWords(defaultConfig), undefined);
  assert.deepEqual(canLeaveTo({ ...defaultConfig, allowedDomains: ['far.test', '*'], smartHost: 'relay.test' }), []);
});

void test('a domain that is named with a host of another machine can be left for, one on this machine not', () => {
  const remoteDomains = {
    'far.test': 'mx.far.test',
    'near.test': 'localhost:1025',
    'six.test': '[::1]:25',
    'four.test': { host: '127.0.0.1', port: 25 },
    'two.test': [{ hosts: ['127.0.0.1', 'backup.two.test'] }],
    '*': 'relay.test',
  };
  assert.deepEqual(canLeaveTo({ ...defaultConfig, remoteDomains }), ['far.test', 'two.test']);
});

void test('by a smart host or the exchangers, what is allowed can leave', () => {
  const base = { ...defaultConfig, localDomains: ['here.test'], allowedDomains: ['far.test', '*.x.test', 'here.test'] };
  assert.deepEqual(canLeaveTo({ ...base, smartHost: 'relay.test:587' }), ['far.test', '*.x.test']);
  assert.deepEqual(canLeaveTo({ ...base, directDelivery: true }), ['far.test', '*.x.test']);
  assert.deepEqual(canLeaveTo({ ...base, smartHost: '127.0.0.1:1025' }), []);
  assert.deepEqual(canLeaveTo({ ...base, localDomains: [], remoteDomains: { '*': 'relay.test' } }), [
    'far.test',
    '*.x.test',
    'here.test',
  ]);
});

void test('the sentence says any domain, names eight, and tells of a rehearsal', () => {
  const base = { ...defaultConfig, localDomains: [], directDelivery: true };
  assert.equal(leavingWords({ ...base, allowedDomains: ['*'] }), 'Mail can leave this machine for any domain.');
  const ten = Array.from({ length: 10 }, (_, i) => `d${i}.test`);
  assert.match(leavingWords({ ...base, allowedDomains: ten }) ?? '', /d7\.test and 2 more\.$/);
  const rehearsal = { ...base, allowedDomains: ['own.test'], rehearsalRecipient: 'me@own.test' };
  assert.match(leavingWords(rehearsal) ?? '', /In this rehearsal, all of it goes to me@own\.test\.$/);
});
