import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { crlf, firstLongLine } from '../../../src/engine/message/lineEnds';

void test('line ends are right whatever comes in, and what is right already stays the same bytes', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('\r', '\n', 'a', '\r\n', '.'), { maxLength: 40 }), (pieces) => {
      const once = crlf(Buffer.from(pieces.join('')));
      assert.doesNotMatch(once.toString(), /(?<!\r)\n|\r(?!\n)/);
      assert.equal(crlf(once), once);
    }),
  );
});

for (const [what, text, wanted] of [
  ['LF', 'a\nb\n', 'a\r\nb\r\n'],
  ['CRLF', 'a\r\nb\r\n', 'a\r\nb\r\n'],
  ['mixed', 'a\nb\r\nc\rd', 'a\r\nb\r\nc\r\nd\r\n'],
  ['CR CR LF', 'a\r\r\nb\r\n', 'a\r\n\r\nb\r\n'],
  ['no end at the end', 'a', 'a\r\n'],
] as const) {
  void test(`line ends that are ${what} become CRLF`, () => {
    assert.equal(crlf(Buffer.from(text)).toString(), wanted);
  });
}

void test('nothing at all stays nothing', () => {
  assert.equal(crlf(Buffer.alloc(0)).length, 0);
});

void test('the first line that is too long is found, wherever it is', () => {
  const long = 'x'.repeat(1_200);
  assert.deepEqual(firstLongLine(Buffer.from(`a\r\n${long}\r\n${long}x\r\n`)), { line: 2, octets: 1_200 });
  assert.deepEqual(firstLongLine(Buffer.from(`a\r\n${long}`)), { line: 2, octets: 1_200 });
  assert.equal(firstLongLine(Buffer.from(`${'x'.repeat(998)}\r\n`.repeat(3))), undefined);
  assert.equal(firstLongLine(Buffer.alloc(0)), undefined);
});
