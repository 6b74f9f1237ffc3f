import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { decodedBody, fileNameOf } from '../../../src/language/model/content';
import { readMessage } from '../../../src/language/model/message';
import type { Message } from '../../../src/language/model/part';
import { cut, edited } from '../../../src/language/model/span';
import { attached, type AttachedFile } from '../../../src/language/writing/attach';
import { htmlWithoutText, withText } from '../../../src/language/writing/textAlternative';
import { codesOf, letter } from '../facts';
import { corpusMessage, corpusNames, text, treeOf } from '../messages';
import { asUtf8 } from '../../../src/language/model/content';

function attach(source: string, ...files: readonly AttachedFile[]): Message {
  const message = readMessage(source);
  return readMessage(edited(source, attached(message, files, 'unique-0')));
}

const notes = { name: 'notes.txt', bytes: Buffer.from('Grüße\n') };
const picture = { name: 'Büro "1".png', bytes: Buffer.from([0, 1, 2, 250]) };

void test('a plain message becomes one of two parts, and its text stays what it was', () => {
  const before = letter(
    ['MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit'],
    ['Grüße.'],
  );
  const after = attach(before, picture);
  assert.equal(treeOf(after.root), 'multipart/mixed(text/plain, image/png)');
  assert.equal(cut(after.text, after.parts[1]!.body), 'Grüße.\r\n');
  assert.equal(fileNameOf(after.text, after.parts[2]!), 'Büro "1".png');
  assert.ok(decodedBody(after.text, after.parts[2]!).equals(picture.bytes));
  assert.deepEqual(codesOf(after.text), []);
});

void test('a message without MIME gets it; one whose head has no end gets that too', () => {
  for (const source of [
    letter(),
    'From: ann@example.com\r\nTo: bob@example.org',
    text('From: ann@example.com', 'To: bob@example.org', ''),
  ]) {
    const after = attach(source, notes);
    assert.equal(treeOf(after.root), 'multipart/mixed(text/plain, text/plain)', source);
    assert.match(after.text, /^MIME-Version: 1\.0\r\n/m);
    assert.ok(decodedBody(after.text, after.parts[2]!).equals(notes.bytes));
  }
});

void test('a message that is multipart/mixed gets one part more, in front of its end', () => {
  const before = corpusMessage('mixed-with-attachment');
  const after = attach(before.text, notes, picture);
  assert.equal(after.root.children.length, before.root.children.length + 2);
  assert.ok(after.root.boundary?.closed);
});

void test('one that is not closed is closed by it', () => {
  const open = text('MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'Hello.');
  const after = attach(open, notes, picture);
  assert.equal(treeOf(after.root), 'multipart/mixed(text/plain, text/plain, image/png)');
  assert.ok(after.root.boundary?.closed);
  assert.equal(after.text.split('--b--').length, 2);
});

void test('several files are several parts, in their order', () => {
  const after = attach(letter(), notes, picture, { name: 'x', bytes: Buffer.from('x') });
  assert.equal(treeOf(after.root), 'multipart/mixed(text/plain, text/plain, image/png, application/octet-stream)');
});

void test('a message is attached as a message, not encoded', () => {
  const inner = letter(
    ['MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit'],
    ['Grüße.'],
  );
  const after = attach(letter(), { name: 'old.eml', bytes: Buffer.from(inner) });
  assert.equal(treeOf(after.root), 'multipart/mixed(text/plain, message/rfc822(text/plain))');
  assert.ok(after.text.includes('Content-Transfer-Encoding: 8bit\r\n\r\nFrom: ann@example.com'));
});

void test('any message of the corpus takes any files, and a reader finds them as they were', async () => {
  const files = fc.array(
    fc.record({ name: fc.constantFrom('a.bin', 'ü.pdf', 'c d.csv'), bytes: fc.uint8Array({ maxLength: 200 }) }),
    { minLength: 1, maxLength: 3 },
  );
  const names = corpusNames.filter((name) => !name.startsWith('fault-') && !/boundary-that|digest/.test(name));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), files, async (name, some) => {
      const before = corpusMessage(name);
      const after = edited(before.text, attached(before, some, 'unique-1'));
      const { attachments } = await simpleParser(Buffer.from(after));
      const read = attachments.slice(-some.length).map(({ filename, content }) => [filename, content.toString('hex')]);
      assert.deepEqual(
        read,
        some.map((file) => [file.name, Buffer.from(file.bytes).toString('hex')]),
        name,
      );
    }),
    { numRuns: 60 },
  );
});

const html = [
  'MIME-Version: 1.0',
  'Content-Type: text/html; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
];

function alternative(source: string): Message {
  const message = readMessage(source);
  const part = htmlWithoutText(message);
  assert.ok(part);
  return readMessage(edited(source, withText(message, part, { encode: asUtf8, unique: 'unique-2' })));
}

void test('HTML alone becomes text and HTML, and the text says the same', () => {
  const after = alternative(letter(html, ['<p>Gr=C3=BC=C3=9Fe, <a href=3D"https://example.com/a">look</a></p>']));
  assert.equal(treeOf(after.root), 'multipart/alternative(text/plain, text/html)');
  assert.equal(decodedBody(after.text, after.parts[1]!).toString(), 'Grüße, look (https://example.com/a)');
  assert.deepEqual(codesOf(after.text), []);
});

void test('HTML among other parts gets its text beside it, and the others stay', () => {
  const source = text(
    ...['From: ann@example.com', 'MIME-Version: 1.0', 'Content-Type: multipart/related; boundary=b', '', '--b'],
    ...[
      'Content-Type: text/html',
      '',
      '<p>Hello</p>',
      '--b',
      'Content-Type: image/png',
      'Content-Transfer-Encoding: base64',
      '',
      'YWJj',
      '--b--',
    ],
  );
  const after = alternative(source);
  assert.equal(treeOf(after.root), 'multipart/related(multipart/alternative(text/plain, text/html), image/png)');
});

void test('in an alternative without text the text is put in front', () => {
  const source = text(
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative; boundary=b',
    '',
    '--b',
    'Content-Type: text/html',
    '',
    '<p>Hello</p>',
    '--b--',
  );
  assert.equal(treeOf(alternative(source).root), 'multipart/alternative(text/plain, text/html)');
});

void test('HTML that has its text, is an attachment, or is signed, is left alone', () => {
  for (const name of ['alternative-text-and-html', 'attached-html-file', 'plain'])
    assert.equal(htmlWithoutText(corpusMessage(name)), undefined, name);
  const signed = text(
    'Content-Type: multipart/signed; boundary=b',
    '',
    '--b',
    'Content-Type: text/html',
    '',
    '<p>x</p>',
    '--b--',
  );
  assert.equal(htmlWithoutText(readMessage(signed)), undefined);
});
