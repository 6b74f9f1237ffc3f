import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { connect } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import nodemailer from 'nodemailer';
import { connectEngine } from '../../src/engine/client';
import { readLock } from '../../src/engine/mailroot/lock';
import { mailRootAt } from '../../src/engine/mailroot/layout';
import type { EngineStatus } from '../../src/engine/protocol';
import { connected, nextOutcome, runEngine } from '../support/engineProcess';
import { tempFolder, tempMailRoot } from '../support/tempFolder';

test('an engine started on an empty folder makes the MailRoot, greets, and says in its lock where it listens', async (t) => {
  const mailRoot = mailRootAt(join(tempFolder(t), 'MailRoot'));
  const engine = await runEngine(t, mailRoot);
  assert.equal(engine.greeting.kind, 'ready');
  assert.deepEqual(
    readdirSync(mailRoot.root).filter((name) => !name.startsWith('.')),
    ['BadMail', 'Drop', 'Pickup', 'Queue', 'Sent', 'engine.lock', 'tls'],
  );
  const lock = await readLock(mailRoot);
  assert.equal(lock?.pid, engine.process.pid);
  assert.ok((lock?.smtpPort ?? 0) > 0);
});

test('the control socket is for this user alone', { skip: process.platform === 'win32' }, async (t) => {
  const mailRoot = tempMailRoot(t);
  const { greeting } = await runEngine(t, mailRoot);
  assert.ok(greeting.kind === 'ready');
  assert.equal(statSync(greeting.socket).mode & 0o777, 0o600);
});

test('a file in Pickup ends in Drop, and the client hears each step', async (t) => {
  const mailRoot = tempMailRoot(t);
  await runEngine(t, mailRoot);
  const client = await connected(t, mailRoot);
  const stages: string[] = [];
  client.on('progress', ({ stage }) => stages.push(stage));
  const outcome = nextOutcome(client);
  writeFileSync(join(mailRoot.Pickup, 'a.eml'), 'From: a@x.test\r\nTo: b@x.test\r\n\r\nhi\r\n');
  const { pickupFile, folder } = await outcome;
  assert.deepEqual([pickupFile, folder, stages], ['a.eml', 'Drop', ['queued', 'drop']]);
});

test('mail over SMTP is in Drop when the client hears 250', async (t) => {
  const mailRoot = tempMailRoot(t);
  await runEngine(t, mailRoot);
  const { status } = await connected(t, mailRoot);
  assert.ok(status.smtp);
  const transport = nodemailer.createTransport({ host: status.smtp.host, port: status.smtp.port });
  const info = await transport.sendMail({ from: 'a@x.test', to: 'b@x.test', subject: 'over SMTP', text: 'hi' });
  assert.match(info.response, /^250 2\.0\.0 \S+ accepted/);
  const [file] = readdirSync(mailRoot.Drop);
  assert.match(
    readFileSync(join(mailRoot.Drop, file ?? ''), 'utf8'),
    /^X-Sender: <a@x\.test>\r\nX-Receiver: <b@x\.test>\r\nReturn-Path: <a@x\.test>\r\nReceived: from .* \(\[127\.0\.0\.1\]\)/,
  );
});

test('a second engine on the same MailRoot is refused and told who has it', async (t) => {
  const mailRoot = tempMailRoot(t);
  const first = await runEngine(t, mailRoot);
  const second = await runEngine(t, mailRoot);
  assert.deepEqual(
    [second.greeting.kind, second.greeting.kind === 'refused' && second.greeting.reason],
    ['refused', 'locked'],
  );
  assert.ok(second.greeting.kind === 'refused' && second.greeting.text.includes(`process ${first.process.pid ?? ''}`));
});

test('an engine that died leaves its lock; the next one takes over', async (t) => {
  const mailRoot = tempMailRoot(t);
  const first = await runEngine(t, mailRoot);
  first.process.kill('SIGKILL');
  await first.ended;
  assert.equal(existsSync(mailRoot.lock), true);
  assert.equal(await connectEngine(mailRoot, { client: 'cli', pid: process.pid }), undefined);
  assert.equal((await runEngine(t, mailRoot)).greeting.kind, 'ready');
});

test('on SIGTERM it finishes, gives its lock and socket back, and ends', async (t) => {
  const mailRoot = tempMailRoot(t);
  const engine = await runEngine(t, mailRoot);
  engine.process.kill('SIGTERM');
  await engine.ended;
  assert.equal(engine.process.exitCode, 0);
  assert.equal(existsSync(mailRoot.lock), false);
});

test('a client may ask it to end, and hears the answer first', async (t) => {
  const mailRoot = tempMailRoot(t);
  const engine = await runEngine(t, mailRoot);
  const client = await connected(t, mailRoot);
  assert.equal(await client.request('shutdown', null), null);
  await engine.ended;
  assert.equal(engine.process.exitCode, 0);
});

test('a client that talks rubbish is cut off, and the others notice nothing', async (t) => {
  const mailRoot = tempMailRoot(t);
  const { greeting } = await runEngine(t, mailRoot);
  assert.ok(greeting.kind === 'ready');
  const client = await connected(t, mailRoot);
  const rubbish = connect(greeting.socket);
  rubbish.on('error', () => undefined);
  rubbish.write('GET / HTTP/1.1\r\nContent-Length: 5\r\n\r\n{{{{{');
  await new Promise<void>((resolve) => rubbish.once('close', () => resolve()));
  assert.equal((await client.request('status', null)).lifetime, 'serve');
});

test('settings take effect at once, and a bad one is complained of by its name', async (t) => {
  const mailRoot = tempMailRoot(t);
  await runEngine(t, mailRoot);
  const client = await connected(t, mailRoot);
  const status = await client.request('configure', { config: { 'smtp.enabled': false, maxHopCount: 0 } });
  assert.equal(status.smtp, undefined);
  assert.equal(status.complaints[0]?.setting, 'mailroot.maxHopCount');
  assert.equal((await readLock(mailRoot))?.smtpPort, undefined);
});

test('a port that is taken means the next free one, shown beside the wanted one', async (t) => {
  const [one, two] = [tempMailRoot(t), tempMailRoot(t)];
  await runEngine(t, one);
  const taken = (await connected(t, one)).status.smtp?.port ?? 0;
  await runEngine(t, two, { config: { 'smtp.port': taken } });
  const { smtp } = (await connected(t, two)).status;
  assert.equal(smtp?.wantedPort, taken);
  assert.notEqual(smtp.port, taken);
});

test('an engine whose lock is taken away ends, so that no message is sent twice', async (t) => {
  const mailRoot = tempMailRoot(t);
  const engine = await runEngine(t, mailRoot);
  mkdirSync(mailRoot.root, { recursive: true });
  writeFileSync(mailRoot.lock, '{}');
  await engine.ended;
  assert.equal(engine.process.exitCode, 0);
  assert.match(engine.log.join('\n'), /belongs to another engine/);
});

test('BadMail lies where the setting says, from the start and when it is changed', async (t) => {
  const mailRoot = tempMailRoot(t);
  const [first, second] = [join(tempFolder(t), 'bad'), join(tempFolder(t), 'worse')];
  await runEngine(t, mailRoot, { config: { 'smtp.port': 0, 'badMail.folder': first } });
  const client = await connected(t, mailRoot);
  const outcome = nextOutcome(client);
  writeFileSync(join(mailRoot.Pickup, 'a.eml'), 'no message');
  const { id, folder } = await outcome;
  assert.equal(folder, 'BadMail');
  assert.ok(existsSync(join(first, `${id}.bad`)) && existsSync(join(mailRoot.BadMail, `${id}.bad`)));
  await client.request('configure', { config: { 'smtp.port': 0, 'badMail.folder': second } });
  assert.equal(realpathSync(mailRoot.BadMail), realpathSync(second));
});

test('what is wrong with BadMail is told in the status, until it is mended', async (t) => {
  const mailRoot = tempMailRoot(t);
  writeFileSync(join(mailRoot.BadMail, 'mine.txt'), 'mine');
  const config = { 'smtp.port': 0, 'badMail.folder': join(tempFolder(t), 'bad') };
  await runEngine(t, mailRoot, { config });
  const client = await connected(t, mailRoot);
  assert.match(client.status.troubles.join(), /BadMail has files in it and stays in use/);
  rmSync(join(mailRoot.BadMail, 'mine.txt'));
  await client.request('configure', { config: { 'smtp.port': 0 } });
  const { troubles } = await client.request('configure', { config });
  assert.deepEqual(troubles, []);
});

test('a full Drop answers 452 4.2.2 Mailbox Full over SMTP, and takes mail again when there is room', async (t) => {
  const mailRoot = tempMailRoot(t);
  writeFileSync(join(mailRoot.Drop, 'old'), Buffer.alloc(1024 * 1024));
  await runEngine(t, mailRoot, { config: { 'smtp.port': 0, 'drop.quotaMegabytes': 1 } });
  const { status } = await connected(t, mailRoot);
  assert.ok(status.smtp);
  const transport = nodemailer.createTransport({ host: status.smtp.host, port: status.smtp.port });
  const letter = { from: 'a@x.test', to: 'b@x.test', subject: 'hi', text: 'hi' };
  await assert.rejects(transport.sendMail(letter), /452 4\.2\.2 Mailbox Full: Drop holds 1\.0 of 1\.0 MB/);
  rmSync(join(mailRoot.Drop, 'old'));
  // A folder found full is looked into again after a second.
  let answered: string | undefined;
  while (answered === undefined)
    answered = await transport.sendMail(letter).then(
      ({ response }: { response: string }) => response,
      () => undefined,
    );
  assert.match(answered, /^250 /);
});

test('a route that leads to our own listener fails at once with 5.4.6 instead of going round', async (t) => {
  const mailRoot = tempMailRoot(t);
  await runEngine(t, mailRoot);
  const client = await connected(t, mailRoot);
  const port = client.status.smtp?.port ?? 0;
  const remoteDomains = { 'loop.test': `127.0.0.1:${port}` };
  await client.request('configure', { config: { 'smtp.port': 0, remoteDomains } });
  const outcome = nextOutcome(client, ({ pickupFile }) => pickupFile === 'a.eml');
  writeFileSync(join(mailRoot.Pickup, 'a.eml'), 'From: a@x.test\r\nTo: b@loop.test\r\n\r\nhi\r\n');
  const { sentence, recipients } = await outcome;
  assert.match(sentence, /Cannot connect to self: 127\.0\.0\.1 \[127\.0\.0\.1\]/);
  assert.match(JSON.stringify(recipients), /"status":"5\.4\.6"/);
});

test('we are called as this computer is, or as mailroot.fqdn says', async (t) => {
  const mailRoot = tempMailRoot(t);
  await runEngine(t, mailRoot);
  const client = await connected(t, mailRoot);
  const greeting = async ({ smtp }: EngineStatus): Promise<string> => {
    const socket = connect(smtp?.port ?? 0, '127.0.0.1');
    const [line] = (await once(socket, 'data')) as [Buffer];
    socket.end();
    return line.toString();
  };
  assert.equal(await greeting(client.status), `220 ${hostname()} ESMTP MailRoot\r\n`);
  const named = await client.request('configure', { config: { 'smtp.port': 0, fqdn: 'mail.example.test' } });
  assert.equal(await greeting(named), '220 mail.example.test ESMTP MailRoot\r\n');
});
