import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EngineStatus } from '../../src/engine/protocol';
import { statusLook, type StatusFacts, type StatusLook } from '../../src/views/statusItemModel';

const status: EngineStatus = {
  version: '0.1.0',
  pid: 42,
  mailRoot: '/shop/MailRoot',
  startedAt: 0,
  lifetime: 'clients',
  smtp: { host: '127.0.0.1', port: 2525, wantedPort: 2525 },
  queued: 0,
  deferred: 0,
  held: 0,
  complaints: [],
  troubles: [],
};

/** What is shown, where something is. */
function shown(facts: StatusFacts): StatusLook {
  const look = statusLook(facts);
  assert.ok(look);
  return look;
}

void test('a window without MailRoot has no status item', () => {
  assert.equal(statusLook({ state: 'none' }), undefined);
});

void test('each state of the engine has words of its own', () => {
  const states = ['untrusted', 'stopped', 'starting', 'running', 'failed'] as const;
  const texts = states.map((state) => shown({ state, status, reason: 'no disk' }).text);
  assert.equal(new Set(texts).size, states.length);
  for (const text of texts) assert.match(text, /MailRoot/);
});

void test('a running engine shows its SMTP port', () => {
  const look = shown({ state: 'running', status });
  assert.equal(look.text, '$(mail) MailRoot :2525');
  assert.match(look.tooltip, /SMTP on 127\.0\.0\.1:2525\./);
  assert.equal(look.warning, false);
});

void test('a port that was taken is told, with the one that is used', () => {
  const smtp = { host: '127.0.0.1', port: 2526, wantedPort: 2525 };
  assert.match(shown({ state: 'running', status: { ...status, smtp } }).tooltip, /2526 \(port 2525 was taken\)/);
});

void test('any free port, when that was wanted, is no news', () => {
  const smtp = { host: '127.0.0.1', port: 40_000, wantedPort: 0 };
  assert.doesNotMatch(shown({ state: 'running', status: { ...status, smtp } }).tooltip, /taken/);
});

void test('queued messages are counted, and how many of them wait', () => {
  const look = shown({ state: 'running', status: { ...status, queued: 3, deferred: 2 } });
  assert.match(look.text, /\$\(history\) 3$/);
  assert.match(look.tooltip, /3 in the queue, 2 of them wait/);
});

void test('an engine without listener says so', () => {
  const { smtp, ...deaf } = status;
  assert.ok(smtp);
  const look = shown({ state: 'running', status: deaf });
  assert.equal(look.text, '$(mail) MailRoot');
  assert.match(look.tooltip, /does not listen/);
});

void test('while a file is sent, its stage is shown instead', () => {
  assert.equal(shown({ state: 'running', status, sending: 'RCPT' }).text, '$(sync~spin) RCPT');
});

void test('troubles and complaints turn it into a warning and are read in its tooltip', () => {
  const complaints = [
    { setting: 'mailroot.smtp.port', text: 'is no port: "x". 2525 is used.' },
  ] as unknown as EngineStatus['complaints'];
  const look = shown({ state: 'running', status: { ...status, troubles: ['The disk is full.'], complaints } });
  assert.equal(look.warning, true);
  assert.match(look.tooltip, /The disk is full\./);
  assert.match(look.tooltip, /mailroot\.smtp\.port is no port/);
});

void test('an engine that does not run says why', () => {
  const look = shown({ state: 'failed', reason: 'It is held by another computer.' });
  assert.equal(look.warning, true);
  assert.match(look.tooltip, /held by another computer/);
});

void test('while anything can leave there is a globe, and the tooltip says for whom; else it says that nothing can', () => {
  const leaves = 'Mail can leave this machine for far.test.';
  const look = shown({ state: 'running', status, leaves });
  assert.match(look.text, /\$\(globe\)$/);
  assert.ok(look.tooltip.includes(leaves));
  const safe = shown({ state: 'running', status });
  assert.doesNotMatch(safe.text, /globe/);
  assert.match(safe.tooltip, /Nothing can leave this machine\./);
});

void test('a message that was let out shows the globe and is named, as long as it waits', () => {
  const one = { id: 'x', subject: 'Your\norder', domains: ['far.test'] };
  const look = shown({ state: 'running', status: { ...status, queued: 1, letOut: { count: 1, first: [one] } } });
  assert.match(look.text, /\$\(globe\)$/);
  assert.match(look.tooltip, /By your leave, a queued message can leave this machine: "Your order" for far\.test\./);
  assert.doesNotMatch(look.tooltip, /Nothing can leave/);
  assert.equal(look.warning, false);
});

void test('of many that were let out some are named; what the settings allow is said besides', () => {
  const first = [{ id: '20261123T115001Z-07b3a9c', subject: '', domains: ['a.test', 'b.test'] }];
  const leaves = 'Mail can leave this machine for c.test.';
  const { tooltip } = shown({ state: 'running', status: { ...status, letOut: { count: 4, first } }, leaves });
  assert.match(tooltip, /Mail can leave this machine for c\.test\.\n\nBy your leave, 4 queued messages/);
  assert.match(tooltip, /"20261123T115001Z-07b3a9c" for a\.test, b\.test and 3 more\./);
});
