import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { escapeMarkdown, oneLine } from '../../src/views/text';

void test('a subject with line ends and control characters stays one line', () => {
  assert.equal(oneLine('a\r\n b\tc\u0000d\u001b[31m'), 'a b c d [31m');
});

void test('direction marks can not turn a row around', () => {
  assert.equal(oneLine('invoice\u202egpj.exe'), 'invoicegpj.exe');
});

void test('whatever a subject is, the row is one line without control characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (subject) => {
      assert.doesNotMatch(oneLine(subject), /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
    }),
  );
});

void test('a subject can not smuggle a link, an image or HTML into a tooltip', () => {
  const hostile = '[click](command:x) ![i](http://t/p.gif) <b>bold</b> `code` **strong** $(icon) a&amp;b';
  const escaped = escapeMarkdown(hostile);
  assert.doesNotMatch(escaped, /(?<!\\)[[\]()!*`$]/);
  assert.doesNotMatch(escaped, /[<>]/);
  assert.match(escaped, /&#60;b&#62;/);
});

void test('a pipe in a subject does not break the table of a tooltip', () => {
  assert.equal(escapeMarkdown('a|b'), 'a\\|b');
});

void test('plain words stay as they are', () => {
  assert.equal(escapeMarkdown('Your order 42 has shipped'), 'Your order 42 has shipped');
});
