/** Files nobody should write, and that somebody does: none is lost, none stops the engine, each ends where one can see why. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Outcome } from '../../src/engine/protocol';
import { sandbox, type Sandbox } from '../support/sandbox';

const letter = 'From: a@x.test\r\nTo: b@x.test\r\n\r\n';

/** Whether the bytes stand, whole, at the end of a message file of the folder the outcome names. */
function isKept(box: Sandbox, { id, folder }: Outcome, bytes: Buffer): boolean {
  const name = readdirSync(box.mailRoot[folder]).find((file) => file === `${id}.eml` || file === `${id}.bad`);
  return name !== undefined && readFileSync(join(box.mailRoot[folder], name)).subarray(-bytes.length).equals(bytes);
}

const captured: Readonly<Record<string, Buffer>> = {
  'a body of NUL': Buffer.concat([Buffer.from(letter), Buffer.alloc(5_000)]),
  'no body at all': Buffer.from(letter),
  'no blank line': Buffer.from('From: a@x.test\r\nTo: b@x.test\r\n'),
  'no line end at the end': Buffer.from(`${letter}hi`),
  'bare LF': Buffer.from(letter.replaceAll('\r', '')),
  'one line of 3 MB': Buffer.concat([Buffer.from(letter), Buffer.alloc(3_000_000, 0x61)]),
  'a header of 200 KB': Buffer.from(`Subject: ${'x'.repeat(200_000)}\r\n${letter}`),
  '1000 headers': Buffer.from(`${'X-Filler: x\r\n'.repeat(1_000)}${letter}`),
  'a lone dot': Buffer.from(`${letter}before\r\n.\r\nafter\r\n`),
  'bytes that are no UTF-8': Buffer.concat([Buffer.from(letter), Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0x0d, 0x0a])]),
  'a BOM in front': Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(letter)]),
};

const condemned: Readonly<Record<string, Buffer>> = {
  'nothing but blanks': Buffer.from('   \r\n\r\n'),
  'a picture': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d]),
  'UTF-16': Buffer.from(letter, 'utf16le'),
  'no recipient': Buffer.from('From: a@x.test\r\nSubject: to nobody\r\n\r\nhi\r\n'),
  'a recipient that is none': Buffer.from('From: a@x.test\r\nTo: undisclosed-recipients:;\r\n\r\nhi\r\n'),
};

void test('odd messages that can be understood are captured, byte for byte', async (t) => {
  const box = await sandbox(t);
  for (const [what, bytes] of Object.entries(captured)) {
    const outcome = await box.submit(`${what}.eml`, bytes);
    assert.equal(outcome.folder, 'Drop', `${what}: ${outcome.sentence}`);
    assert.ok(isKept(box, outcome, bytes.subarray(bytes[0] === 0xef ? 3 : 0)), what);
  }
});

void test('what is no message goes to BadMail, whole, with its reason', async (t) => {
  const box = await sandbox(t);
  for (const [what, bytes] of Object.entries(condemned)) {
    const outcome = await box.submit(`${what}.eml`, bytes);
    assert.equal(outcome.folder, 'BadMail', what);
    assert.ok(isKept(box, outcome, bytes), what);
    assert.match(box.text('BadMail', `${outcome.id}.bdr`), /^Reason: \S+/m, what);
  }
  assert.deepEqual(box.files('Queue'), []);
});

void test('a file name from anywhere in the world is picked up', async (t) => {
  const box = await sandbox(t);
  for (const name of ['Bestellung für Jörg.txt', '注文.eml', "it's; rm -rf $(HOME) & more", 'no-extension', '--help'])
    assert.equal((await box.submit(name, Buffer.from(`${letter}hi\r\n`))).folder, 'Drop', name);
  assert.deepEqual(box.files('Pickup'), []);
});

void test('a header can not smuggle a second envelope or a second reply into what we write', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', [
    'From: "x\u0000\u001b[2J" <a@x.test>',
    'To: b@x.test',
    'Subject: hi',
    '\tX-Receiver: <victim@x.test>',
    '',
    'X-Receiver: <also@x.test>',
    '',
  ]);
  const top = box.text('Drop', `${id}.eml`).split('\r\nReturn-Path')[0];
  assert.equal(top, 'X-Sender: <a@x.test>\r\nX-Receiver: <b@x.test>');
});

void test('five hundred recipients fare each on their own', async (t) => {
  const box = await sandbox(t);
  const some = Array.from({ length: 500 }, (_, i) => (i % 50 === 0 ? `550+${i}@sim.test` : `r${i}@sim.test`));
  const { recipients } = await box.submit('many.eml', ['From: a@x.test', `To: ${some.join(',\r\n ')}`, '', 'hi', '']);
  assert.equal(recipients.filter(({ state }) => state.action === 'failed').length, 10);
  assert.equal(recipients.filter(({ state }) => state.action === 'relayed').length, 490);
});
