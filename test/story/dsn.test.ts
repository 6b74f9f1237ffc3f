/** What the sender hears, told with whole spools: which notification comes when, and what becomes of one that can't be delivered. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import type { Outcome } from '../../src/engine/protocol';
import { hour, minute, sandbox, type Sandbox, type SandboxOptions } from '../support/sandbox';
import { scriptedHost } from '../support/scriptedHost';

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
  assert.match(box.text('BadMail', `${id}.bdr`), /Reason: not-returned/);
  assert.match(box.text('BadMail', `${id}.ltr`), /end: finished: kept in Sent[^]*end: to BadMail with \S+-f15/);
  for (const folder of ['Queue', 'Sent', 'Drop'] as const) assert.deepEqual(box.files(folder), []);
});

void test('a message that still waits for another recipient follows its DSN to BadMail when it is done', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', ['From: 550+me@sim.test', 'To: 554@sim.test, 451x1@sim.test', '', 'hi', '']);
  assert.equal((await box.outcome(about(`${id}-f1`))).folder, 'BadMail');
  assert.ok(box.files('Queue').includes(`${id}.eml`));
  assert.equal((await box.later(15 * minute, about(id))).folder, 'BadMail');
  assert.ok(box.files('BadMail').includes(`${id}.bad`));
  assert.deepEqual([box.files('Queue'), box.files('Sent')], [[], []]);
});

const letter = (notify: string, to = 'bob@remote.test'): string[] => [
  'X-Sender: <ann@here.test> RET=FULL ENVID=order+2B42',
  `X-Receiver: <${to}>${notify}`,
  'From: ann@here.test',
  'Subject: Order 42',
  '',
  'hi',
  '',
];

/** A spool whose mail for remote.test goes to a scripted host that offers this in EHLO. */
async function towards(
  t: TestContext,
  offers: readonly string[],
  config: SandboxOptions['config'] = {},
): Promise<{ box: Sandbox; heard: readonly string[] }> {
  const host = await scriptedHost(t, { offers });
  const remoteDomains = { 'remote.test': { host: '127.0.0.1', port: host.port, tls: 'off' as const } };
  return { box: await sandbox(t, { config: { remoteDomains, ...config } }), heard: host.heard };
}

void test('NOTIFY=SUCCESS for what is dropped here: delivered, told to the sender', async (t) => {
  const box = await sandbox(t);
  const { id, folder } = await box.submit('a.eml', letter(' NOTIFY=SUCCESS', 'bob@here.test'));
  assert.equal(folder, 'Drop');
  await box.outcome(about(`${id}-s1`));
  const dsn = box.text('Drop', `${id}-s1.eml`);
  assert.match(
    dsn,
    /Action: delivered[^]*Final-Recipient|Final-Recipient: rfc822; bob@here\.test\r\nAction: delivered/,
  );
  assert.match(dsn, /Original-Envelope-Id: order\+42\r\n/);
  assert.deepEqual(box.files('Queue'), []);
});

void test('without NOTIFY nobody is told of a success', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', letter('', 'bob@here.test'));
  await box.idle();
  assert.deepEqual(box.files('Drop'), [`${id}.eml`]);
});

void test('NOTIFY=SUCCESS handed to a host without DSN: relayed, told to the sender', async (t) => {
  const { box, heard } = await towards(t, ['8BITMIME']);
  const { id } = await box.submit('a.eml', letter(' NOTIFY=SUCCESS ORCPT=rfc822;robert@remote.test'));
  await box.outcome(about(`${id}-s1`));
  assert.ok(heard.includes('RCPT TO:<bob@remote.test>'));
  const dsn = box.text('Drop', `${id}-s1.eml`);
  assert.match(
    dsn,
    /Original-Recipient: rfc822; robert@remote\.test\r\nFinal-Recipient: rfc822; bob@remote\.test\r\nAction: relayed/,
  );
});

void test('NOTIFY=SUCCESS handed to a host with DSN: it is told to that host, and nothing to the sender', async (t) => {
  const { box, heard } = await towards(t, ['DSN']);
  const { id } = await box.submit('a.eml', letter(' NOTIFY=SUCCESS,DELAY'));
  assert.ok(heard.includes('RCPT TO:<bob@remote.test> NOTIFY=SUCCESS,DELAY'));
  await box.idle();
  assert.deepEqual(box.files('Drop'), []);
  assert.match(box.text('Sent', `${id}.envelope.json`), /"dsn": "handed-on"/);
});

void test('NOTIFY=NEVER: a failure is told to nobody, and the message is kept in Sent', async (t) => {
  const box = await sandbox(t);
  const { id, folder } = await box.submit('a.eml', letter(' NOTIFY=NEVER', '550@sim.test'));
  assert.equal(folder, 'Sent');
  await box.idle();
  assert.deepEqual(box.files('Drop'), []);
  assert.doesNotMatch(box.text('Sent', `${id}.ltr`), / dsn: failure/);
});

void test('a success over SMTP for a local recipient is told when the client asked for it', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.spool.accept({
    client: 'shop.test [127.0.0.1]',
    reversePath: 'ann@here.test',
    recipients: [{ address: 'bob@here.test', notify: ['SUCCESS'] }],
    content: Readable.from('Subject: hi\r\n\r\nhi\r\n'),
    received: 'from shop.test by host.test id $id; now',
    session: () => ({ at: 0, client: { address: '127.0.0.1', port: 1 }, port: 2525, lines: [] }),
  });
  box.clock.advance(0);
  await box.outcome(about(`${id}-s1`));
  assert.deepEqual(box.files('Drop'), [`${id}-s1.eml`, `${id}.eml`]);
  assert.match(box.text('Drop', `${id}-s1.eml`), /Received-From-MTA: dns; shop\.test \(127\.0\.0\.1\)/);
});

void test('who handed a message in is told in its state and LTR as it was: its name, then its address', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.spool.accept({
    client: 'shop.test [127.0.0.1]',
    reversePath: 'ann@here.test',
    recipients: [{ address: '451@sim.test' }],
    content: Readable.from('Subject: hi\r\n\r\nhi\r\n'),
    received: 'from shop.test by host.test id $id; now',
  });
  box.clock.advance(0);
  await box.outcome(about(id));
  assert.deepEqual(box.state(id).source, { kind: 'smtp', client: 'shop.test [127.0.0.1]' });
  assert.match(box.text('Queue', `${id}.ltr`), / arrival: received over SMTP from shop\.test \[127\.0\.0\.1\], \d+/);
});

void test('a failure DSN is copied to mailroot.dsn.copyTo, as a message of its own; other DSNs are not', async (t) => {
  const box = await sandbox(t, { config: { 'dsn.copyTo': 'boss', defaultDomain: 'here.test' } });
  const { id } = await box.submit('a.eml', letter(' NOTIFY=SUCCESS', 'carol@here.test'));
  await box.outcome(about(`${id}-s1`));
  const failing = await box.submit('b.eml', letter('', '550@sim.test'));
  await box.outcome(about(`${failing.id}-f1`));
  await box.outcome(about(`${failing.id}-c1`));
  const [dsn, copy] = ['f1', 'c1'].map((part) => box.text('Drop', `${failing.id}-${part}.eml`));
  assert.match(copy ?? '', /X-Receiver: <boss@here\.test>/);
  const below = (text = ''): string => text.slice(text.indexOf('Received: '));
  assert.equal(below(copy), below(dsn));
  assert.match(
    box.text('Sent', `${failing.id}.ltr`),
    /copy \S+-c1 of it queued for <boss@here\.test>: mailroot\.dsn\.copyTo/,
  );
  assert.ok(!box.files('Drop').some((name) => name.startsWith(`${id}-c`)));
});

void test('a copy that can not be delivered goes to BadMail: nobody is told, and the sender has heard', async (t) => {
  const box = await sandbox(t, { config: { 'dsn.copyTo': '550+boss@sim.test' } });
  const { id } = await box.submit('a.eml', letter('', '550@sim.test'));
  assert.equal((await box.outcome(about(`${id}-c1`))).folder, 'BadMail');
  assert.equal((await box.outcome(about(`${id}-f1`))).folder, 'Drop');
  assert.ok(box.files('Sent').includes(`${id}.eml`));
});

void test('the sender does not get the copy as well', async (t) => {
  const box = await sandbox(t, { config: { 'dsn.copyTo': 'Ann@here.test' } });
  const { id } = await box.submit('a.eml', letter('', '550@sim.test'));
  await box.outcome(about(`${id}-f1`));
  await box.idle();
  assert.deepEqual(box.files('Drop'), [`${id}-f1.eml`]);
});

void test('the returned message is the one that went on the wire: CRLF, no Bcc, with our Received', async (t) => {
  const box = await sandbox(t);
  const lines = 'From: ann@here.test\nTo: 550@sim.test\nBcc: secret@here.test\n\none\ntwo\n';
  const { id } = await box.submit('a.eml', Buffer.from(lines));
  await box.outcome(about(`${id}-f1`));
  const dsn = box.text('Drop', `${id}-f1.eml`);
  assert.ok(!/(?<!\r)\n/.test(dsn));
  assert.doesNotMatch(dsn, /secret@/);
  assert.ok(dsn.includes(`Received: from mail pickup service by host.test with MailRoot id ${id};`));
});

void test('a delay is told with the names the sender gave, until when it is tried, and the header alone', async (t) => {
  const box = await sandbox(t, { config: { 'retry.intervalsMinutes': [600], 'retry.delayNotificationHours': 5 } });
  const { id } = await box.submit('a.eml', letter(' ORCPT=rfc822;b@elsewhere.test', '451@sim.test'));
  await box.later(5 * hour, about(id));
  await box.outcome(about(`${id}-d1`));
  const dsn = box.text('Drop', `${id}-d1.eml`);
  assert.match(dsn, /Original-Recipient: rfc822; b@elsewhere\.test\r\n/);
  assert.match(dsn, /Will-Retry-Until: Wed, 25 Nov 2026 11:50:/);
  assert.match(dsn, /Content-Type: text\/rfc822-headers/);
});

void test('a recipient that is not ASCII fails at a host without SMTPUTF8, and is told of as RFC 6533 has it', async (t) => {
  const { box } = await towards(t, []);
  const { id } = await box.submit('a.eml', letter('', 'jörg@remote.test'));
  await box.outcome(about(`${id}-f1`));
  const dsn = box.text('Drop', `${id}-f1.eml`);
  assert.match(dsn, /message\/global-delivery-status/);
  assert.match(dsn, /Final-Recipient: utf-8; jörg@remote\.test\r\nAction: failed\r\nStatus: 5\.6\.7/);
});

void test('who fails at the last attempt and who expires after it are told of in two notifications, and neither replaces the other', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', ['From: app@example.com', 'To: 550@sim.test, 451@sim.test', '', 'hi', '']);
  await box.idle();
  const first = box.files('Drop');
  const [answer] = await Promise.all([
    box.spool.steer({ ids: [id] }, { kind: 'expire' }),
    box.outcome((o) => o.id === id && o.folder === 'Sent'),
  ]);
  assert.equal(answer[0]?.kind, 'done');
  await box.idle();
  const told = box.files('Drop').map((name) => /^Final-Recipient: rfc822; (.*)\r$/im.exec(box.text('Drop', name))?.[1]);
  assert.deepEqual(first, [`${id}-f1.eml`]);
  assert.deepEqual(told.sort(), ['451@sim.test', '550@sim.test']);
});
