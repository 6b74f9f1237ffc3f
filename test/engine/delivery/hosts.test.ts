/** The book of hosts: what was learned about a host, for whom it counts and for how long. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classify } from '../../../src/engine/delivery/classify';
import { HostBook, quiets } from '../../../src/engine/delivery/hosts';
import type { DeliveryStatus, Stage } from '../../../src/engine/mailroot/envelope';

const noon = Date.UTC(2026, 10, 23, 12);
const down = delayed('connect', { errorCode: 'ECONNREFUSED', errorText: 'connect ECONNREFUSED' });

function delayed(
  stage: Stage,
  trouble: Parameters<typeof classify>[0] | object,
): Extract<DeliveryStatus, { action: 'delayed' }> {
  const status = classify({ stage, host: 'mx.test', ...trouble }, noon, 'mx.test:25');
  assert.equal(status.action, 'delayed');
  return status;
}

void test('what keeps everybody away from a host speaks for the host', () => {
  for (const stage of ['dns', 'connect', 'greeting'] as const)
    assert.equal(quiets(delayed(stage, { errorCode: 'ETIMEDOUT' })), 'host', stage);
  for (const stage of ['greeting', 'ehlo', 'mail', 'rcpt', 'data'] as const)
    assert.equal(quiets(delayed(stage, { reply: { code: 421, text: 'Closing' } })), 'host', stage);
});

void test('what keeps away whoever comes on the same terms speaks for those', () => {
  for (const stage of ['ehlo', 'tls', 'auth'] as const)
    assert.equal(quiets(delayed(stage, { reply: { code: 454, text: 'Not now' } })), 'terms', stage);
});

void test('what a host says about one message speaks for that message', () => {
  for (const stage of ['mail', 'rcpt', 'data'] as const)
    assert.equal(quiets(delayed(stage, { reply: { code: 450, text: 'Busy' } })), 'nobody', stage);
  const failed = classify({ stage: 'rcpt', reply: { code: 550, text: 'No' } }, noon);
  assert.equal(quiets(failed), 'nobody');
  assert.equal(quiets({ action: 'relayed', at: noon, nextHop: 'mx', reply: { code: 250, text: '' } }), 'nobody');
});

void test('another message gets the same status, told when and for whom it was tried', () => {
  const book = new HostBook();
  book.note('mx', down, { triedFor: '20261123T120000Z-0000001', quietMs: 60_000 });
  const answer = book.ask(['mx'], { now: noon + 10_000 });
  assert.deepEqual(answer, {
    ...down,
    at: noon + 10_000,
    text: `${down.text} (Tried at 12:00:00 UTC for 20261123T120000Z-0000001, not again for this one.)`,
  });
  assert.equal(book.ask(['other'], { now: noon }), undefined);
});

void test('it is believed until its time is over, and not by who asks for news from after it was learned', () => {
  const book = new HostBook();
  book.note('mx', down, { triedFor: 'one', quietMs: 60_000 });
  assert.ok(book.ask(['mx'], { now: noon + 59_999 }));
  assert.ok(book.ask(['mx'], { now: noon + 1, since: noon }));
  assert.equal(book.ask(['mx'], { now: noon + 1, since: noon + 1 }), undefined);
  assert.equal(book.ask(['mx'], { now: noon + 60_000 }), undefined);
  assert.equal(book.ask(['mx'], { now: noon + 1 }), undefined, 'forgotten when its time was over');
});

void test('whoever gets through makes it forgotten; the first that is known of several answers', () => {
  const book = new HostBook();
  book.note('host', down, { triedFor: 'one', quietMs: 60_000 });
  book.note('terms', { ...down, stage: 'auth' }, { triedFor: 'two', quietMs: 60_000 });
  assert.equal(book.ask(['host', 'terms'], { now: noon })?.stage, 'connect');
  book.forget('host');
  assert.equal(book.ask(['host', 'terms'], { now: noon })?.stage, 'auth');
});

void test('what was learned by other settings is not believed', () => {
  const book = new HostBook();
  book.note('mx', down, { triedFor: 'first', quietMs: 60_000 });
  book.clear();
  assert.equal(book.ask(['mx'], { now: noon + 1 }), undefined);
});
