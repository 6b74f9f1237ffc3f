import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { lineColumns } from '../../../src/language/sending/lineColumns';

void test('lines are counted as the editor counts them, whatever they end with', () => {
  const at = lineColumns('a\r\nbc\nd\re');
  assert.deepEqual(
    [0, 3, 5, 6, 8, 9].map((offset) => at(offset)),
    [
      [0, 0],
      [1, 0],
      [1, 2],
      [2, 0],
      [3, 0],
      [3, 1],
    ],
  );
});

void test('every offset of any text is on the line it is on', () => {
  const texts = fc.array(fc.constantFrom('a', 'ü', '\n', '\r\n'), { maxLength: 30 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(texts, (text) => {
      const at = lineColumns(text);
      for (let offset = 0; offset <= text.length; offset++) {
        const before = text.slice(0, offset).split('\n');
        assert.deepEqual(at(offset), [before.length - 1, before.at(-1)?.length]);
      }
    }),
  );
});
