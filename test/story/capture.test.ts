import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sandbox } from '../support/sandbox';

const letter = [
  'From: app@example.com',
  'To: someone@example.net',
  'Bcc: quiet@example.org',
  'Subject: hi',
  '',
  'hello',
  '',
];

test('a file in Pickup is captured into Drop, whole, under the lines that tell its story', async (t) => {
  const box = await sandbox(t);
  const outcome = await box.submit('note.txt', letter);
  assert.equal(outcome.folder, 'Drop');
  assert.equal(outcome.sentence, 'Delivered to Drop: someone@example.net (and 1 more)');
  assert.deepEqual(box.files('Drop'), [`${outcome.id}.eml`]);
  assert.equal(
    box.text('Drop', `${outcome.id}.eml`),
    [
      'X-Sender: <app@example.com>',
      'X-Receiver: <someone@example.net>',
      'X-Receiver: <quiet@example.org>',
      'Return-Path: <app@example.com>',
      `Received: from mail pickup service by host.test with MailRoot id ${outcome.id};`,
      '\tMon, 23 Nov 2026 11:50:01 +0000',
      ...letter,
    ].join('\r\n'),
  );
  for (const folder of ['Pickup', 'Queue', 'BadMail', 'Sent'] as const) assert.deepEqual(box.files(folder), [], folder);
});

test('a Drop file put into Pickup goes to the same recipients again', async (t) => {
  const box = await sandbox(t);
  const first = await box.submit('note.eml', letter);
  const again = await box.submit('again.eml', Buffer.from(box.text('Drop', `${first.id}.eml`)));
  assert.deepEqual(
    again.recipients.map(({ address }) => address),
    ['someone@example.net', 'quiet@example.org'],
  );
  assert.notEqual(again.id, first.id);
});

test('a message without From is condemned to BadMail with its reason', async (t) => {
  const box = await sandbox(t);
  const outcome = await box.submit('broken.eml', ['To: b@example.net', '', 'hi']);
  assert.equal(outcome.folder, 'BadMail');
  assert.match(outcome.sentence, /no From header/);
  const { id } = outcome;
  assert.deepEqual(box.files('BadMail'), [`${id}.bad`, `${id}.bdp`, `${id}.bdr`, `${id}.ltr`]);
  assert.match(box.text('BadMail', `${id}.bdr`), /no From header/);
  assert.equal(box.text('BadMail', `${id}.bad`), 'To: b@example.net\r\n\r\nhi');
  assert.deepEqual(box.files('Queue'), []);
});

test('a recipient without a route gets a DSN that names the setting, at once, and nothing was sent', async (t) => {
  const box = await sandbox(t, { config: { localDomains: ['example.com'] } });
  const outcome = await box.submit('far.eml', ['From: app@example.com', 'To: b@far.example', '', 'hi', '']);
  assert.equal(outcome.folder, 'Sent');
  const dsn = await box.outcome(({ id }) => id === `${outcome.id}-f1`);
  assert.equal(dsn.folder, 'Drop');
  const text = box.text('Drop', `${dsn.id}.eml`);
  assert.match(text, /^X-Sender: <>\r\nX-Receiver: <app@example\.com>/);
  assert.match(text, /mailroot\.remoteDomains/);
  assert.match(text, /Status: 5\.4\.4/);
  assert.deepEqual(box.files('Queue'), []);
});

test('the same mix of case and repeated recipients is one recipient in Drop', async (t) => {
  const box = await sandbox(t);
  const outcome = await box.submit('a.eml', ['From: a@x.test', 'To: b@X.test', 'Cc: b@x.TEST', '', '']);
  assert.equal(outcome.recipients.length, 1);
});

test('forty files at once are all captured, each once', async (t) => {
  const box = await sandbox(t);
  const outcomes = await Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      box.submit(`${i}.eml`, ['From: a@x.test', `To: r${i}@x.test`, '', `${i}`, '']),
    ),
  );
  assert.equal(new Set(outcomes.map(({ id }) => id)).size, 40);
  assert.equal(box.files('Drop').length, 40);
  assert.deepEqual(box.files('Queue'), []);
});
