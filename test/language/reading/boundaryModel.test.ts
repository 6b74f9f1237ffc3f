import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readMessage } from '../../../src/language/model/message';
import { cut, edited } from '../../../src/language/model/span';
import { boundaryAt, isWrittenAlike, renamed, whyNot } from '../../../src/language/reading/boundaryModel';
import { corpusMessage, corpusNames, text, treeOf } from '../messages';

const nested = text(
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary="outer"',
  '',
  '--outer',
  'Content-Type: multipart/alternative; boundary=inner',
  '',
  '--inner',
  '',
  'text',
  '--inner--',
  '--outer--',
);

function at(source: string, words: string): ReturnType<typeof boundaryAt> {
  return boundaryAt(readMessage(source), source.indexOf(words) + 1);
}

void test('a boundary is found in its declaration and in every delimiter, and all its places are told', () => {
  for (const words of ['outer"', '-outer\r', 'outer--']) {
    const places = at(nested, words);
    assert.ok(places !== undefined, words);
    const spans = [places.declared, ...places.delimiters];
    assert.deepEqual(
      spans.map((span) => cut(nested, span)),
      ['outer', 'outer', 'outer'],
      words,
    );
  }
  assert.equal(at(nested, 'inner--')?.value, 'inner');
  assert.equal(at(nested, 'text\r'), undefined);
  assert.equal(at(nested, 'MIME'), undefined);
});

void test('renamed it is renamed everywhere, and the other one stays', () => {
  const places = at(nested, 'inner');
  assert.ok(places);
  const after = edited(nested, renamed(places, 'b2'));
  assert.equal(after, nested.replace(/inner/g, 'b2'));
  assert.equal(treeOf(readMessage(after).root), treeOf(readMessage(nested).root));
});

void test('a name that is no token gets the quotes it needs, once', () => {
  const [inner, outer] = [at(nested, 'inner'), at(nested, 'outer')];
  assert.ok(inner && outer);
  assert.match(edited(nested, renamed(inner, '=_x?')), /boundary="=_x\?"\r\n/);
  assert.match(edited(nested, renamed(outer, '=_x?')), /boundary="=_x\?"\r\n/);
});

void test('names that no boundary may have are refused, with the reason', () => {
  const message = readMessage(nested);
  const places = at(nested, 'inner');
  assert.ok(places);
  const why = (name: string): string | undefined => whyNot(message, places, name);
  assert.match(why('') ?? '', /1 to 70/);
  assert.match(why('x'.repeat(71)) ?? '', /1 to 70/);
  assert.match(why('ü') ?? '', /letters, digits/);
  assert.match(why('a"b') ?? '', /letters, digits/);
  assert.match(why('a ') ?? '', /blank/);
  assert.match(why('outer') ?? '', /Another multipart/);
  assert.equal(why('inner'), undefined);
  assert.equal(why('next'), undefined);
});

void test('a name that stands at the beginning of a line already is refused: the line would become a delimiter', () => {
  const source = nested.replace('text', '--signature');
  const places = at(source, 'inner');
  assert.ok(places);
  assert.match(whyNot(readMessage(source), places, 'sig') ?? '', /would become a delimiter/);
});

void test('any boundary of the corpus can take any name that is allowed, and the parts stay what they were', () => {
  const names = fc.stringMatching(/^[0-9A-Za-z'()+_,./:=?-]{1,70}$/);
  const sources = corpusNames.map(corpusMessage).filter((message) => message.root.boundary?.closed);
  assert.ok(sources.length > 20);
  fc.assert(
    fc.property(fc.constantFrom(...sources), names, (message, name) => {
      const places = boundaryAt(message, message.root.boundary?.declared.valueSpan.start ?? 0);
      assert.ok(places);
      if (whyNot(message, places, name) !== undefined) return;
      const after = readMessage(edited(message.text, renamed(places, name)));
      assert.equal(after.root.boundary?.value, name);
      assert.equal(treeOf(after.root), treeOf(message.root));
    }),
    { numRuns: 300 },
  );
});

void test('what is escaped in its declaration is not typed together', () => {
  const odd = nested.replace('"outer"', '"ou\\ter"');
  const places = at(odd, '-outer\r');
  assert.ok(places);
  assert.equal(isWrittenAlike(readMessage(odd), places), false);
  const plain = at(nested, 'outer');
  assert.ok(plain && isWrittenAlike(readMessage(nested), plain));
});
