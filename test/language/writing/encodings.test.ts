/** Writing in encodings: what was encoded decodes to what it was, in lines that fit. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeWords } from '../../../src/engine/message/encodedWord';
import { asUtf8, decodedBody, quotedPrintableDecoded } from '../../../src/language/model/content';
import { readMessage } from '../../../src/language/model/message';
import { edited } from '../../../src/language/model/span';
import { encodedWords } from '../../../src/language/model/words';
import { encodeHeaderText } from '../../../src/language/writing/encodeWords';
import {
  foldAt,
  foldLine,
  foldedField,
  isFoldable,
  isFolded,
  unfoldedField,
} from '../../../src/language/writing/folding';
import { reencoded } from '../../../src/language/writing/reencode';
import { base64Lines, quotedPrintable } from '../../../src/language/writing/transferEncoding';
import { readHead, unfolded } from '../../../src/language/model/fields';
import { corpusMessage, corpusNames, message } from '../messages';
import { codesOf, letter } from '../facts';

const anyText = fc.string({ unit: fc.constantFrom('a', ' ', '\t', '=', '.', 'ü', '你', '👋', '_', '?', '-', 'From ') });
const lines = fc.array(anyText, { maxLength: 8 }).map((all) => all.join('\r\n'));

void test('quoted-printable decodes to what it was, in lines of at most 76, with no dot and no From in front', () => {
  fc.assert(
    fc.property(lines, (text) => {
      const written = quotedPrintable(text, '\r\n', asUtf8);
      assert.equal(quotedPrintableDecoded(written).toString(), text);
      for (const line of written.split('\r\n')) {
        assert.ok(line.length <= 76, line);
        assert.doesNotMatch(line, /^\.|^From |[ \t]$/);
      }
    }),
    { numRuns: 500 },
  );
});

void test('base64 stands in lines of 76', () => {
  const bytes = Buffer.alloc(500, 'x');
  const written = base64Lines(bytes, '\r\n');
  assert.deepEqual(Buffer.from(written, 'base64'), bytes);
  assert.deepEqual(
    [
      ...new Set(
        written
          .split('\r\n')
          .slice(0, -1)
          .map(({ length }) => length),
      ),
    ],
    [76],
  );
  assert.equal(base64Lines(Buffer.alloc(0), '\n'), '');
});

void test('encoded words decode to what they were, none longer than 75, none broken', () => {
  fc.assert(
    fc.property(
      anyText.filter((text) => text.trim() === text),
      (text) => {
        const written = encodeHeaderText(text);
        assert.equal(decodeWords(written), text);
        if (written === text) return;
        const words = encodedWords(written, { start: 0, end: written.length });
        assert.deepEqual(
          words.map(({ problem }) => problem).filter((problem) => problem !== undefined),
          [],
        );
        assert.equal(words.length, written.split(' ').length);
      },
    ),
    { numRuns: 500 },
  );
});

void test('plain text stays as it is; mostly foreign text is written in B', () => {
  assert.equal(encodeHeaderText('Hello, Bob'), 'Hello, Bob');
  assert.equal(encodeHeaderText('Grüße an alle'), '=?utf-8?Q?Gr=C3=BC=C3=9Fe_an_alle?=');
  assert.match(encodeHeaderText('你好世界'), /^=\?utf-8\?B\?/);
});

void test('a folded field unfolds to what it was, whatever is in it', () => {
  const value = fc.string({ unit: fc.constantFrom('a', 'bc', ' ', '\t', ',', '<', '"', 'ü'), maxLength: 400 });
  fc.assert(
    fc.property(value, (text) => {
      const read = message(`Subject: x${text}y`, '');
      const [field] = read.root.fields;
      assert.ok(field);
      const folded = foldedField(read, field);
      const again = readMessage(`${folded}\r\n`);
      const [after] = again.root.fields;
      assert.ok(after && again.root.fields.length === 1 && again.root.headEnded === 'blank');
      assert.equal(unfolded(again.text, after.value), unfolded(read.text, field.value));
      assert.equal(unfoldedField(again, after), unfoldedField(read, field));
      assert.doesNotMatch(folded, /\n[ \t]*\r?\n./);
    }),
    { numRuns: 500 },
  );
});

void test('lines are as long as fits, and a word that is longer stands alone', () => {
  const words = Array.from({ length: 40 }, (_, i) => `word${i}`).join(' ');
  const folded = foldLine(`Subject: ${words}`, '\r\n').split('\r\n');
  assert.ok(folded.length > 3 && folded.every(({ length }) => length <= foldAt));
  const long = 'x'.repeat(100);
  assert.deepEqual(foldLine(`Subject: a ${long} b`, '\n').split('\n'), ['Subject: a', ` ${long}`, ' b']);
  assert.equal(foldLine(long, '\n'), long);
});

void test('a megabyte is folded in a moment', () => {
  const before = process.cpuUsage();
  foldLine(`To: ${'<a@b.example>, '.repeat(70_000)}`, '\r\n');
  foldLine(`To: ${' '.repeat(1_000_000)}x`, '\r\n');
  assert.ok(process.cpuUsage(before).user < 2_000_000);
});

void test('folded or not, foldable or not', () => {
  const fields = (text: string): ReturnType<typeof readHead>['fields'] => readHead(text, 0).fields;
  const text = 'A: b\r\n c\r\nD: e f\r\nG:h\r\n\r\n';
  assert.deepEqual(
    fields(text).map((field) => [isFolded(text, field), isFoldable(text, field)]),
    [
      [true, true],
      [false, true],
      [false, false],
    ],
  );
});

void test('a body written in another encoding has the same octets behind it', () => {
  for (const name of corpusNames) {
    if (name.startsWith('fault')) continue;
    const read = corpusMessage(name);
    for (const part of read.parts.filter(({ kind, type }) => kind === 'leaf' && type.word.startsWith('text/'))) {
      for (const to of ['quoted-printable', 'base64'] as const) {
        const again = readMessage(edited(read.text, reencoded(read, part, { to, encode: asUtf8 })));
        const after = again.parts.find(({ path }) => path === part.path);
        assert.ok(after, name);
        assert.equal(after.encoding, to);
        assert.deepEqual(decodedBody(again.text, after), decodedBody(read.text, part), `${name} ${part.path} ${to}`);
      }
    }
  }
});

void test('a message that had no MIME fields gets those that its encoding needs', () => {
  const read = readMessage(letter([], ['x'.repeat(50)]));
  const after = edited(read.text, reencoded(read, read.root, { to: 'base64', encode: asUtf8 }));
  assert.match(after, /MIME-Version: 1\.0\r\nContent-Transfer-Encoding: base64\r\n\r\n/);
  assert.deepEqual(codesOf(after), []);
});

void test('back to plain text', () => {
  const read = corpusMessage('base64-text');
  const after = readMessage(edited(read.text, reencoded(read, read.root, { to: '8bit', encode: asUtf8 })));
  assert.equal(after.root.encoding, '8bit');
  assert.match(after.text, /\r\n\r\nGrüße\r\nGrüße\r\n/);
});
