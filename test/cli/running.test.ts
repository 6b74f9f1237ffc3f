/** The command line with an engine: `mailroot serve` as a process, and the other verbs as its clients. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import nodemailer from 'nodemailer';
import type { EngineStatus, Outcome } from '../../src/engine/protocol';
import { tempFolder } from '../support/tempFolder';
import { mailroot } from './runCli';
import { serving, within } from './serving';

void test('serve makes the folders, says where it listens, and ends on SIGTERM', within, async (t) => {
  const { mailRoot, lines, process: child, ended } = await serving(t);
  assert.match(
    lines[0] ?? '',
    /^The engine \d+\.\d+\.\d+ runs on .*MailRoot \(process \d+, started (?:now|\d+ s ago), until it is/,
  );
  // Any free port was wanted, so none was taken.
  assert.match(lines[1] ?? '', /^SMTP: 127\.0\.0\.1:\d+$/);
  for (const name of ['Pickup', 'Queue', 'BadMail', 'Drop', 'Sent']) assert.ok(existsSync(join(mailRoot.root, name)));
  child.kill('SIGTERM');
  assert.equal(await ended, 0);
  assert.ok(!existsSync(mailRoot.lock));
});

void test('a file sent is delivered; send says so and ends with 0; serve tells the same', within, async (t) => {
  const { run, letter, mailRoot, line } = await serving(t);
  const sent = await run('send', letter('order.eml', 'bob@example.com'));
  assert.deepEqual([sent.code, sent.err], [0, '']);
  assert.match(sent.out, /^order-[0-9a-f]{8}\.eml: Delivered to Drop: bob@example\.com \(Drop\/\S+, \d+ ms\)\n$/);
  assert.equal(readdirSync(mailRoot.Drop).length, 1);
  await line(/^order-[0-9a-f]{8}\.eml: Delivered to Drop/);
});

void test('what fails ends with 69, what is put off with 75, what is no message with 65', within, async (t) => {
  const { run, letter, cwd } = await serving(t);
  const failed = await run('send', letter('failed.eml', '550@sim.test'));
  assert.equal(failed.code, 69);
  assert.match(failed.out, /550@sim\.test failed: 550 5\.1\.1 User unknown \(Sent\//);
  const delayed = await run('send', letter('delayed.eml', '451@sim.test'));
  assert.equal(delayed.code, 75);
  assert.match(delayed.out, /\(Queue\/\S+, .*, next attempt in 15 min\)/);
  writeFileSync(join(cwd, 'nobody.eml'), 'Subject: nobody\r\n\r\nhi\r\n');
  assert.equal((await run('send', 'nobody.eml')).code, 65);
});

void test('of several files the worst decides, and each is told', within, async (t) => {
  const { run, letter } = await serving(t);
  const sent = await run('send', letter('a.eml', 'a@example.com'), letter('b.eml', '550@sim.test'), '--json');
  assert.equal(sent.code, 69);
  const outcomes = sent.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Outcome);
  assert.deepEqual(outcomes.map(({ folder }) => folder).sort(), ['Drop', 'Sent']);
});

void test('a message comes from stdin too', within, async (t) => {
  const { cwd, mailRoot } = await serving(t);
  const input = 'From: a@example.com\nTo: b@example.com\n\nfrom a pipe\n';
  const sent = await mailroot(['send', '-'], { cwd, input });
  assert.equal(sent.code, 0);
  assert.equal(readdirSync(mailRoot.Drop).length, 1);
});

void test('retry attempts what is queued, until it is through', within, async (t) => {
  const { run, letter, line, mailRoot } = await serving(t);
  const delayed = await run('send', letter('twice.eml', '451x2@sim.test'));
  const [, id = ''] = /\(Queue\/(\S+),/.exec(delayed.out) ?? [];
  assert.equal((await run('retry', id.slice(0, 20))).out, `${id}: attempt now\n`);
  await line(/next attempt in 30 min/);
  const all = await run('retry', '--json');
  assert.deepEqual(JSON.parse(all.out), { id, kind: 'done', said: 'attempt now' });
  await line(/\(Sent\//);
  assert.deepEqual(readdirSync(mailRoot.Queue), []);
});

void test('retry of what is not queued says where to look', within, async (t) => {
  const { run } = await serving(t);
  const ran = await run('retry', '20261123T115001Z-07b3a9c');
  assert.equal(ran.code, 66);
  assert.match(ran.err, /20261123T115001Z-07b3a9c/);
});

void test('status tells the engine and counts the folders', within, async (t) => {
  const { run, letter } = await serving(t);
  await run('send', letter('delayed.eml', '451@sim.test'));
  const ran = await run('status');
  assert.equal(ran.code, 0);
  assert.match(ran.out, /Queued: 1, of these waiting for a later attempt: 1, next attempt in 15 min/);
  assert.match(ran.out, /^ {2}Queue +1$/m);
  const json = JSON.parse((await run('status', '--json')).out) as { engine: EngineStatus };
  assert.equal(json.engine.lifetime, 'serve');
});

void test('what a program sends over SMTP is told by serve', within, async (t) => {
  const { run, line } = await serving(t);
  const { engine } = JSON.parse((await run('status', '--json')).out) as { engine: EngineStatus };
  assert.ok(engine.smtp);
  const transport = nodemailer.createTransport({ host: engine.smtp.host, port: engine.smtp.port });
  await transport.sendMail({ from: 'a@example.com', to: 'b@example.com', subject: 'hi', text: 'hi' });
  await line(/^\d{8}T\d{6}Z-[0-9a-f]+: Delivered to Drop/);
});

void test('a second serve on the same MailRoot is refused, and names the first', within, async (t) => {
  const { run } = await serving(t);
  const second = await run('serve', 'MailRoot', '--port', '0');
  assert.equal(second.code, 75);
  assert.match(second.err, /An engine already runs on .*process \d+/);
});

void test('stop ends the engine, and serve with it', within, async (t) => {
  const { run, ended } = await serving(t);
  const stopped = await run('stop');
  assert.equal(stopped.code, 0);
  assert.match(stopped.out, /has ended\. What was queued waits for the next one/);
  assert.equal(await ended, 0);
});

void test(
  'settings come from a file, named as in VS Code; a bad one is told and does not stop it',
  within,
  async (t) => {
    const cwd = tempFolder(t);
    const settings = join(cwd, 'settings.json');
    writeFileSync(settings, JSON.stringify({ 'mailroot.localDomains': ['here.test'], maxHopCount: 'many' }));
    const { run, letter, line } = await serving(t, ['--config', settings]);
    await line(/^Setting: mailroot\.maxHopCount .* default 15 is used/);
    assert.equal((await run('send', letter('in.eml', 'a@here.test'))).code, 0);
    const out = await run('send', letter('out.eml', 'a@elsewhere.test'));
    assert.equal(out.code, 69);
    assert.match(out.out, /mailroot\.remoteDomains/);
  },
);
