/** Files in Pickup as programs and people write them, and what a remote host gets to see of them. */
import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { scriptedHost, type Script, type ScriptedHost } from '../support/scriptedHost';
import { minute, sandbox, type Sandbox, type SandboxOptions } from '../support/sandbox';

/** A MailRoot of which `there.test` is served by a host that does as the script says. */
async function withHost(
  t: TestContext,
  script: Script = {},
  options: SandboxOptions = {},
): Promise<{ box: Sandbox; host: ScriptedHost }> {
  const host = await scriptedHost(t, script);
  const remoteDomains = { 'there.test': { host: `127.0.0.1:${host.port}`, tls: 'off' as const } };
  const box = await sandbox(t, { ...options, config: { remoteDomains, ...options.config } });
  return { box, host };
}

const note = (ltr: string, what: RegExp): string | undefined =>
  ltr.split('\r\n').find((line) => line.includes(' note: ') && what.test(line));

void test('Bcc is taken off on the wire, never on disk; a message to Bcc alone goes out without To and Cc', async (t) => {
  const { box, host } = await withHost(t);
  const lines = ['From: a@x.test', 'Bcc: secret@there.test', 'Subject: hi', '', 'hello', ''];
  const { id, folder } = await box.submit('a.eml', lines);
  assert.equal(folder, 'Sent');
  assert.ok(host.heard.includes('RCPT TO:<secret@there.test>'));
  assert.doesNotMatch(host.contents[0] ?? '', /bcc|secret|^to:|^cc:/im);
  assert.equal(box.text('Sent', `${id}.eml`), lines.join('\r\n'));
});

void test('what we add is the same at every attempt, though mailroot.fqdn is changed in between', async (t) => {
  let fqdn = 'first.test';
  let answers = 0;
  const { box, host } = await withHost(
    t,
    { atEnd: () => (answers++ === 0 ? '451 4.3.0 later' : '250 2.0.0 OK') },
    { fqdn: () => fqdn },
  );
  const { id } = await box.submit('a.eml', ['From: a@x.test', 'To: b@there.test', '', 'hi', '']);
  fqdn = 'second.test';
  const again = await box.later(15 * minute, (outcome) => outcome.id === id);
  assert.equal(again.folder, 'Sent');
  assert.equal(host.contents.length, 2);
  assert.equal(host.contents[0], host.contents[1]);
  assert.match(host.contents[0] ?? '', /^Received: from mail pickup service by first\.test with MailRoot id /);
  assert.match(host.contents[0] ?? '', new RegExp(`^Message-ID: <${id}@first\\.test>\r$`, 'm'));
});

void test('the decision about dots stands in the LTR, and the host gets the lines that were meant', async (t) => {
  const { box, host } = await withHost(t);
  const stuffed = ['X-Sender: a@x.test', 'X-Receiver: b@there.test', 'From: a@x.test', '', '..hidden', '...', ''];
  const { id } = await box.submit('framework.eml', stuffed);
  assert.match(
    note(box.text('Sent', `${id}.ltr`), /dot/) ?? '',
    /2 lines begin with a dot, each with two.*dotStuffed is auto/,
  );
  // Stuffed once more for the wire.
  assert.ok(host.contents[0]?.endsWith('\r\n\r\n..hidden\r\n...\r\n'), host.contents[0]);
  const plain = await box.submit('core.eml', [
    'X-Sender: a@x.test',
    'X-Receiver: b@there.test',
    'From: a@x.test',
    '',
    '.hidden',
    '',
  ]);
  assert.match(
    note(box.text('Sent', `${plain.id}.ltr`), /dot/) ?? '',
    /not all of them with two: taken as not dot-stuffed/,
  );
  assert.ok(host.contents[1]?.endsWith('\r\n\r\n..hidden\r\n'));
});

void test('a captured message tells in its Received line what was decided about its dots', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', [
    'X-Sender: a@x.test',
    'X-Receiver: b@x.test',
    'From: a@x.test',
    '',
    '..hidden',
    '',
  ]);
  const dropped = box.text('Drop', `${id}.eml`);
  assert.match(dropped, /^\t\(1 line begins with a dot, each with two, below an X-Sender line: taken as dot-stuffed/m);
  assert.ok(dropped.endsWith('\r\n\r\n.hidden\r\n'));
});

void test('where no line begins with a dot, nothing is said of dots', async (t) => {
  const { box } = await withHost(t);
  const { id } = await box.submit('a.eml', [
    'X-Sender: a@x.test',
    'X-Receiver: b@there.test',
    'From: a@x.test',
    '',
    'hi',
    '',
  ]);
  assert.equal(note(box.text('Sent', `${id}.ltr`), /dot/), undefined);
});

void test('a line of more than 998 octets goes out whole, and the LTR says which it is', async (t) => {
  const { box, host } = await withHost(t);
  const long = 'x'.repeat(1_500);
  const { id } = await box.submit('a.eml', ['From: a@x.test', 'To: b@there.test', '', long, '']);
  assert.ok(host.contents[0]?.includes(`\r\n${long}\r\n`));
  assert.match(note(box.text('Sent', `${id}.ltr`), /998/) ?? '', /has 1500 octets/);
});

void test('8-bit content for a host without 8BITMIME comes back as a DSN and is never converted', async (t) => {
  const { box, host } = await withHost(t);
  const lines = ['From: a@x.test', 'To: b@there.test', 'Content-Type: text/plain; charset=utf-8', '', 'Grüße', ''];
  const { id, recipients } = await box.submit('a.eml', lines);
  const [state] = recipients.map((each) => each.state);
  assert.ok(state?.action === 'failed' && state.status === '5.6.3', JSON.stringify(state));
  assert.deepEqual(host.contents, []);
  await box.outcome((outcome) => outcome.id === `${id}-f1`);
  assert.match(box.text('Drop', `${id}-f1.eml`), /Status: 5\.6\.3/);
});

void test('UTF-8 headers ask for SMTPUTF8; a host without it does not get them', async (t) => {
  const lines = ['From: Jörg <a@x.test>', 'To: b@there.test', 'Subject: Grüße', '', 'hi', ''];
  const able = await withHost(t, { offers: ['8BITMIME', 'SMTPUTF8'] });
  assert.equal((await able.box.submit('a.eml', lines)).folder, 'Sent');
  assert.ok(
    able.host.heard.some((line) => /^MAIL .* SMTPUTF8$/.test(line)),
    able.host.heard.join(),
  );
  const unable = await withHost(t, { offers: ['8BITMIME'] });
  const { recipients } = await unable.box.submit('a.eml', lines);
  const state = recipients[0]?.state;
  assert.ok(state?.action === 'failed' && state.status === '5.6.9', JSON.stringify(state));
  assert.ok(!unable.host.heard.some((line) => line.startsWith('MAIL')));
});

void test('the parameters behind the address are what the host hears', async (t) => {
  const { box, host } = await withHost(t, { offers: ['DSN', '8BITMIME'] });
  await box.submit('a.eml', [
    'X-Sender: =?utf-8?Q?J=C3=B6rg?= <a@x.test> BODY=8BITMIME RET=HDRS ENVID=a+2Bb',
    'X-Receiver: "Bob, B" <b@there.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;bob+2Btag@x.test',
    'Subject: hi',
    '',
    'hello',
    '',
  ]);
  assert.deepEqual(
    host.heard.filter((line) => /^(?:MAIL|RCPT)/.test(line)),
    [
      'MAIL FROM:<a@x.test> BODY=8BITMIME RET=HDRS ENVID=a+2Bb',
      'RCPT TO:<b@there.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;bob+2Btag@x.test',
    ],
  );
});

void test('a resent message goes to those it was resent to, and shows it', async (t) => {
  const { box, host } = await withHost(t);
  const { id } = await box.submit('a.eml', [
    'Resent-From: second@x.test',
    'Resent-To: new@there.test',
    'Resent-Bcc: quiet@there.test',
    'From: a@x.test',
    'To: had-it@there.test',
    '',
    'hi',
    '',
  ]);
  assert.deepEqual(
    host.heard.filter((line) => line.startsWith('RCPT')),
    ['RCPT TO:<new@there.test>', 'RCPT TO:<quiet@there.test>'],
  );
  assert.match(host.contents[0] ?? '', /^Resent-To: new@there\.test\r$/m);
  assert.doesNotMatch(host.contents[0] ?? '', /quiet/);
  assert.match(box.text('Sent', `${id}.ltr`), /recipients from the Resent-To, Resent-Bcc headers/);
});

void test('a thousand recipients go in ten transactions, and every one of them has a state', async (t) => {
  const { box, host } = await withHost(t);
  const lines = Array.from({ length: 1_000 }, (_, i) => `X-Receiver: <r${i}@there.test>`);
  const outcome = await box.submit('a.eml', ['X-Sender: a@x.test', ...lines, 'Subject: hi', '', 'hello', '']);
  assert.equal(outcome.folder, 'Sent');
  assert.deepEqual(new Set(outcome.recipients.map(({ state }) => state.action)), new Set(['relayed']));
  assert.equal(host.heard.filter((line) => line.startsWith('RCPT')).length, 1_000);
  assert.equal(host.contents.length, 10);
  assert.match(box.text('Sent', `${outcome.id}.ltr`), /1000 recipients go in 10 transactions/);
  assert.ok(!box.files('Drop').some((name) => name.includes('-f')), 'nobody hears of it');
});

void test('a Drop file that is put into Pickup goes to the same recipients, without the Return-Path it had here', async (t) => {
  const { box, host } = await withHost(t, {}, { config: { localDomains: ['*'] } });
  const { id } = await box.submit('a.eml', [
    'X-Sender: a@x.test',
    'X-Receiver: b@local.test',
    'From: a@x.test',
    '',
    'hi',
    '',
  ]);
  const file = join(box.mailRoot.Drop, `${id}.eml`);
  writeFileSync(file, readFileSync(file, 'utf8').replace('<b@local.test>', '<b@there.test>'));
  const again = box.outcome(({ pickupFile }) => pickupFile === 'again.eml');
  copyFileSync(file, join(box.mailRoot.Pickup, 'again.eml'));
  await box.spool.scan();
  box.clock.advance(200);
  await box.spool.scan();
  box.clock.advance(0);
  assert.deepEqual(
    (await again).recipients.map(({ address }) => address),
    ['b@there.test'],
  );
  assert.doesNotMatch(host.contents[0] ?? '', /return-path|x-receiver/i);
});

void test('a read-only file is sent once, waits and is gone, and a restart does not send it again', async (t) => {
  let answers = 0;
  const { box, host } = await withHost(t, { atEnd: () => (answers++ === 0 ? '451 4.3.0 later' : '250 2.0.0 OK') });
  const path = join(box.mailRoot.Pickup, 'a.eml');
  writeFileSync(path, 'From: a@x.test\r\nTo: b@there.test\r\n\r\nhi\r\n');
  chmodSync(path, 0o444);
  const first = box.outcome(({ pickupFile }) => pickupFile === 'a.eml');
  await box.spool.scan();
  box.clock.advance(200);
  await box.spool.scan();
  box.clock.advance(0);
  const { id, nextAttemptAt } = await first;
  assert.equal(statSync(join(box.mailRoot.Queue, `${id}.eml`)).mtimeMs, nextAttemptAt);
  await box.later(15 * minute, (outcome) => outcome.id === id);
  await box.restart();
  await box.idle();
  assert.equal(host.contents.length, 2);
  assert.deepEqual([...box.files('Pickup'), ...box.files('Queue')], []);
});
