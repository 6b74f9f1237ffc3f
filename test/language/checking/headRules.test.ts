import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDate } from '../../../src/language/model/dates';
import { text } from '../messages';
import { letter, now, said, saidOnce, silent } from '../facts';

const multipart = (...parts: readonly string[]): string =>
  letter(['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'], [...parts, '--b--']);

void test('no-header: what does not begin with a field is no message', () => {
  assert.equal(saidOnce('no-header', 'some notes\r\nFrom: a@b.example\r\n').at, 'some notes');
  saidOnce('no-header', '');
  saidOnce('no-header', '\r\nFrom: a@b.example\r\n');
  silent('no-header', letter(), 'X: y');
});

void test('no-header: the separator of an mbox file is taken off', () => {
  const { fix, mended } = saidOnce('no-header', `From ann@example.com Tue Nov 24 09:00:00 2026\r\n${letter()}`);
  assert.deepEqual([fix, mended], ['Remove the Line', letter()]);
});

void test('missing-blank-line: a line that is no field ends the head', () => {
  const { at, mended } = saidOnce('missing-blank-line', text('From: a@b.example', 'Hello Bob,', 'this is it.'));
  assert.equal(at, 'Hello Bob,');
  assert.equal(mended, text('From: a@b.example', '', 'Hello Bob,', 'this is it.'));
  silent('missing-blank-line', letter(), text('From: a@b.example', ''), 'From: a@b.example');
});

void test('part-without-blank-line: so it is in a part', () => {
  assert.equal(saidOnce('part-without-blank-line', multipart('--b', 'no field')).at, 'no field');
  assert.equal(saidOnce('part-without-blank-line', multipart('--b', 'X: y', 'no field')).at, 'no field');
  silent('part-without-blank-line', multipart('--b', '', 'text'), multipart('--b', 'X: y', '', 'text'));
});

void test('blank-line-with-blanks: it looks like the end of the head, and is not', () => {
  const source = letter(['X-A: b', '  ', 'X-C: d']);
  const { at, mended } = saidOnce('blank-line-with-blanks', source);
  assert.deepEqual([at, mended], ['  ', letter(['X-A: b', '', 'X-C: d'])]);
  silent('blank-line-with-blanks', letter(['X-A: b', ' c']), letter([], ['  ']));
});

void test('no-body: the head ends where the text ends', () => {
  const head = 'From: a@b.example\r\nTo: c@d.example';
  assert.equal(saidOnce('no-body', head).mended, `${head}\r\n\r\n`);
  assert.equal(saidOnce('no-body', `${head}\r\n`).mended, `${head}\r\n\r\n`);
  silent('no-body', `${head}\r\n\r\n`);
});

void test('duplicate-header: fields that may stand once', () => {
  assert.equal(saidOnce('duplicate-header', letter(['Subject: again'])).at, 'Subject');
  assert.equal(said('duplicate-header', letter(['subject: again', 'SUBJECT: and again'])).length, 2);
  saidOnce('duplicate-header', multipart('--b', 'Content-Type: text/plain', 'content-type: text/html', '', 'x'));
  silent('duplicate-header', letter(['Received: a', 'Received: b', 'X-A: b', 'X-A: c', 'Comments: a', 'Comments: b']));
  silent(
    'duplicate-header',
    multipart('--b', 'Content-Type: text/plain', '', 'x', '--b', 'Content-Type: text/plain', '', 'y'),
  );
});

void test('duplicate-header: lines of addresses are joined, a line that says the same goes, others are for people', () => {
  const joined = saidOnce('duplicate-header', letter(['To: carol@example.net']));
  assert.match(joined.mended ?? '', /^To: bob@example\.org,\r\n carol@example\.net\r\n/m);
  assert.equal(saidOnce('duplicate-header', letter(['Subject: Hello'])).mended, letter());
  assert.equal(saidOnce('duplicate-header', letter(['Subject: other'])).fix, undefined);
});

void test('space-before-colon: obsolete, and not everybody takes it for a field', () => {
  const { at, mended } = saidOnce('space-before-colon', letter(['X-A \t: b']));
  assert.deepEqual([at, mended], [' \t', letter(['X-A: b'])]);
  silent('space-before-colon', letter(['X-A: b', 'X-C:d']));
});

void test('missing-date, missing-message-id: added on the wire, or now', () => {
  const bare = text('From: ann@shop.example', 'To: c@d.example', '', 'x');
  const date = /\r\nDate: (.*)\r\n\r\nx/.exec(saidOnce('missing-date', bare).mended ?? '')?.[1] ?? '';
  const read = readDate(date);
  assert.equal(read.kind === 'date' && read.at, now);
  assert.match(saidOnce('missing-message-id', bare).mended ?? '', /\r\nMessage-ID: <unique@shop\.example>\r\n\r\nx/);
  silent('missing-date', letter());
  silent('missing-message-id', letter());
});

void test('bad-message-id: without brackets, with blanks, with nothing', () => {
  const id = (value: string): string => text('From: a@b.example', 'To: c@d.example', `Message-ID: ${value}`, '');
  assert.match(saidOnce('bad-message-id', id('a@b')).mended ?? '', /Message-ID: <a@b>/);
  for (const value of ['', '<a b@c>', '<a>', 'nothing', '<a@b> <c@d>']) saidOnce('bad-message-id', id(value));
  silent('bad-message-id', id('<a@b>'), letter(['Content-ID: <logo>']));
  saidOnce('bad-message-id', letter(['Content-ID: logo']));
});

void test('return-path: for the host that delivers', () => {
  assert.equal(saidOnce('return-path', letter(['Return-Path: <a@b.example>'])).mended, letter());
  silent('return-path', letter());
});

void test('too-many-hops: more than fifteen', () => {
  const hops = (count: number): string =>
    letter(Array<string>(count).fill('Received: from a by b; Tue, 24 Nov 2026 09:00:00 +0000'));
  silent('too-many-hops', letter(), hops(15));
  assert.match(saidOnce('too-many-hops', hops(16)).text, /^16 Received fields/);
});
