/** The worker of the preview and its outside, as built: real files, a real worker; large messages, lost files, a reader that gives up. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Reader } from '../../src/preview/reader';
import { Answering } from '../../src/preview/worker/answering';
import { tempFolder } from '../support/tempFolder';
import { plainly, shopMail } from './letters';

const script = join(import.meta.dirname, '..', '..', 'dist', 'mail.js');
const wishes = plainly;

void test('a message in a file becomes a page, and its parts are given as octets, in a worker', async (t) => {
  const path = join(tempFolder(t), 'shop.eml');
  writeFileSync(path, shopMail().join('\r\n'));
  const reader = new Reader(script);
  t.after(() => reader.dispose());
  const page = await reader.ask({ kind: 'page', source: { stamp: '1', path }, wishes });
  assert.ok(page.kind === 'page');
  assert.equal(page.page.title, 'Ihre Bücher sind da');
  const part = await reader.ask({ kind: 'part', source: { stamp: '1', path }, part: '2' });
  assert.ok(part.kind === 'part');
  assert.equal(Buffer.from(part.octets).toString(), '%PDF-1.4\n');
  const facts = await reader.ask({ kind: 'facts', source: { stamp: '1', path }, part: '2' });
  assert.deepEqual(facts, { kind: 'facts', facts: { name: 'Rechnung.pdf', type: 'application/pdf', size: 9 } });
  const none = await reader.ask({ kind: 'part', source: { stamp: '1', path }, part: '7.7' });
  assert.deepEqual(none, { kind: 'trouble', text: 'The message has no part 7.7 any more.' });
});

void test('a check is done in the worker, when it is asked for', async (t) => {
  const path = join(tempFolder(t), 'shop.eml');
  writeFileSync(path, shopMail().join('\r\n'));
  const reader = new Reader(script);
  t.after(() => reader.dispose());
  const answer = await reader.ask({ kind: 'check', source: { stamp: '1', path }, check: 'links' });
  assert.ok(answer.kind === 'check');
  assert.deepEqual([answer.answer.check, answer.answer.badge], ['links', 'nothing found']);
  assert.match(answer.answer.page, /shop\.example/);
});

void test('a file that is gone is a sentence, and the next question is answered all the same', async (t) => {
  const folder = tempFolder(t);
  const path = join(folder, 'x.eml');
  const answering = new Answering();
  const lost = await answering.answer({ kind: 'page', source: { stamp: '1', path }, wishes });
  assert.ok(lost.kind === 'trouble');
  assert.match(lost.text, /no such file/);
  writeFileSync(path, 'From: a@example.com\r\nSubject: back\r\n\r\nx');
  const back = await answering.answer({ kind: 'page', source: { stamp: '2', path }, wishes });
  assert.ok(back.kind === 'page' && back.page.title === 'back');
});

void test('what is in an editor is read as it stands there', async () => {
  const octets = Buffer.from('From: a@example.com\r\nSubject: unsaved\r\n\r\nx');
  const answer = await new Answering().answer({ kind: 'page', source: { stamp: 'v1', octets }, wishes });
  assert.ok(answer.kind === 'page' && answer.page.title === 'unsaved');
});

void test('the state beside a message of a MailRoot tells who got it', async (t) => {
  const root = tempFolder(t);
  mkdirSync(join(root, 'Sent'));
  const path = join(root, 'Sent', '20261123T115001Z-07b3a9c.eml');
  writeFileSync(path, 'From: a@example.com\r\nTo: b@example.com\r\n\r\nx');
  writeFileSync(path.replace('.eml', '.envelope.json'), 'damaged');
  const answer = await new Answering().answer({ kind: 'page', source: { stamp: '1', path }, wishes });
  assert.ok(answer.kind === 'page');
  assert.match(answer.page.page, /A Pickup file with these bytes/);
});

void test('a worker that takes too long is ended with a sentence, and the next one is new', async (t) => {
  const folder = tempFolder(t);
  const sleeper = join(folder, 'sleeper.js');
  writeFileSync(sleeper, "require('node:worker_threads').parentPort.on('message', () => { for (;;); });");
  const reader = new Reader(sleeper, 100);
  t.after(() => reader.dispose());
  const question = { kind: 'part', source: { stamp: '1', path: 'x' }, part: '' } as const;
  for (const part of ['1', '2']) {
    const answer = await reader.ask({ ...question, part });
    assert.ok(answer.kind === 'trouble');
    assert.match(answer.text, /could not be read in 0\.1 seconds/);
  }
});

void test('a worker that dies takes its questions with it, not the editor', async (t) => {
  const dying = join(tempFolder(t), 'dying.js');
  writeFileSync(
    dying,
    "require('node:worker_threads').parentPort.on('message', () => { throw new Error('out of memory'); });",
  );
  const reader = new Reader(dying);
  t.after(() => reader.dispose());
  const answer = await reader.ask({ kind: 'part', source: { stamp: '1', path: 'x' }, part: '' });
  assert.deepEqual(answer, { kind: 'trouble', text: 'The message could not be read: out of memory. Open it as text.' });
});
