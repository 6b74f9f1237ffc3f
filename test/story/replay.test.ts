/** Nothing idle is orphaned (IIS: KB934709), and what is put into the Queue by hand is a replay (KB306043). */
import assert from 'node:assert/strict';
import { copyFileSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Outcome } from '../../src/engine/protocol';
import { hour, minute, sandbox, type Sandbox } from '../support/sandbox';

const letter = ['From: app@example.com', 'To: 451x2@sim.test', 'Subject: hi', '', 'hello', ''];

async function lookTwice(box: Sandbox): Promise<void> {
  for (let i = 0; i < 2; i++) await box.spool.scan();
  box.clock.advance(0);
}

void test('a copy of a queued message in the Queue is another message, delivered without a restart', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', letter);
  copyFileSync(join(box.mailRoot.Queue, `${id}.eml`), join(box.mailRoot.Queue, `${id} - Copy.eml`));
  const copied = box.outcome((outcome) => outcome.id !== id);
  await lookTwice(box);
  const outcome: Outcome = await copied;
  assert.notEqual(outcome.id, id);
  assert.deepEqual(
    outcome.recipients.map(({ address }) => address),
    ['451x2@sim.test'],
  );
});

void test('a family that was taken away and is put back goes on where it was', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', letter);
  await box.idle();
  const away = (part: string): string => join(box.mailRoot.root, `${id}${part}`);
  const here = (part: string): string => join(box.mailRoot.Queue, `${id}${part}`);
  const parts = ['.eml', '.envelope.json', '.ltr', '.rtr'];
  for (const part of parts) renameSync(here(part), away(part));
  // The engine notices at its next attempt that it is gone, and forgets it.
  box.clock.advance(15 * minute);
  while (box.spool.counts().queued > 0) await new Promise(setImmediate);
  for (const part of parts) renameSync(away(part), here(part));
  const second = box.outcome((outcome) => outcome.id === id && outcome.attempt === 2);
  await lookTwice(box);
  assert.equal((await second).folder, 'Queue');
  assert.equal((await box.later(30 * minute, (outcome) => outcome.id === id)).folder, 'Sent');
});

void test('a message whose file was given a time far ahead is found by a check, and attempted when it is due', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', letter);
  await box.idle();
  const far = (box.clock.now() + 1_000 * hour) / 1_000;
  utimesSync(join(box.mailRoot.Queue, `${id}.eml`), far, far);
  await box.restart();
  await box.idle();
  assert.ok((box.spool.counts().nextAttemptAt ?? 0) > box.clock.now() + 900 * hour, 'it would sleep for weeks');
  const checked = await settled(box, box.spool.check('mend'));
  assert.deepEqual(
    checked.map(({ kind }) => kind),
    ['overslept'],
  );
  await box.idle();
  const second = await box.later(15 * minute, (outcome) => outcome.id === id && outcome.attempt === 2);
  assert.equal(second.folder, 'Queue');
});

void test('a queue in which messages wait for all sorts of reasons has no findings', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', letter);
  await box.submit('b.eml', ['From: app@example.com', 'To: 421@sim.test', '', 'x', '']);
  await box.submit('c.eml', ['From: app@example.com', 'To: 550@sim.test, here@example.com', '', 'x', '']);
  await box.idle();
  assert.deepEqual(await settled(box, box.spool.check('report')), []);
  rmSync(join(box.mailRoot.Queue, `${id}.eml`));
  // The engine may notice it by itself between the two looks of the check.
  const kinds = (await settled(box, box.spool.check('mend'))).map(({ kind }) => kind);
  assert.deepEqual(
    kinds.filter((kind) => kind !== 'leftover'),
    [],
  );
  await box.idle();
  assert.ok(!box.files('Queue').some((name) => name.startsWith(id)));
});

/** Moves the clock over the moment between the two looks of a check. */
async function settled<T>(box: Sandbox, asked: Promise<T>): Promise<T> {
  const asking = { ended: false };
  void asked.finally(() => (asking.ended = true));
  while (!asking.ended) {
    await new Promise(setImmediate);
    box.clock.advance(100);
  }
  return asked;
}
