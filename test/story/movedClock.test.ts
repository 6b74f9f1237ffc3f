/** The clock of a message moved ahead: what falls due on the way happens at once, told by that clock, and other mail keeps its time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hour, minute, sandbox } from '../support/sandbox';
import { done, letter, ltr, untilSettled } from '../support/steering';

test('the clock of a message is moved to its next event: the attempt at 15 minutes happens now', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', letter('451x1@sim.test'));
  const sent = box.outcome(({ id: its, folder }) => its === id && folder === 'Sent');
  await done(box, id, { kind: 'advance', moment: { to: 'next' } });
  await untilSettled(box, sent);
  const text = ltr(box, id, 'Sent');
  assert.match(text, /command: its clock is moved ahead to \S+ \(its next event\)/);
  assert.match(text, /command: its clock is advanced by 9\d\d s/);
  assert.match(text, /T12:05:\S+ relayed/, 'told by its own clock, 15 minutes on');
});

test('moved to its expiration, two days of retries, the delay notification and the failure pass at once', async (t) => {
  const box = await sandbox(t);
  const other = await box.submit('b.eml', letter('451x1@sim.test'));
  const { id } = await box.submit('a.eml', letter('451@sim.test'));
  const before = box.clock.now();
  const gone = box.outcome(({ id: its, folder }) => its === id && folder === 'Sent');
  await done(box, id, { kind: 'advance', moment: { to: 'expiration' } });
  await untilSettled(box, gone);
  assert.equal(box.clock.now(), before, 'the engine waited for nothing');
  assert.equal(box.state(other.id).attempts, 1, 'other mail keeps the time of the day');
  const moments = [...ltr(box, id, 'Sent').matchAll(/^(\S+)Z (attempt|failed): /gm)].map(([, at]) =>
    Math.round((Date.parse(`${at}Z`) - before) / minute),
  );
  assert.deepEqual(moments.slice(0, 8), [0, 15, 45, 105, 345, 585, 825, 1065]);
  assert.equal(moments.at(-1), 48 * 60);
  assert.match(ltr(box, id, 'Sent'), /dsn: delay notification/);
  await untilSettled(
    box,
    box.outcome(({ id: its }) => its.startsWith(`${id}-f`)),
  );
});

test('moved to its delay notification, the sender is told that it takes long and the message waits on', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', letter('451@sim.test'));
  const told = box.outcome(({ id: its }) => its.startsWith(`${id}-d`));
  await done(box, id, { kind: 'advance', moment: { to: 'delay-notification' } });
  await untilSettled(box, told);
  await box.idle();
  const { advancedMs = 0, advanceUntil, nextAttemptAt = 0 } = box.state(id);
  assert.ok(Math.abs(advancedMs - 12 * hour) < minute);
  assert.equal(advanceUntil, undefined);
  assert.ok(nextAttemptAt > box.clock.now() + advancedMs);
});

test('after a crash the clock goes on moving to where it was to go', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', letter('451@sim.test'));
  await done(box, id, { kind: 'advance', moment: { to: 'later', ms: 6 * hour } });
  await box.restart();
  while (box.state(id).advanceUntil !== undefined) {
    box.clock.advance(0);
    await new Promise(setImmediate);
  }
  assert.equal(box.state(id).attempts, 5, 'at 0, 15, 45, 105 and 345 minutes');
});

test('the notification about a message whose clock was moved lives by that clock, and is retried on schedule', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', ['From: 451@sim.test', 'To: 421@sim.test', '', 'Hello', '']);
  const waiting = box.outcome(({ id: its, folder }) => its.startsWith(`${id}-f`) && folder === 'Queue');
  await done(box, id, { kind: 'advance', moment: { to: 'expiration' } });
  const dsn = await untilSettled(box, waiting);
  const { advancedMs = 0, nextAttemptAt = 0 } = box.state(dsn.id);
  assert.ok(Math.abs(advancedMs - 48 * hour) < minute);
  assert.equal(nextAttemptAt - (box.clock.now() + advancedMs), 15 * minute);
  assert.match(box.text('Queue', `${dsn.id}.ltr`), /2026-11-25T11:5\d:\S+ attempt: number 1/);
});
