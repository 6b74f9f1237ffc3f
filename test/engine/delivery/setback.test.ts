import assert from 'node:assert/strict';
import { test } from 'node:test';
import { internalError, tooManyHops } from '../../../src/engine/delivery/setback';

const recipients = ['a@x.test', 'b@x.test'].map((address) => ({ address, state: { action: 'pending' } as const }));

test('a message that passed too many hosts fails for all its recipients, and the limit is named', () => {
  const statuses = tooManyHops(recipients, { hops: 16, at: 7 });
  assert.deepEqual([...statuses.keys()], ['a@x.test', 'b@x.test']);
  const [status] = statuses.values();
  assert.ok(status?.action === 'failed');
  assert.deepEqual(
    [status.status, status.category, status.setting, status.at],
    ['5.4.6', 'loop', 'mailroot.maxHopCount', 7],
  );
  assert.match(status.text, /passed 16 hosts/);
});

test('a fault of ours delays all recipients and fails none', () => {
  const statuses = internalError(recipients, { at: 7, why: 'x is not a function' });
  for (const status of statuses.values()) {
    assert.ok(status.action === 'delayed');
    assert.deepEqual([status.status, status.category], ['4.3.0', 'internal']);
    assert.match(status.text, /MailRoot itself: x is not a function/);
  }
  assert.equal(statuses.size, 2);
});
