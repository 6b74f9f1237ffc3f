/** DSNs that come in, from us or from remote hosts, are tied to the messages they are about. */
import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import type { Outcome } from '../../src/engine/protocol';
import { minute, sandbox, type Sandbox } from '../support/sandbox';
import { scriptedHost } from '../support/scriptedHost';

const about =
  (id: string) =>
  (outcome: Outcome): boolean =>
    outcome.id === id;

/** What a remote host says later of a message it took. */
function dsn(fields: readonly string[], returned: readonly string[] = []): string[] {
  const header = ['From: mailer@remote.test', 'Subject: Undelivered', 'MIME-Version: 1.0'];
  const type = 'Content-Type: multipart/report; report-type=delivery-status; boundary=b';
  const status = ['--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.remote.test', ...fields];
  return [
    ...header,
    type,
    '',
    '--b',
    '',
    'Sorry.',
    ...status,
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    ...returned,
    '--b--',
    '',
  ];
}

const failed = ['', 'Final-Recipient: rfc822; bob@remote.test', 'Action: failed', 'Status: 5.2.2', ''];

async function relayedMessage(t: TestContext, extra: readonly string[] = []): Promise<{ box: Sandbox; id: string }> {
  const { port } = await scriptedHost(t, { offers: ['DSN'] });
  const remoteDomains = { 'remote.test': { host: '127.0.0.1', port, tls: 'off' as const } };
  const box = await sandbox(t, { config: { remoteDomains } });
  const { id } = await box.submit('a.eml', ['From: ann@here.test', ...extra, 'To: bob@remote.test', '', 'hi', '']);
  return { box, id };
}

async function overSmtp(box: Sandbox, lines: readonly string[]): Promise<string> {
  const { id } = await box.spool.accept({
    client: 'mx.remote.test [127.0.0.1]',
    reversePath: '',
    recipients: [{ address: 'ann@here.test' }],
    content: Readable.from(lines.join('\r\n')),
    received: 'from mx.remote.test by host.test id $id; now',
  });
  box.clock.advance(0);
  assert.equal((await box.outcome(about(id))).folder, 'Drop');
  await box.idle();
  return id;
}

function assertTied(box: Sandbox, id: string, dsnId: string): void {
  assert.deepEqual(box.state(id).reports, [
    {
      file: `${dsnId}.eml`,
      at: box.clock.now(),
      by: 'mx.remote.test',
      recipients: [{ address: 'bob@remote.test', action: 'failed', status: '5.2.2' }],
    },
  ]);
}

void test('a DSN of a remote host names our queue id as ENVID: the message in Sent has its state and a link to it', async (t) => {
  const { box, id } = await relayedMessage(t);
  const dsnId = await overSmtp(box, dsn([`Original-Envelope-Id: ${id}`, ...failed]));
  assertTied(box, id, dsnId);
  assert.match(
    box.text('Sent', `${id}.ltr`),
    new RegExp(
      `dsn: <bob@remote\\.test> failed 5\\.2\\.2, says a notification of mx\\.remote\\.test, in Drop as ${dsnId}\\.eml`,
    ),
  );
  assert.equal(box.state(id).recipients[0]?.state.action, 'relayed');
});

for (const [how, names] of [
  [
    'our Received line in the header that came back',
    (id: string) => [`Received: from pickup by host.test with MailRoot id ${id}; now`],
  ],
  ['the Message-ID we gave it', (id: string) => [`Message-ID: <${id}@host.test>`]],
  ['the Message-ID its sender gave it', () => ['Message-ID: <42@shop.test>']],
] as const) {
  void test(`a DSN is tied to its message by ${how}`, async (t) => {
    const { box, id } = await relayedMessage(t, how.includes('sender') ? ['Message-ID: <42@shop.test>'] : []);
    assertTied(box, id, await overSmtp(box, dsn(failed, names(id))));
  });
}

void test('a DSN handed in as a Pickup file is tied as well', async (t) => {
  const { box, id } = await relayedMessage(t);
  const lines = ['X-Sender: <>', 'X-Receiver: <ann@here.test>', ...dsn([`Original-Envelope-Id: ${id}`, ...failed])];
  const { id: dsnId } = await box.submit('bounce.eml', lines);
  await box.idle();
  assertTied(box, id, dsnId);
});

void test('our own failure DSN, dropped here, is linked from the message it is about', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', ['From: ann@here.test', 'To: 550@sim.test', '', 'hi', '']);
  await box.outcome(about(`${id}-f1`));
  await box.idle();
  const [report] = box.state(id).reports ?? [];
  assert.deepEqual(report?.recipients, [{ address: '550@sim.test', action: 'failed', status: '5.1.1' }]);
  assert.equal(report.file, `${id}-f1.eml`);
});

void test('a message that is still in the Queue takes it up at once, and goes on as it would have', async (t) => {
  const { port } = await scriptedHost(t, { offers: ['DSN'] });
  const remoteDomains = { 'remote.test': { host: '127.0.0.1', port, tls: 'off' as const } };
  const box = await sandbox(t, { config: { remoteDomains } });
  const to = 'To: bob@remote.test, 451x1@sim.test';
  const first = await box.submit('a.eml', ['From: ann@here.test', to, '', 'hi', '']);
  const dsnId = await overSmtp(box, dsn([`Original-Envelope-Id: ${first.id}`, ...failed]));
  box.clock.advance(0);
  await box.idle();
  assertTied(box, first.id, dsnId);
  assert.match(
    box.text('Queue', `${first.id}.ltr`),
    /next: attempt 2 at [^\n]+\n[^\n]+ dsn: <bob@remote\.test> failed[^\n]+\n$/,
  );
  assert.equal(box.state(first.id).nextAttemptAt, first.nextAttemptAt);
  assert.equal((await box.later(15 * minute, about(first.id))).folder, 'Sent');
  assert.equal(box.state(first.id).reports?.length, 1);
});

void test('a DSN about a message in BadMail is told there', async (t) => {
  const { box, id } = await relayedMessage(t);
  for (const [part, bad] of [
    ['.eml', '.bad'],
    ['.envelope.json', '.bdp'],
  ] as const)
    renameSync(join(box.mailRoot.Sent, id + part), join(box.mailRoot.BadMail, id + bad));
  await overSmtp(box, dsn([`Original-Envelope-Id: ${id}`, ...failed]));
  assert.match(box.text('BadMail', `${id}.bdp`), /"by": "mx\.remote\.test"/);
});

void test('a DSN about no message of ours, and mail from <> that is no DSN, are dropped like any other', async (t) => {
  const { box, id } = await relayedMessage(t);
  await overSmtp(box, dsn(['Original-Envelope-Id: 20200101T000000Z-0000001', ...failed]));
  await overSmtp(box, ['Subject: out of office', '', 'back on Monday', '']);
  assert.equal(box.state(id).reports, undefined);
  assert.equal(box.files('Drop').length, 2);
});
