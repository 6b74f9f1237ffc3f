/** The verbs that command queued messages, with an engine running. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { serving, within, type Serving } from './serving';

/** Sends a message that is put off, and resolves to its queue id. */
async function delayed({ run, letter }: Serving, to = '451@sim.test'): Promise<string> {
  const sent = await run('send', letter('delayed.eml', to));
  const [, id = ''] = /\(Queue\/(\S+),/.exec(sent.out) ?? [];
  assert.notEqual(id, '', sent.out + sent.err);
  return id;
}

const ltr = ({ mailRoot }: Serving, folder: 'Queue' | 'Sent', id: string): string =>
  readFileSync(join(mailRoot[folder], `${id}.ltr`), 'utf8');

void test('hold, priority and release, by the beginning of an id', within, async (t) => {
  const here = await serving(t);
  const { run, line } = here;
  const id = await delayed(here, '451x1@sim.test');
  assert.equal((await run('hold', id.slice(0, 18), '--why', 'waiting for Ann')).out, `${id}: held: waiting for Ann\n`);
  assert.match((await run('list', 'Queue')).out, /held: waiting for Ann/);
  assert.match((await run('show', id)).out, /attempts: 1; held: waiting for Ann/);
  const refused = await run('retry', id);
  assert.deepEqual([refused.code, refused.out], [66, '']);
  assert.match(refused.err, /It is held \(waiting for Ann\)\. Release it first/);
  assert.equal((await run('priority', 'high', id)).out, `${id}: priority high\n`);
  assert.equal((await run('release', '--all')).out, `${id}: released\n`);
  await line(/\(Sent\//);
  assert.match(ltr(here, 'Sent', id), /command: held: waiting for Ann/);
});

void test('two days pass in a moment: advance --to expiration', within, async (t) => {
  const here = await serving(t);
  const id = await delayed(here);
  const advanced = await here.run('advance', id, '--to', 'expiration');
  assert.match(advanced.out, /its clock is moved ahead to \S+ \(its expiration\)/);
  await here.line(/\(Sent\//);
  assert.match(ltr(here, 'Sent', id), /dsn: delay notification[^]*Not delivered before the message expired/);
});

void test('what failed goes to the right address; what was removed comes back', within, async (t) => {
  const here = await serving(t);
  const { run, line } = here;
  const id = await delayed(here);
  const careful = await run('remove', id);
  assert.equal(careful.code, 64);
  assert.match(careful.err, /Say --yes/);
  assert.equal((await run('remove', '-y', id)).code, 0);
  await line(/Taken out of the Queue by a person/);
  assert.deepEqual(readdirSync(here.mailRoot.Queue), []);
  const again = await run('requeue', id, '--to', 'right@sim.test, other@sim.test');
  assert.equal(again.out, `${id}: requeued for <right@sim.test>, <other@sim.test>\n`);
  await line(/right@sim\.test accepted/);
});

void test('edit takes the content of a file, or what an editor makes of it', within, async (t) => {
  const here = await serving(t);
  const { run, cwd, mailRoot } = here;
  const id = await delayed(here);
  writeFileSync(join(cwd, 'new.eml'), 'From: app@example.com\r\nSubject: mended\r\n\r\nnew\r\n');
  assert.equal((await run('edit', id, 'new.eml')).out, `${id}: content replaced\n`);
  assert.match(readFileSync(join(mailRoot.Queue, `${id}.eml`), 'utf8'), /Subject: mended/);
});

void test('expire tells the sender; a wrong use is told plainly', within, async (t) => {
  const here = await serving(t);
  const { run } = here;
  const id = await delayed(here);
  assert.equal((await run('expire')).code, 64);
  assert.match((await run('advance', id, '--by', 'soon')).err, /--by takes a time such as 30m or 2h, not "soon"/);
  assert.match((await run('priority', 'urgent', id)).err, /Say which: high, normal, low/);
  assert.equal((await run('expire', id)).out, `${id}: given up on request\n`);
  await here.line(/Delivered to Drop: app@example\.com/);
});
