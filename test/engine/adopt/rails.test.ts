import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOfFile, looksLikeRails, splitRails } from '../../../src/engine/adopt/rails';

const message = (subject: string, body: string, more = ''): string =>
  [
    'Date: Tue, 24 Nov 2026 22:22:39 +0000',
    'From: a@x.test',
    'To: b@x.test, ',
    ' c@x.test',
    `Message-ID: <${subject}@x.mail>`,
    `Subject: ${subject}`,
    `Mime-Version: 1.0${more}`,
    '',
    body,
  ].join('\r\n');
const split = (text: string, name = 'b@x.test'): string[] =>
  splitRails(Buffer.from(text), name).map((piece) => Buffer.from(piece.bytes).toString());

void test('messages with two line ends behind each, as newer gems write them', () => {
  const messages = [message('one', 'first\r\n'), message('two', 'second')];
  assert.deepEqual(split(messages.map((text) => `${text}\r\n\r\n`).join('')), messages);
});

void test('messages with nothing in between, as older gems write them, even where a last line has no end', () => {
  const messages = [message('one', 'first\r\n'), message('two', 'no line end'), message('three', 'third\r\n')];
  assert.deepEqual(split(messages.join('')), messages);
});

void test('a Return-Path in front of a Date belongs to the message that follows', () => {
  const messages = [message('one', 'first\r\n'), `Return-Path: <bounce@x.test>\r\n${message('two', 'x\r\n')}`];
  assert.deepEqual(split(messages.join('')), messages);
});

void test('blank lines and a Date in a body end nothing', () => {
  const body = 'a\r\n\r\n\r\nOn Date: Tue, 24 Nov 2026 22:22:39 +0000\r\nFrom: somebody wrote\r\n\r\nb\r\n';
  assert.deepEqual(split(message('one', body)), [message('one', body)]);
});

void test('a message inside a multipart stays in it', () => {
  const inner = message('inner', 'x');
  const outer = message(
    'outer',
    `--==_mime\r\nContent-Type: message/rfc822\r\n\r\n${inner}\r\n--==_mime--\r\n`,
    '\r\nContent-Type: multipart/mixed;\r\n boundary="==_mime"',
  );
  assert.deepEqual(split(outer + message('after', 'y')), [outer, message('after', 'y')]);
});

void test('each message is for the one whom the file is named by', () => {
  const [piece] = splitRails(Buffer.from(message('one', 'x')), 'c@x.test.eml');
  assert.equal(piece?.receiver, 'c@x.test');
  assert.equal(splitRails(Buffer.from(message('one', 'x')), 'mails')[0]?.receiver, undefined);
});

for (const [name, address] of [
  ['bob@x.test', 'bob@x.test'],
  ['bob+tag@x.test.eml', 'bob+tag@x.test'],
  ['bob@x.test.txt', 'bob@x.test'],
  ['20261123-115001.log', undefined],
  ['bob', undefined],
] as const) {
  void test(`a file named ${name} is for ${address ?? 'nobody in particular'}`, () => {
    assert.equal(addressOfFile(name), address);
  });
}

void test('it is known by its name and its header', () => {
  assert.equal(looksLikeRails(Buffer.from(message('one', 'x')), 'b@x.test'), true);
  assert.equal(looksLikeRails(Buffer.from(message('one', 'x')), 'one.eml'), false);
  assert.equal(looksLikeRails(Buffer.from('From: a@x.test\r\n\r\nhi'), 'b@x.test'), false);
});
