import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodedBody } from '../../../src/language/model/content';
import { unfolded } from '../../../src/language/model/fields';
import { readMessage } from '../../../src/language/model/message';
import { edited } from '../../../src/language/model/span';
import { formatted, refolded } from '../../../src/language/writing/format';
import { corpusMessage, corpusNames, text } from '../messages';

function format(source: string): string {
  return edited(source, formatted(readMessage(source)));
}

const many = `To: ${Array.from({ length: 8 }, (_, i) => `person${i}@example.com`).join(', ')}`;

void test('a long field is folded at its blanks, a short one is left', () => {
  const after = format(text('From: ann@example.com', many, '', 'x'));
  assert.ok(after.split('\r\n').every((line) => line.length <= 78));
  assert.ok(after.startsWith('From: ann@example.com\r\nTo: person0@example.com, person1'));
  assert.equal(format(after), after, 'formatting again changes nothing');
});

void test('base64 is put into lines of 76, and decodes to the same', () => {
  const source = text('MIME-Version: 1.0', 'Content-Transfer-Encoding: base64', '', 'YWJj'.repeat(60), 'YQ==');
  const after = readMessage(format(source));
  const lines = after.text.split('\r\n\r\n')[1]?.split('\r\n') ?? [];
  assert.deepEqual(
    lines.map((line) => line.length),
    [76, 76, 76, 16, 0],
  );
  assert.ok(decodedBody(after.text, after.root).equals(decodedBody(source, readMessage(source).root)));
});

void test('broken base64, envelope lines and what is signed are left as they stand', () => {
  const long = 'x '.repeat(60);
  for (const source of [
    text('Content-Transfer-Encoding: base64', '', `${'YWJj'.repeat(30)}!`),
    text(`X-Receiver: <bob@example.org> ${'NOTIFY=NEVER '.repeat(8)}`, '', 'x'),
    text('DKIM-Signature: v=1; bh=x', `Subject: ${long}`, '', 'x'),
    text('Content-Type: multipart/signed; boundary=b', '', '--b', `Comments: ${long}`, '', 'x', '--b--'),
  ])
    assert.equal(format(source), source);
});

void test('fields are folded and unfolded where one asks for it alone', () => {
  const source = text('Subject: one', ' two', 'Comments: three', ' four', '', 'x');
  const message = readMessage(source);
  const first = refolded(message, { start: 3, end: 3 }, 'unfolded');
  assert.equal(edited(source, first), source.replace('one\r\n two', 'one two'));
  assert.equal(refolded(message, { start: 0, end: source.length }, 'unfolded').length, 2);
  const long = readMessage(text(many, '', 'x'));
  assert.equal(refolded(long, { start: 0, end: 1 }, 'folded').length, 1);
});

void test('no message of the corpus says anything else afterwards: every value, every octet of every part', () => {
  let changed = 0;
  for (const name of corpusNames) {
    const before = corpusMessage(name);
    const after = readMessage(format(before.text));
    if (after.text !== before.text) changed++;
    const values = (message: typeof before): string[] =>
      message.parts.flatMap(({ fields }) => fields.map(({ value, key }) => `${key}: ${unfolded(message.text, value)}`));
    assert.deepEqual(values(after), values(before), name);
    const octets = (message: typeof before): string[] =>
      message.parts
        .filter(({ kind }) => kind === 'leaf')
        .map((part) => decodedBody(message.text, part).toString('hex'));
    assert.deepEqual(octets(after), octets(before), name);
  }
  assert.ok(changed > 3, `${changed} were changed`);
});
