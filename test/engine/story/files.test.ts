import assert from 'node:assert/strict';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findTranscript, readTranscript, stampOf } from '../../../src/engine/story/files';
import { tempMailRoot } from '../../support/tempFolder';
import { id, ltr, rtr } from './samples';

const message = 'From: a@example.com\r\nTo: b@example.com\r\nSubject: =?utf-8?Q?B=C3=BCcher?=\r\n\r\nhi\r\n';

void test('a transcript is found by any file of its message', async (t) => {
  const mailRoot = tempMailRoot(t);
  for (const [part, text] of Object.entries({ '.eml': message, '.ltr': ltr, '.rtr': rtr }))
    writeFileSync(join(mailRoot.Queue, id + part), text);
  for (const part of ['.eml', '.ltr', '.rtr', '.envelope.json']) {
    const found = await findTranscript(join(mailRoot.Queue, id + part.replace('.envelope.json', '.eml')));
    assert.equal(found.ltr, join(mailRoot.Queue, `${id}.ltr`), part);
    assert.equal(found.message?.folder, 'Queue');
  }
});

void test('a message that went from Queue to Sent or BadMail meanwhile is followed', async (t) => {
  const mailRoot = tempMailRoot(t);
  const opened = join(mailRoot.Queue, `${id}.ltr`);
  writeFileSync(join(mailRoot.Sent, `${id}.eml`), message);
  const sent = await findTranscript(opened);
  assert.equal(sent.message?.folder, 'Sent');
  assert.equal(sent.rtr, join(mailRoot.Sent, `${id}.rtr`));
  renameSync(join(mailRoot.Sent, `${id}.eml`), join(mailRoot.BadMail, `${id}.bad`));
  const bad = await findTranscript(opened);
  assert.equal(bad.message?.path, join(mailRoot.BadMail, `${id}.bad`));
  assert.equal(bad.ltr, join(mailRoot.BadMail, `${id}.ltr`));
});

void test('a message in Drop that still waits for others has the story of the one in Queue', async (t) => {
  const mailRoot = tempMailRoot(t);
  writeFileSync(join(mailRoot.Drop, `${id}.eml`), message);
  writeFileSync(join(mailRoot.Queue, `${id}.eml`), message);
  assert.equal((await findTranscript(join(mailRoot.Drop, `${id}.eml`))).message?.folder, 'Queue');
});

void test('transcripts that somebody copied elsewhere are read there', async (t) => {
  const mailRoot = tempMailRoot(t);
  const elsewhere = join(mailRoot.root, 'for-the-ticket');
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, 'copy.ltr'), ltr);
  const found = await findTranscript(join(elsewhere, 'copy.ltr'));
  assert.deepEqual(found, { id: 'copy', ltr: join(elsewhere, 'copy.ltr'), rtr: join(elsewhere, 'copy.rtr') });
  const texts = await readTranscript(found);
  assert.equal(texts.ltr, ltr);
  assert.equal(texts.rtr, '');
});

void test('a story has its subject decoded and both transcripts', async (t) => {
  const mailRoot = tempMailRoot(t);
  writeFileSync(join(mailRoot.Sent, `${id}.eml`), message);
  writeFileSync(join(mailRoot.Sent, `${id}.ltr`), ltr);
  writeFileSync(join(mailRoot.Sent, `${id}.rtr`), rtr);
  const texts = await readTranscript(await findTranscript(join(mailRoot.Sent, `${id}.ltr`)));
  assert.equal(texts.subject, 'B\u00fccher');
  assert.equal(texts.ltr, ltr);
  assert.equal(texts.rtr, rtr);
  assert.equal(texts.shortened, false);
  assert.deepEqual(texts.top, []);
});

void test('a message in BadMail brings its reason', async (t) => {
  const mailRoot = tempMailRoot(t);
  writeFileSync(join(mailRoot.BadMail, `${id}.bad`), message);
  writeFileSync(join(mailRoot.BadMail, `${id}.bdr`), 'No sender.\r\n');
  const texts = await readTranscript(await findTranscript(join(mailRoot.BadMail, `${id}.bad`)));
  assert.equal(texts.reason, 'No sender.\r\n');
});

void test('a message that was only dropped brings the lines on top of it', async (t) => {
  const mailRoot = tempMailRoot(t);
  const top = `X-Sender: <a@example.com>\r\nX-Receiver: <b@example.com>\r\nX-Receiver: <c@example.com>\r\nReceived: from mail pickup service\r\n\tby host.test\r\n`;
  writeFileSync(join(mailRoot.Drop, `${id}.eml`), top + message);
  const texts = await readTranscript(await findTranscript(join(mailRoot.Drop, `${id}.eml`)));
  assert.deepEqual(texts.top, [
    ['X-Sender', '<a@example.com>'],
    ['X-Receiver', '<b@example.com>'],
    ['X-Receiver', '<c@example.com>'],
    ['Received', 'from mail pickup service by host.test'],
  ]);
});

void test('of a transcript of many megabytes the end is read, from the beginning of a line', async (t) => {
  const mailRoot = tempMailRoot(t);
  const line = '2026-11-23T11:50:01.210Z note: something happened again\r\n';
  writeFileSync(join(mailRoot.Sent, `${id}.eml`), message);
  writeFileSync(join(mailRoot.Sent, `${id}.ltr`), line.repeat(60_000));
  const texts = await readTranscript(await findTranscript(join(mailRoot.Sent, `${id}.ltr`)));
  assert.equal(texts.shortened, true);
  assert.ok(texts.ltr.length <= 2 * 1024 * 1024);
  assert.ok(texts.ltr.startsWith('2026-11-23T'));
});

void test('files that are not there are an empty story, not an error', async (t) => {
  const mailRoot = tempMailRoot(t);
  const texts = await readTranscript(await findTranscript(join(mailRoot.Queue, `${id}.ltr`)));
  assert.equal(texts.ltr + texts.rtr + texts.subject, '');
});

void test('the stamp of a story changes when a transcript grows or the message moves', async (t) => {
  const mailRoot = tempMailRoot(t);
  const path = join(mailRoot.Queue, `${id}.ltr`);
  const stamp = async (): Promise<string> => stampOf(await findTranscript(path));
  const stamps = [await stamp()];
  writeFileSync(join(mailRoot.Queue, `${id}.eml`), message);
  stamps.push(await stamp());
  writeFileSync(path, ltr);
  stamps.push(await stamp());
  renameSync(join(mailRoot.Queue, `${id}.eml`), join(mailRoot.Sent, `${id}.eml`));
  stamps.push(await stamp());
  assert.equal(new Set(stamps).size, stamps.length);
  assert.equal(await stamp(), stamps.at(-1));
});
