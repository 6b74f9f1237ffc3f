/** `mailroot check` as a process: with no engine, beside one, and what it ends with. What there is to find is tested in mailroot/. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { tempMailRoot } from '../support/tempFolder';
import { mailroot } from './runCli';
import { serving, within } from './serving';

const id = '20261123T115001Z-07b3a9c';
const letter = 'From: a@x.test\r\nTo: b@x.test\r\n\r\nhi\r\n';

void test('all is well: 0', async (t) => {
  const { root } = tempMailRoot(t);
  const ran = await mailroot(['check'], { cwd: root });
  assert.deepEqual([ran.code, ran.err], [0, '']);
  assert.match(ran.out, /^All is well/);
});

void test('what was found is said with what was done, and all mended is 1; then all is well', async (t) => {
  const mailRoot = tempMailRoot(t);
  writeFileSync(join(mailRoot.Queue, `${id}.eml.tmp`), 'half');
  writeFileSync(join(mailRoot.Queue, 'copy.eml'), letter);
  const dry = await mailroot(['check', '--dry-run'], { cwd: mailRoot.root });
  assert.equal(dry.code, 65);
  assert.match(dry.out, /half-written: .*: nothing was done\.$/m);
  assert.equal(readdirSync(mailRoot.Queue).length, 2);
  const ran = await mailroot(['check'], { cwd: mailRoot.root });
  assert.equal(ran.code, 1, ran.err);
  assert.match(ran.out, /^Queue\/20261123T115001Z-07b3a9c\.eml\.tmp is half-written: .*: removed\.$/m);
  assert.match(
    ran.out,
    /^Queue\/copy\.eml has no queue id: it is not delivered: taken up as \d{8}T\d{6}Z-[0-9a-f]{7}\.$/m,
  );
  assert.equal(readdirSync(mailRoot.Queue).length, 1);
  assert.ok(!existsSync(mailRoot.lock), 'the lock is given back');
  assert.equal((await mailroot(['check'], { cwd: mailRoot.root })).code, 0);
});

void test('what is for a person to decide is 65, as JSON too', async (t) => {
  const mailRoot = tempMailRoot(t);
  writeFileSync(join(mailRoot.Queue, `${id}.eml`), letter);
  mkdirSync(join(mailRoot.Queue, `${id}.envelope.json`));
  const ran = await mailroot(['check', '--json'], { cwd: mailRoot.root });
  assert.equal(ran.code, 65);
  const [one] = ran.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.deepEqual([one?.['kind'], one?.['id'], one?.['isMended']], ['unreadable', id, false]);
});

void test('while another engine holds the MailRoot and does not answer, nothing is touched', async (t) => {
  const mailRoot = tempMailRoot(t);
  writeFileSync(join(mailRoot.Queue, `${id}.eml.tmp`), 'half');
  const lock = { pid: process.pid, host: hostname(), startedAt: 1, socket: '/nowhere' };
  writeFileSync(mailRoot.lock, JSON.stringify(lock));
  const ran = await mailroot(['check'], { cwd: mailRoot.root });
  assert.equal(ran.code, 75);
  assert.match(ran.err, /An engine already runs on/);
  assert.equal(readdirSync(mailRoot.Queue).length, 1);
});

void test(
  'beside a running engine it is the engine that looks and delivers what it did not know',
  within,
  async (t) => {
    const { mailRoot, run, line } = await serving(t);
    assert.equal((await run('check')).code, 0);
    writeFileSync(join(mailRoot.Queue, 'restored by hand.eml'), letter);
    const ran = await run('check', '--json');
    // The engine's own look each ten seconds may have been faster.
    assert.ok(ran.code === 1 || ran.code === 0, ran.err);
    await line(/Delivered to Drop: b@x\.test/);
    assert.deepEqual(readdirSync(mailRoot.Queue), []);
    assert.equal(readdirSync(mailRoot.Drop).length, 1);
  },
);
