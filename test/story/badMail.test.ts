/** BadMail that is full, can't be written, or lies elsewhere: what is bad waits, is told of, and is never lost. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Outcome } from '../../src/engine/protocol';
import { minute, sandbox, type Sandbox, type SandboxOptions } from '../support/sandbox';

const about =
  (id: string) =>
  (outcome: Outcome): boolean =>
    outcome.id === id;

/** A message that fails and has nobody to tell. */
const hopeless = ['X-Sender: <>', 'X-Receiver: <550@sim.test>', 'From: a@b.test', '', 'hi', ''];

async function stuck(
  t: TestContext,
  config: SandboxOptions['config'],
  before: (box: Sandbox) => void = () => undefined,
): Promise<{ box: Sandbox; id: string }> {
  const box = await sandbox(t, { config: { ...config } });
  before(box);
  const { id, folder } = await box.submit('a.eml', hopeless);
  assert.equal(folder, 'Queue');
  await box.idle();
  return { box, id };
}

function replaceByFile({ mailRoot }: Sandbox): void {
  rmSync(mailRoot.BadMail, { recursive: true });
  writeFileSync(mailRoot.BadMail, '');
}

void test('a full BadMail is announced, and what no longer fits waits in the Queue with its reason', async (t) => {
  const { box, id } = await stuck(t, { 'badMail.maxMegabytes': 0 });
  assert.deepEqual(box.files('BadMail'), []);
  assert.match(box.troubles.all().join(), /BadMail is full: it holds 0\.0 of 0 MB \(mailroot\.badMail\.maxMegabytes\)/);
  assert.match(box.troubles.all().join(), /Until then 1 message waits in the Queue\./);
  assert.match(box.text('Queue', `${id}.ltr`), /note: stays in the Queue for now: BadMail is full/);
  const { fate, waits } = box.state(id);
  assert.equal(fate?.kind, 'bad');
  assert.match(waits?.why ?? '', /Delete or move what is in it, or raise the setting/);
});

void test('its sentence says why it is bad, and why it is still in the Queue', async (t) => {
  const box = await sandbox(t, { config: { 'badMail.maxMegabytes': 0 } });
  const { sentence } = await box.submit('a.eml', hopeless);
  assert.match(sentence, /nobody to tell.*BadMail is full/);
});

void test('it is looked at again every five minutes, without another word', async (t) => {
  const { box, id } = await stuck(t, { 'badMail.maxMegabytes': 0 });
  const before = box.text('Queue', `${id}.ltr`);
  assert.equal((await box.later(5 * minute, about(id))).folder, 'Queue');
  assert.equal(box.text('Queue', `${id}.ltr`), before);
});

void test('when the setting is raised everything that waits goes, and the trouble is over', async (t) => {
  const { box, id } = await stuck(t, { 'badMail.maxMegabytes': 0 });
  const others = [await box.submit('b.eml', hopeless), await box.submit('c.eml', hopeless)].map((each) => each.id);
  assert.match(box.troubles.all().join(), /3 messages wait/);
  await box.idle();
  box.configure({ 'badMail.maxMegabytes': 1 });
  box.clock.advance(1_000);
  for (const each of [id, ...others])
    assert.equal((await box.outcome((o) => o.id === each && o.folder === 'BadMail')).id, each);
  assert.deepEqual(box.troubles.all(), []);
  assert.deepEqual(box.files('Queue'), []);
  assert.doesNotMatch(box.text('BadMail', `${id}.bdp`), /"waits"/);
});

void test('when room is made by hand it is found, and one that goes through brings the next', async (t) => {
  const { box, id } = await stuck(t, { 'badMail.maxMegabytes': 0.5 }, ({ mailRoot }) =>
    writeFileSync(join(mailRoot.BadMail, 'old'), Buffer.alloc(600_000)),
  );
  const other = await box.submit('b.eml', hopeless);
  await box.idle();
  rmSync(join(box.mailRoot.BadMail, 'old'));
  box.clock.advance(5 * minute);
  for (const each of [id, other.id]) await box.outcome((o) => o.id === each && o.folder === 'BadMail');
  assert.deepEqual([box.files('Queue'), box.troubles.all()], [[], []]);
});

void test('after a restart it waits as before, and goes when there is room', async (t) => {
  const { box, id } = await stuck(t, { 'badMail.maxMegabytes': 0 });
  await box.restart();
  assert.equal((await box.outcome(about(id))).folder, 'Queue');
  await box.idle();
  box.configure({ 'badMail.maxMegabytes': -1 });
  box.clock.advance(0);
  assert.equal((await box.outcome(about(id))).folder, 'BadMail');
});

void test('a BadMail that can not be written keeps the message in the Queue, is told, and is tried again', async (t) => {
  const { box, id } = await stuck(t, {}, replaceByFile);
  assert.match(
    box.troubles.all().join(),
    /BadMail can't be written \(.*\)\. Mend that, or change mailroot\.badMail\.folder/,
  );
  assert.equal(box.state(id).fate?.kind, 'bad');
  rmSync(box.mailRoot.BadMail);
  mkdirSync(box.mailRoot.BadMail);
  assert.equal((await box.later(5 * minute, about(id))).folder, 'BadMail');
  assert.deepEqual(box.troubles.all(), []);
});

void test('a command to a message on its way to BadMail is refused in words', async (t) => {
  const { box, id } = await stuck(t, { 'badMail.maxMegabytes': 0 });
  const asked = box.spool.steer({ ids: [id] }, { kind: 'retry' });
  box.clock.advance(0);
  const [answer] = await asked;
  assert.equal(answer?.kind, 'refused');
  assert.match(answer.why, /on its way to BadMail\. BadMail is full/);
});

void test('deleted by hand while it waits, it is forgotten and the trouble is over', async (t) => {
  const { box, id } = await stuck(t, { 'badMail.maxMegabytes': 0 });
  rmSync(join(box.mailRoot.Queue, `${id}.eml`));
  box.clock.advance(5 * minute);
  await box.idle();
  assert.deepEqual(box.troubles.all(), []);
});

void test('other mail goes on while BadMail is full', async (t) => {
  const { box } = await stuck(t, { 'badMail.maxMegabytes': 0 });
  assert.equal((await box.submit('b.eml', ['From: a@b.test', 'To: fine@sim.test', '', 'hi', ''])).folder, 'Sent');
});
