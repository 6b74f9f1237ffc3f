import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readHeaders } from '../../../src/engine/message/headers';
import { readHead, unfolded } from '../../../src/language/model/fields';
import { cut } from '../../../src/language/model/span';
import { corpusBytes, corpusNames, text } from '../messages';

/** What the engine reads out of the same text, its offsets counted in characters. */
function byEngine(source: string): { fields: [string, string, number][]; bodyAt: number } {
  const bytes = Buffer.from(source, 'utf8');
  const characters = (offset: number): number => bytes.subarray(0, offset).toString('utf8').length;
  const { fields, bodyAt } = readHeaders(bytes);
  return {
    fields: fields.map(({ name, value, start }) => [name, value, characters(start)]),
    bodyAt: characters(bodyAt),
  };
}

function byModel(source: string): ReturnType<typeof byEngine> {
  const { fields, bodyAt } = readHead(source, 0);
  return { fields: fields.map((field) => [field.name, unfolded(source, field.value).trim(), field.start]), bodyAt };
}

void test('the fields of a message are those that the engine reads', () => {
  for (const name of corpusNames) {
    // A byte order mark is taken off by both, in other places.
    if (name === 'fault-byte-order-mark') continue;
    const source = corpusBytes(name).toString('utf8');
    assert.deepEqual(byModel(source), byEngine(source), name);
  }
});

void test('the fields of any text are those that the engine reads', () => {
  const piece = fc.constantFrom(
    'From',
    'To: a',
    'X-Y',
    ':',
    ' ',
    '\t',
    '\r\n',
    '\n',
    '\r\r\n',
    'ü',
    '  b',
    '\r\n\r\n',
    '=?utf-8?Q?a?=',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const source = pieces.join('');
      assert.deepEqual(byModel(source), byEngine(source));
    }),
    { numRuns: 500 },
  );
});

void test('a field tells where its name, its colon and its value stand', () => {
  const source = text('Subject :  a long', ' subject  ', 'To: b');
  const [subject] = readHead(source, 0).fields;
  assert.ok(subject);
  assert.deepEqual([cut(source, subject.nameSpan), source[subject.colon]], ['Subject', ':']);
  assert.equal(cut(source, subject.value), 'a long\r\n subject');
  assert.equal(unfolded(source, subject.value), 'a long subject');
  assert.equal(cut(source, subject), 'Subject :  a long\r\n subject  \r\n');
});

void test('a block tells how it ended', () => {
  assert.equal(readHead('A: b\r\n\r\nbody', 0).ended, 'blank');
  assert.equal(readHead('A: b\r\nbody', 0).ended, 'text');
  assert.equal(readHead('A: b\r\n', 0).ended, 'end');
  assert.equal(readHead('A: b\r\n--x', 0, (at) => at === 6).ended, 'delimiter');
});

void test('a line of spaces belongs to the field above it, as for the engine', () => {
  const { fields, ended } = readHead('A: b\r\n  \r\nC: d\r\n\r\n', 0);
  assert.deepEqual([fields.map(({ name }) => name), ended], [['A', 'C'], 'blank']);
});
