/** What the sender hears, told with whole spools: which notification comes when, and what becomes of one that can't be delivered. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Outcome } from '../../src/engine/protocol';
import { hour, minute, sandbox, type Sandbox } from '../support/sandbox';

const about =
  (id: string) =>
  (outcome: Outcome): boolean =>
    outcome.id === id;

/** Moves the clock from event to event until the message has left the Queue: minutes since `start`, attempt, folder of each outcome. */
async function followed(box: Sandbox, id: string, start: number): Promise<string[]> {
  const seen: string[] = [];
  for (let folder = 'Queue'; folder === 'Queue';) {
    await box.idle();
    const at = box.spool.counts().nextAttemptAt;
    assert.ok(at !== undefined);
    const outcome = await box.later(at - box.clock.now(), about(id));
    folder = outcome.folder;
    seen.push(`${Math.round((box.clock.now() - start) / minute)} ${outcome.attempt} ${folder}`);
  }
  return seen;
}

void test('a failure DSN after two days has two days of its own, retried on schedule, and then goes to BadMail', async (t) => {
  const box = await sandbox(t, { config: { 'retry.delayNotificationHours': 100 } });
  const { id } = await box.submit('a.eml', ['From: 451+me@sim.test', 'To: 451@sim.test', '', 'hi', '']);
  const sent = box.clock.now();
  const original = await followed(box, id, sent);
  assert.equal(original.at(-1), `${(48 * hour) / minute} 15 Sent`);
  const dsn = await box.outcome(about(`${id}-f15`));
  assert.equal(dsn.folder, 'Queue');
  const seen = await followed(box, `${id}-f15`, box.clock.now());
  assert.deepEqual(seen.slice(0, 5), ['15 2 Queue', '45 3 Queue', '105 4 Queue', '345 5 Queue', '585 6 Queue']);
  assert.equal(seen.at(-1), `${(48 * hour) / minute} 15 BadMail`);
  assert.match(box.text('BadMail', `${id}-f15.bdr`), /dsn-undeliverable/);
  assert.deepEqual(box.files('Queue'), []);
});
