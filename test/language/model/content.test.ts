import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodedBody, decodedSize, decodedText, fileNameOf, sizeText } from '../../../src/language/model/content';
import { readMessage } from '../../../src/language/model/message';
import { corpusMessage, corpusNames } from '../messages';

const textOf = (name: string): string | undefined => {
  const { text, root } = corpusMessage(name);
  return decodedText(text, root);
};

void test('a body is decoded by its transfer encoding and its charset', () => {
  assert.equal(textOf('base64-text')?.slice(0, 7), 'Grüße\r\n');
  assert.equal(textOf('koi8-r-base64'), 'Привет, мир!\r\n');
  assert.match(textOf('windows-1252-quoted-printable') ?? '', /^“quoted” – and a euro: €/);
  assert.match(
    textOf('quoted-printable-soft-breaks') ?? '',
    /equals sign at its end, with ü and = and a trailing blank \r\n/,
  );
  assert.equal(textOf('plain'), 'Hello Bob.\r\n');
});

void test('a charset nobody knows is said, not guessed', () => {
  const read = readMessage(
    'Content-Type: text/plain; charset=utf-9\r\nContent-Transfer-Encoding: base64\r\n\r\nYQ==\r\n',
  );
  assert.equal(decodedText(read.text, read.root), undefined);
});

void test('the size behind base64 is exact, without decoding', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), fc.integer({ min: 4, max: 76 }), (bytes, width) => {
      const encoded = Buffer.from(bytes)
        .toString('base64')
        .replace(new RegExp(`.{${width}}`, 'g'), '$&\r\n');
      const { text, root } = readMessage(`Content-Transfer-Encoding: base64\r\n\r\n${encoded}\r\n`);
      assert.equal(decodedSize(text, root), bytes.length);
      assert.deepEqual(decodedBody(text, root), Buffer.from(bytes));
    }),
  );
});

void test('sizes are told for any message', () => {
  for (const name of corpusNames)
    for (const part of corpusMessage(name).parts) assert.ok(decodedSize(corpusMessage(name).text, part) >= 0, name);
});

void test('the name of a file comes from the disposition, else from the type', () => {
  const nameOf = (head: string): string | undefined => {
    const { text, root } = readMessage(`${head}\r\n\r\n`);
    return fileNameOf(text, root);
  };
  assert.equal(nameOf('Content-Type: a/b; name=t.txt\r\nContent-Disposition: attachment; filename="d.txt"'), 'd.txt');
  assert.equal(nameOf('Content-Type: a/b; name=t.txt'), 't.txt');
  assert.equal(nameOf('Content-Type: a/b'), undefined);
});

void test('sizes read well', () => {
  assert.deepEqual([0, 999, 1_000, 34_567, 5_600_000].map(sizeText), ['0 B', '999 B', '1.0 KB', '35 KB', '5.6 MB']);
});
