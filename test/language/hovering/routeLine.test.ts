import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RouteAnswer } from '../../../src/engine/routeAnswer';
import { routeBlocks, routeQuestion } from '../../../src/language/hovering/routeLine';

const limits = {
  recipientsPerTransaction: 100,
  connectionsPerHost: 5,
  messagesPerConnection: 20,
  deadlineMinutes: 10,
  retryMinutes: [15],
  expirationHours: 48,
};

function lines(way: RouteAnswer['recipients'][number]['way'], obstacles: RouteAnswer['obstacles'] = []): string[] {
  const answer: RouteAnswer = { obstacles, recipients: [{ address: 'a@b.example', way }], limits };
  return routeBlocks(answer).map((block) => (block.kind === 'said' ? `${block.label}: ${block.text}` : block.text));
}

void test('where mail to the address would go, and which setting decides', () => {
  assert.deepEqual(lines({ kind: 'drop', why: 'mailroot.localDomains has "*"' }), [
    'Route: Captured in Drop',
    'Why: mailroot.localDomains has "*"',
  ]);
});

void test('an address without a way, and what comes before any', () => {
  const refused = {
    kind: 'refused',
    status: '5.7.1',
    text: 'Not allowed.',
    setting: 'mailroot.allowedDomains',
  } as const;
  assert.deepEqual(lines(refused, [{ kind: 'held', text: 'A hold rule holds it.' }]), [
    'No route: Refused: no route',
    'Why: 5.7.1 Not allowed.',
    'Before that: A hold rule holds it.',
  ]);
});

void test('a hover asks about one address, and lets no name be looked up', () => {
  assert.deepEqual(routeQuestion('a@b.example'), { recipients: ['a@b.example'], names: 'leave' });
});

void test('with a host, what it asks of TLS is told too', () => {
  const tls = { policy: 'required', implicit: false } as const;
  const access = { kind: 'open', addresses: ['127.0.0.1'], leaves: false } as const;
  const hosts = [{ name: 'mx.test', port: 25, tls, timeouts: {}, access }];
  assert.deepEqual(lines({ kind: 'hosts', why: 'mailroot.smartHost', hosts }), [
    'Route: Handed to mx.test port 25',
    'Why: mailroot.smartHost',
    'TLS: always; its certificate is not looked at',
  ]);
});
