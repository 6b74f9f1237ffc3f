/** `mailroot stats` beside a running engine that has done something, and the protocol log of it. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import nodemailer from 'nodemailer';
import { readLock } from '../../src/engine/mailroot/lock';
import { tempFolder, tempMailRoot } from '../support/tempFolder';
import { mailroot } from './runCli';
import { serving, within } from './serving';

void test('without an engine nothing is counted: 69', async (t) => {
  const ran = await mailroot(['stats'], { cwd: tempMailRoot(t).root });
  assert.equal(ran.code, 69);
  assert.match(ran.err, /No engine runs on .*: nothing is counted/);
});

void test(
  'what went through is counted: by Pickup, by SMTP, to Drop, to a remote host, refused, bad',
  within,
  async (t) => {
    const { run, letter, mailRoot, line, cwd } = await serving(t);
    assert.equal((await run('send', letter('here.eml', 'here@example.com'))).code, 0);
    assert.equal((await run('send', letter('far.eml', 'fine@sim.test'))).code, 0);
    assert.equal((await run('send', letter('no.eml', '550@sim.test'))).code, 69);
    writeFileSync(join(cwd, 'nobody.eml'), 'To: b@example.com\r\n\r\nhi\r\n');
    assert.equal((await run('send', 'nobody.eml')).code, 65);
    await line(/-f1/);
    const { smtpHost = '', smtpPort = 0 } = (await readLock(mailRoot)) ?? {};
    const transport = nodemailer.createTransport({ host: smtpHost, port: smtpPort });
    await transport.sendMail({ from: 'a@x.test', to: 'b@x.test', subject: 'over SMTP', text: 'hi' });
    transport.close();
    const json = await run('stats', '--json');
    const by = JSON.parse(json.out) as Record<string, number>;
    const told = (name: string): number | undefined => by[name];
    assert.equal(told('Pickup Directory Messages Retrieved Total'), 4);
    assert.equal(told('Messages Received Total'), 1);
    assert.equal(told('Total Messages Submitted'), 6, 'four files, one over SMTP, one notification');
    assert.equal(told('Messages Delivered Total'), 3);
    assert.equal(told('Messages Sent Total'), 1);
    assert.equal(told('Recipients Failed'), 1);
    assert.equal(told('NDRs Generated'), 1);
    assert.equal(told('Badmailed Messages (Bad Pickup File)'), 1);
    assert.equal(told('Messages in Queue'), 0);
    assert.ok((told('Outbound Connections Total') ?? 0) >= 1);
    assert.ok((told('DNS Queries Total') ?? 0) >= 1);
    assert.ok((told('Message Bytes Sent Total') ?? 0) > 100);
    assert.ok((told('Message Bytes Received Total') ?? 0) > 100);
    assert.ok((told('Inbound Connections Total') ?? 0) >= 1);
    const prometheus = await run('stats', '--prometheus');
    assert.match(prometheus.out, /^# TYPE mailroot_messages_sent_total counter\nmailroot_messages_sent_total 1$/m);
    assert.match((await run('stats')).out, /^Messages Sent Total +1$/m);
    assert.equal((await run('stats', '--json', '--prometheus')).code, 64);
  },
);

void test('the protocol log has every command in and out, and no password', within, async (t) => {
  const config = join(tempFolder(t), 'settings.json');
  writeFileSync(config, JSON.stringify({ 'log.enabled': true }));
  const { run, letter, mailRoot } = await serving(t, ['--config', config]);
  assert.equal((await run('send', letter('far.eml', 'fine@sim.test'))).code, 0);
  const { smtpHost = '', smtpPort = 0 } = (await readLock(mailRoot)) ?? {};
  const auth = { user: 'ann', pass: 'correct horse battery staple' };
  for (const method of ['PLAIN', 'LOGIN']) {
    const transport = nodemailer.createTransport({
      host: smtpHost,
      port: smtpPort,
      auth,
      authMethod: method,
      ignoreTLS: true,
    });
    await transport.sendMail({ from: 'a@x.test', to: 'b@x.test', subject: 'x', text: 'a secret letter' });
    transport.close();
  }
  await run('stop');
  const folder = join(mailRoot.root, 'Log');
  const text = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('');
  for (const [what, line] of [
    ['a header', /^#Fields: date time c-ip cs-username cs-method cs-uri-query sc-status time-taken\r$/m],
    ['a command out', /^\S+ \S+ 127\.0\.0\.1 OutboundConnectionCommand RCPT TO:<fine@sim\.test> 0 \d+\r$/m],
    ['a reply out', /^\S+ \S+ 127\.0\.0\.1 OutboundConnectionResponse - 250\+\S+ 250 \d+\r$/m],
    ['a command in', /^\S+ \S+ 127\.0\.0\.1 \S+ MAIL FROM:<a@x\.test>\S* 250 \d+\r$/m],
    ['a content in', /^\S+ \S+ 127\.0\.0\.1 \S+ DATA - 250 \d+\r$/m],
    ['a login, masked', /^\S+ \S+ 127\.0\.0\.1 \S+ AUTH PLAIN\+\*+ 235 \d+\r$/m],
    ['a login by challenges, one line', /^\S+ \S+ 127\.0\.0\.1 \S+ AUTH LOGIN 235 \d+\r$/m],
  ] as const)
    assert.match(text, line, what);
  const secrets = [
    auth.pass,
    'horse',
    'secret letter',
    Buffer.from(auth.pass).toString('base64'),
    Buffer.from(`\0ann\0${auth.pass}`).toString('base64'),
  ];
  for (const secret of secrets) assert.ok(!text.includes(secret), secret);
});
