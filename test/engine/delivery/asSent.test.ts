import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asSent, type Disguise } from '../../../src/engine/delivery/asSent';
import type { Envelope, Source } from '../../../src/engine/mailroot/envelope';
import { envelope, id } from '../../views/envelopes';

const smtp: Source = { kind: 'smtp', client: 'shop.test [127.0.0.1]' };
const disguise: Disguise = { domain: 'shop.example', isLocal: (address) => address.endsWith('@shop.local'), hops: 0 };

function sent(more: Partial<Envelope>, as: Partial<Disguise> = {}): Envelope {
  return asSent(envelope([], { reversePath: 'ann@shop.local', ...more }), { ...disguise, ...as });
}

void test('a local sender goes out under the masquerade domain', () => {
  assert.equal(sent({}).reversePath, 'ann@shop.example');
  assert.equal(sent({ reversePath: '"a@b"@shop.local' }).reversePath, '"a@b"@shop.example');
});

void test('without a masquerade domain, and from a domain that is not local, the sender stays', () => {
  assert.equal(sent({}, { domain: '' }).reversePath, 'ann@shop.local');
  assert.equal(sent({ reversePath: 'ann@far.test' }).reversePath, 'ann@far.test');
});

void test('the null reverse-path is never given a domain', () => {
  assert.equal(sent({ reversePath: '' }, { isLocal: () => true }).reversePath, '');
});

void test('only the first hop masquerades: what came through other hosts keeps its sender', () => {
  assert.equal(sent({}, { hops: 1 }).reversePath, 'ann@shop.local');
  assert.equal(sent({ source: smtp }, { hops: 1 }).reversePath, 'ann@shop.example', 'the one Received is our own');
  assert.equal(sent({ source: smtp }, { hops: 2 }).reversePath, 'ann@shop.local');
});

void test('a message that sets out from here is told by its queue id, where its sender gave no ENVID', () => {
  assert.equal(sent({}).envid, id);
  assert.equal(sent({ envid: 'order-42' }).envid, 'order-42');
});

void test('a relayed message gets no ENVID of ours, and a DSN neither (RFC 3461 §5.2.1)', () => {
  assert.equal(sent({ source: smtp }).envid, undefined);
  assert.equal(sent({ source: { kind: 'dsn', of: id }, reversePath: '' }).envid, undefined);
});

void test('nobody hears of a message from <>, so it needs no ENVID', () => {
  assert.equal(sent({ reversePath: '' }).envid, undefined);
});
