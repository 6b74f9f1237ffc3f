import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detectFormat, splitFile } from '../../../src/engine/adopt/formats';
import { passedOver } from '../../../src/engine/adopt/maildir';

const letter = 'From: a@x.test\nTo: b@x.test\n\nhi\n';

for (const [what, name, text, format] of [
  ['a message', 'a.eml', letter, 'message'],
  ['a message with envelope lines alone', 'a', 'X-Sender: <>\nX-Receiver: b@x.test\n\nhi', 'message'],
  ['a message without From but with Sender', 'a', 'Sender: a@x.test\nTo: b@x.test\n\nhi', 'message'],
  ['a mailbox', 'inbox', `From a@x.test Mon Nov 23 11:50:01 2026\n${letter}`, 'mbox'],
  ["Django's file", '20261123-115001-1.log', `${letter}\n${'-'.repeat(79)}\n`, 'django'],
  ["IIS's bad message", '1.BAD', 'anything', 'badmail'],
  ['a picture', 'a.png', '\u0089PNG\r\n\u001a\n', undefined],
  ['a text', 'notes.txt', 'From here to there\n', undefined],
  ['nothing', 'empty', '', undefined],
] as const) {
  void test(`${what} is recognised as ${format ?? 'nothing'}`, () => {
    assert.equal(detectFormat(Buffer.from(text, 'latin1'), name), format);
  });
}

void test('one message a file: a message, a file of a Maildir, a bad message; an empty file has none', () => {
  for (const format of ['message', 'maildir', 'badmail'] as const) {
    assert.equal(splitFile(Buffer.from(letter), 'a', format).length, 1);
    assert.deepEqual(splitFile(Buffer.alloc(0), 'a', format), []);
  }
});

void test('mbox is mboxrd; mboxo has to be said', () => {
  const mailbox = Buffer.from(`From a Mon Nov 23 11:50:01 2026\n${letter}>>From x\n`);
  assert.match(Buffer.from(splitFile(mailbox, 'a', 'mbox')[0]?.bytes ?? []).toString(), /\n>From x/);
  assert.match(Buffer.from(splitFile(mailbox, 'a', 'mboxo')[0]?.bytes ?? []).toString(), /\n>>From x/);
});

for (const [name, why] of [
  ['1700000000.M1P2.host:2,S', undefined],
  ['1700000000.M1P2.host', undefined],
  ['1700000000.M1P2.host:2,ST', /trash/],
  ['1700000000.M1P2.host;2,D', /draft/],
  ['1700000000.M1P2.host!2,T', /trash/],
] as const) {
  void test(`of a Maildir, ${name} is ${why === undefined ? 'adopted' : 'passed over'}`, () => {
    const found = passedOver(name);
    if (why === undefined) assert.equal(found, undefined);
    else assert.match(found ?? '', why);
  });
}
