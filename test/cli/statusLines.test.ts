import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusLines } from '../../src/cli/status';
import type { EngineStatus } from '../../src/engine/protocol';

const status: EngineStatus = {
  version: '0.1.0',
  pid: 42,
  mailRoot: '/shop/MailRoot',
  startedAt: 0,
  lifetime: 'serve',
  queued: 3,
  deferred: 2,
  held: 0,
  complaints: [],
  troubles: [],
};

void test('messages that were let out are named, as long as they wait', () => {
  assert.doesNotMatch(statusLines(status, 0).join('\n'), /Let out/);
  const letOut = { count: 2, first: [{ id: 'x', subject: 'Order', domains: ['far.test'] }] };
  assert.match(statusLines({ ...status, letOut }, 0).join('\n'), /^Let out by a person: x for far\.test and 1 more$/m);
});
