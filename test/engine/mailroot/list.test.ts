import assert from 'node:assert/strict';
import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { encodeEnvelope } from '../../../src/engine/mailroot/envelope';
import { arrivalOf, type FolderName, type MailRoot } from '../../../src/engine/mailroot/layout';
import { listFolder, type FolderEntry } from '../../../src/engine/mailroot/list';
import { readBadReason, readEnvelope } from '../../../src/engine/mailroot/familyState';
import { readSummary, type Summary } from '../../../src/engine/mailroot/summary';
import { tempMailRoot } from '../../support/tempFolder';
import { envelope } from '../../views/envelopes';

const older = '20261123T115001Z-07b3a9c';
const newer = '20261124T080000Z-0000001';

/** Writes a file into a folder: `Queue/a.eml`. */
function put(mailRoot: MailRoot, path: `${FolderName}/${string}`, text: string | Buffer = 'Subject: x\n\n'): string {
  const at = join(mailRoot.root, path);
  writeFileSync(at, text);
  return at;
}

async function onlySummary(mailRoot: MailRoot, folder: FolderName): Promise<Summary> {
  const [entry, ...rest] = await listFolder(mailRoot, folder);
  assert.ok(entry !== undefined && rest.length === 0);
  const read = await readSummary(entry);
  assert.ok(read);
  return read;
}

const ids = (entries: readonly FolderEntry[]): string[] => entries.map(({ id }) => id);

void test('messages come newest first, each once, whatever stands beside it', async (t) => {
  const mailRoot = tempMailRoot(t);
  for (const part of ['.eml', '.envelope.json', '.ltr', '.rtr'])
    for (const id of [older, newer]) put(mailRoot, `Queue/${id}${part}`);
  const entries = await listFolder(mailRoot, 'Queue');
  assert.deepEqual(ids(entries), [newer, older]);
  assert.deepEqual(
    entries.map(({ kind, folder, path }) => [kind, folder, path]),
    [newer, older].map((id) => ['message', 'Queue', join(mailRoot.Queue, `${id}.eml`)]),
  );
});

void test('BadMail shows its .bad files', async (t) => {
  const mailRoot = tempMailRoot(t);
  for (const part of ['.bad', '.bdr', '.bdp', '.eml']) put(mailRoot, `BadMail/${older}${part}`);
  assert.deepEqual(ids(await listFolder(mailRoot, 'BadMail')), [older]);
});

void test('a transcript without its message is no row', async (t) => {
  const mailRoot = tempMailRoot(t);
  put(mailRoot, `Sent/${older}.ltr`);
  assert.deepEqual(await listFolder(mailRoot, 'Sent'), []);
});

void test('a foreign file is shown as such; a draft and a hidden file are not', async (t) => {
  const mailRoot = tempMailRoot(t);
  for (const name of ['hello.eml', `${older}.eml.tmp`, '.DS_Store']) put(mailRoot, `Drop/${name}`);
  assert.deepEqual(await listFolder(mailRoot, 'Drop'), [
    { folder: 'Drop', kind: 'foreign', id: 'hello.eml', path: join(mailRoot.Drop, 'hello.eml') },
  ]);
});

void test('in Pickup every file is a message, newest first; a folder is none', async (t) => {
  const mailRoot = tempMailRoot(t);
  const [first, second] = [put(mailRoot, 'Pickup/b.txt'), put(mailRoot, 'Pickup/a.eml')];
  utimesSync(first, 100, 100);
  utimesSync(second, 200, 200);
  mkdirSync(join(mailRoot.Pickup, 'folder'));
  assert.deepEqual(ids(await listFolder(mailRoot, 'Pickup')), ['a.eml', 'b.txt']);
});

void test('a folder that is not there is empty', async (t) => {
  const mailRoot = tempMailRoot(t);
  rmSync(mailRoot.Drop, { recursive: true });
  assert.deepEqual(await listFolder(mailRoot, 'Drop'), []);
});

void test('a row tells subject, sender, recipients, size and arrival', async (t) => {
  const mailRoot = tempMailRoot(t);
  const text = [
    'From: =?utf-8?Q?B=C3=BCcherei?= <news@example.com>',
    'To: ann@x.test, bob@x.test',
    'Cc: cy@x.test',
    'Subject: =?utf-8?B?R3LDvMOfZQ==?=',
    '',
    'hi',
  ].join('\r\n');
  put(mailRoot, `Queue/${older}.eml`, text);
  assert.deepEqual(await onlySummary(mailRoot, 'Queue'), {
    subject: 'Grüße',
    from: 'Bücherei <news@example.com>',
    to: ['ann@x.test, bob@x.test', 'cy@x.test'],
    attached: false,
    size: text.length,
    at: arrivalOf(older),
  });
});

void test('a DSN of ours is as old as its Date, not as the message it is about', async (t) => {
  const mailRoot = tempMailRoot(t);
  put(mailRoot, `Drop/${older}-f1.eml`, 'X-Sender: <>\r\nDate: Wed, 25 Nov 2026 11:50:01 +0000\r\n\r\n');
  assert.equal((await onlySummary(mailRoot, 'Drop')).at, Date.UTC(2026, 10, 25, 11, 50, 1));
  put(mailRoot, `Drop/${older}-f1.eml`, 'X-Sender: <>\r\nDate: some day\r\n\r\n');
  assert.equal((await onlySummary(mailRoot, 'Drop')).at, arrivalOf(older));
});

void test('the envelope on top of a Drop file counts more than its To', async (t) => {
  const mailRoot = tempMailRoot(t);
  put(mailRoot, `Drop/${older}.eml`, 'X-Sender: <a@x.test>\r\nX-Receiver: <hidden@x.test>\r\nTo: list@x.test\r\n\r\n');
  const { to, from } = await onlySummary(mailRoot, 'Drop');
  assert.match(to.join(), /hidden@x\.test/);
  assert.doesNotMatch(to.join(), /list@/);
  assert.match(from, /a@x\.test/);
});

void test('envelope lines are shown as addresses, without display names and the parameters behind them', async (t) => {
  const mailRoot = tempMailRoot(t);
  const lines = [
    'X-Sender: "Bounces" <bounce@x.test> RET=HDRS',
    'X-Receiver: =?utf-8?q?B=C3=B6b?= <bob@x.test> NOTIFY=SUCCESS ORCPT=rfc822;b@y.test',
    'X-Receiver: not an address',
  ];
  put(mailRoot, `Sent/${older}.eml`, [...lines, '', ''].join('\r\n'));
  const { to, from } = await onlySummary(mailRoot, 'Sent');
  assert.deepEqual([from, to], ['bounce@x.test', ['bob@x.test', 'not an address']]);
  put(mailRoot, `Sent/${older}.eml`, 'X-Sender: <>\r\nX-Receiver: <a@x.test>\r\n\r\n');
  assert.equal((await onlySummary(mailRoot, 'Sent')).from, '<>');
});

void test('a foreign file is as old as its file', async (t) => {
  const mailRoot = tempMailRoot(t);
  utimesSync(put(mailRoot, 'Drop/foreign.eml'), 1_000, 1_000);
  assert.equal((await onlySummary(mailRoot, 'Drop')).at, 1_000_000);
});

void test('an empty file, a binary one and a huge one are rows too', async (t) => {
  const huge = Buffer.concat([Buffer.from('Subject: huge\n\n'), Buffer.alloc(3_000_000, 0x61)]);
  for (const [bytes, subject] of [
    [Buffer.alloc(0), ''],
    [Buffer.from([0, 255, 254, 10, 13, 0]), ''],
    [huge, 'huge'],
  ] as const) {
    const mailRoot = tempMailRoot(t);
    put(mailRoot, `Drop/${older}.eml`, bytes);
    const summary = await onlySummary(mailRoot, 'Drop');
    assert.deepEqual([summary.subject, summary.size], [subject, bytes.length]);
  }
});

void test('a message that vanished meanwhile has no summary', async (t) => {
  const mailRoot = tempMailRoot(t);
  const path = put(mailRoot, `Drop/${older}.eml`);
  const [entry] = await listFolder(mailRoot, 'Drop');
  rmSync(path);
  assert.ok(entry);
  assert.equal(await readSummary(entry), undefined);
});

void test('the state is read beside the message, and in BadMail from its .bdp', async (t) => {
  const mailRoot = tempMailRoot(t);
  const state = envelope([{ action: 'pending' }], { id: older });
  put(mailRoot, `Queue/${older}.envelope.json`, encodeEnvelope(state));
  put(mailRoot, `BadMail/${older}.bdp`, encodeEnvelope(state));
  assert.deepEqual(await readEnvelope(mailRoot, 'Queue', older), state);
  assert.deepEqual(await readEnvelope(mailRoot, 'BadMail', older), state);
});

void test('no state and a damaged one are both none', async (t) => {
  const mailRoot = tempMailRoot(t);
  assert.equal(await readEnvelope(mailRoot, 'Queue', older), undefined);
  put(mailRoot, `Queue/${older}.envelope.json`, '{"version":');
  assert.equal(await readEnvelope(mailRoot, 'Queue', older), undefined);
});

void test('the reason of a bad message is its .bdr', async (t) => {
  const mailRoot = tempMailRoot(t);
  put(mailRoot, `BadMail/${older}.bdr`, 'No From.\r\n');
  assert.equal(await readBadReason(mailRoot, older), 'No From.\r\n');
  assert.equal(await readBadReason(mailRoot, newer), undefined);
});

test('an attachment is seen in the head of a message: several parts, a part to be saved, or a body that is no text', async (t) => {
  const attached = async (head: string): Promise<boolean> => {
    const mailRoot = tempMailRoot(t);
    put(mailRoot, `Drop/${older}.eml`, `From: a@b.c\r\n${head}\r\n\r\nbody\r\n`);
    return (await onlySummary(mailRoot, 'Drop')).attached;
  };
  assert.equal(await attached('Content-Type: multipart/mixed; boundary=x'), true);
  assert.equal(await attached('Content-Type: application/pdf'), true);
  assert.equal(
    await attached('Content-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Disposition: attachment'),
    true,
  );
  assert.equal(await attached('Content-Type: multipart/alternative; boundary=x'), false);
  assert.equal(await attached('Subject: attachment'), false);
});
