/** Who we are and what we say: masquerade, envelope id, default domain, the quota of Drop, and what is put into Pickup again. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { minute, sandbox, type Sandbox, type SandboxOptions } from '../support/sandbox';
import { scriptedHost } from '../support/scriptedHost';
import { about, done, untilSettled } from '../support/steering';

async function towards(
  t: TestContext,
  offers: readonly string[],
  config: SandboxOptions['config'] = {},
): Promise<{ box: Sandbox; heard: readonly string[]; contents: readonly string[] }> {
  const { port, heard, contents } = await scriptedHost(t, { offers });
  const remoteDomains = { 'remote.test': { host: '127.0.0.1', port, tls: 'off' as const } };
  return { box: await sandbox(t, { config: { remoteDomains, ...config } }), heard, contents };
}

const masquerade = { localDomains: ['shop.local'], masqueradeDomain: 'shop.example' };

void test('a local sender goes out under the masquerade domain, in MAIL FROM alone', async (t) => {
  const { box, heard, contents } = await towards(t, [], masquerade);
  const { id } = await box.submit('a.eml', ['From: ann@shop.local', 'To: bob@remote.test', '', 'hi', '']);
  assert.ok(heard.includes('MAIL FROM:<ann@shop.example>'));
  assert.match(contents[0] ?? '', /^From: ann@shop\.local/m);
  assert.equal(box.state(id).reversePath, 'ann@shop.local');
  assert.match(box.text('Sent', `${id}.ltr`), /note: sent on from <ann@shop\.example>: mailroot\.masqueradeDomain/);
});

void test('a sender from elsewhere, and one whose message came through other hosts, keep their domain', async (t) => {
  const { box, heard } = await towards(t, [], masquerade);
  await box.submit('a.eml', ['From: ann@far.test', 'To: bob@remote.test', '', 'hi', '']);
  assert.ok(heard.includes('MAIL FROM:<ann@far.test>'));
  await box.submit('b.eml', [
    'Received: by far.test; now',
    'From: ann@shop.local',
    'To: bob@remote.test',
    '',
    'hi',
    '',
  ]);
  assert.ok(heard.includes('MAIL FROM:<ann@shop.local>'));
});

void test('a failure still comes back to the local sender', async (t) => {
  const box = await sandbox(t, { config: { ...masquerade } });
  const { id } = await box.submit('a.eml', ['From: ann@shop.local', 'To: 550@sim.test', '', 'hi', '']);
  assert.equal((await box.outcome(about(`${id}-f1`))).folder, 'Drop');
  assert.match(box.text('Drop', `${id}-f1.eml`), /X-Receiver: <ann@shop\.local>/);
});

void test('a message that sets out from here tells a host with DSN our queue id, another host nothing', async (t) => {
  const letter = ['From: ann@here.test', 'To: bob@remote.test', '', 'hi', ''];
  const offering = await towards(t, ['DSN']);
  const { id } = await offering.box.submit('a.eml', letter);
  assert.ok(offering.heard.includes(`MAIL FROM:<ann@here.test> ENVID=${id}`));
  const plain = await towards(t, []);
  await plain.box.submit('a.eml', letter);
  assert.ok(plain.heard.includes('MAIL FROM:<ann@here.test>'));
});

void test('an address without a domain gets the default domain', async (t) => {
  const box = await sandbox(t, { config: { defaultDomain: 'here.test' } });
  const { id } = await box.submit('a.eml', ['From: ann', 'To: bob', '', 'hi', '']);
  assert.match(box.text('Drop', `${id}.eml`), /^X-Sender: <ann@here\.test>\r\nX-Receiver: <bob@here\.test>\r\n/);
});

void test('every local domain drops into the one Drop: one is as good as another (aliases)', async (t) => {
  const box = await sandbox(t, { config: { localDomains: ['here.test', 'alias.test', '*.more.test'] } });
  const to = 'To: a@here.test, b@alias.test, c@x.more.test';
  const { id, recipients } = await box.submit('a.eml', ['From: ann@here.test', to, '', 'hi', '']);
  assert.deepEqual(
    recipients.map(({ state }) => state.action),
    ['delivered', 'delivered', 'delivered'],
  );
  assert.deepEqual(box.files('Drop'), [`${id}.eml`]);
  assert.match(
    box.text('Drop', `${id}.eml`),
    /<a@here\.test>\r\nX-Receiver: <b@alias\.test>\r\nX-Receiver: <c@x\.more\.test>/,
  );
});

void test('a Drop file put into Pickup again goes to the same recipients, its envelope lines byte for byte', async (t) => {
  const box = await sandbox(t);
  const lines = [
    'X-Sender: <ann@here.test> RET=HDRS ENVID=order+2B42',
    'X-Receiver: <bob@there.test> NOTIFY=FAILURE,DELAY ORCPT=rfc822;bob+2Bx@there.test',
    'X-Receiver: <carol@there.test> NOTIFY=NEVER',
    'From: ann@here.test',
    'To: somebody@else.test',
    'Subject: hi',
    '',
    '..two dots',
    '.one dot',
    'no line end',
  ];
  const first = await box.submit('a.eml', lines);
  const before = readFileSync(join(box.mailRoot.Drop, `${first.id}.eml`));
  const second = await box.submit('again.eml', before);
  const after = readFileSync(join(box.mailRoot.Drop, `${second.id}.eml`));
  const envelopeLines = (file: Buffer): string =>
    /^(?:X-(?:Sender|Receiver): .*\r\n)+/.exec(file.toString())?.[0] ?? '';
  assert.equal(envelopeLines(after), envelopeLines(before));
  assert.equal(envelopeLines(before), `${lines.slice(0, 3).join('\r\n')}\r\n`);
  const message = (file: Buffer): Buffer => file.subarray(file.indexOf('From: ann@here.test'));
  assert.deepEqual(message(after), message(before));
  assert.deepEqual(message(before).toString(), lines.slice(3).join('\r\n'));
  assert.equal(after.toString().match(/^Received: /gm)?.length, 2);
});

void test('a full Drop delays what is queued; when room is made it is dropped', async (t) => {
  const box = await sandbox(t, { config: { 'drop.quotaMegabytes': 1 } });
  writeFileSync(join(box.mailRoot.Drop, 'old'), Buffer.alloc(1024 * 1024));
  const { id, folder } = await box.submit('a.eml', ['From: ann@here.test', 'To: bob@here.test', '', 'hi', '']);
  assert.equal(folder, 'Queue');
  const [bob] = box.state(id).recipients;
  assert.ok(bob?.state.action === 'delayed');
  assert.deepEqual(
    [bob.state.status, bob.state.category, bob.state.setting],
    ['4.2.2', 'mailbox-full', 'mailroot.drop.quotaMegabytes'],
  );
  assert.match(bob.state.text, /^Mailbox Full: Drop holds 1\.0 of 1\.0 MB/);
  rmSync(join(box.mailRoot.Drop, 'old'));
  await box.idle();
  const next = box.spool.counts().nextAttemptAt ?? 0;
  assert.equal((await box.later(Math.max(next - box.clock.now(), minute), about(id))).folder, 'Sent');
  assert.deepEqual(box.files('Drop'), [`${id}.eml`]);
});

test('who sends to a full Drop hears of 4.2.2 when the delay is told', async (t) => {
  const host = await scriptedHost(t);
  const remoteDomains = { 'there.test': { host: `127.0.0.1:${host.port}`, tls: 'off' as const } };
  const box = await sandbox(t, { config: { remoteDomains, 'drop.quotaMegabytes': 1 } });
  writeFileSync(join(box.mailRoot.Drop, 'old'), Buffer.alloc(1024 * 1024));
  const { id } = await box.submit('a.eml', ['From: ann@there.test', 'To: bob@here.test', '', 'hi', '']);
  const told = box.outcome((outcome) => outcome.id.startsWith(`${id}-d`));
  await done(box, id, { kind: 'advance', moment: { to: 'delay-notification' } });
  const dsn = await untilSettled(box, told);
  assert.equal(dsn.folder, 'Sent');
  assert.match(
    host.contents[0] ?? '',
    /^Final-Recipient: rfc822; bob@here\.test\r\nAction: delayed\r\nStatus: 4\.2\.2\r$/m,
  );
});

test('a full Drop does not hurry the remote host of another recipient: each is tried by its own schedule', async (t) => {
  const host = await scriptedHost(t, { on: (line, next) => (line.startsWith('RCPT') ? '450 4.2.1 later' : next()) });
  const remoteDomains = { 'there.test': { host: `127.0.0.1:${host.port}`, tls: 'off' as const } };
  const box = await sandbox(t, { config: { remoteDomains, 'drop.quotaMegabytes': 1 } });
  writeFileSync(join(box.mailRoot.Drop, 'old'), Buffer.alloc(1024 * 1024));
  const { id } = await box.submit('a.eml', ['From: a@here.test', 'To: b@here.test, c@there.test', '', 'hi', '']);
  const rounds = [];
  for (const minutes of [1, 5, 9]) {
    await box.later(minutes * minute, about(id));
    rounds.push(host.heard.filter((line) => line.startsWith('RCPT')).length);
  }
  assert.deepEqual(rounds, [1, 1, 2], 'at 1 and 6 minutes Drop alone, at 15 the host');
  assert.deepEqual(
    box.state(id).recipients.map(({ history }) => history?.map(({ attempt }) => attempt)),
    [
      [1, 2, 3],
      [1, 4],
    ],
  );
});
