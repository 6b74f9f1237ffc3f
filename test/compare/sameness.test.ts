/** What is the same and what is not: a message written in another way is the same; any change that a reader could see is seen. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { differences, summary, type Finding } from '../../src/compare/differences';
import { normalForm } from '../../src/compare/normalForm';
import { readMail } from '../../src/preview/mail/mail';
import type { Wishes } from '../../src/compare/wishes';
import { byMeaning, everything } from './letters';
import { composed, type Letter, type Manner } from './composer';

function between(left: Buffer, right: Buffer, wishes: Wishes = byMeaning): Finding[] {
  return differences(normalForm(readMail(left), wishes), normalForm(readMail(right), wishes));
}

/** Every charset of a manner has them, and none is a blank. */
const signs = Array.from('abcXYZ0123456789.,!?/=<>&-"()äöüßéñÀ€');
const word = fc.array(fc.constantFrom(...signs), { minLength: 1, maxLength: 8 }).map((each) => each.join(''));
const line = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join(' '));
/** Of letters alone: a name of more would be quoted, and 8-bit text that is no UTF-8 tells its charset. */
const name = fc
  .array(fc.constantFrom(...Array.from('abcXYZäöüé')), { minLength: 1, maxLength: 10 })
  .map((each) => each.join(''));

const letters: fc.Arbitrary<Letter> = fc.record({
  // What would be an encoded word is one where it is written raw.
  subject: line.filter((each) => !each.includes('=?')),
  name,
  order: line.filter((each) => !each.includes('=?')),
  text: fc.array(line, { minLength: 1, maxLength: 5 }),
  paragraphs: fc.array(line, { minLength: 1, maxLength: 3 }),
  file: fc.uint8Array({ minLength: 1, maxLength: 200 }),
});
const manners: fc.Arbitrary<Manner> = fc.record({
  charset: fc.constantFrom('utf-8', 'utf-16le', 'windows-1252'),
  text: fc.constantFrom('base64', 'quoted-printable', '8bit'),
  words: fc.constantFrom('B', 'Q', 'raw'),
  fold: fc.constantFrom('\r\n ', '\r\n\t', ' '),
  lineEnd: fc.constantFrom('\r\n', '\n'),
  boundary: fc.stringMatching(/^=_[a-z0-9]{4,20}$/).map((each) => `${each}x`),
  contentId: fc.stringMatching(/^[a-z0-9]{3,10}@[a-z]{3,8}$/),
  base64Width: fc.integer({ min: 4, max: 76 }).map((width) => width - (width % 4)),
  upperCase: fc.constantFrom('names', 'none'),
  html: fc.constantFrom('wide', 'narrow'),
  made: fc.nat(1_000_000),
});
// A boundary that stands in the text would be another message; `--` at the beginning of a line can't be one of these.
void test('a message that was written in another way is the same: encoding, folds, boundaries, charset, line ends, HTML', () => {
  fc.assert(
    fc.property(letters, manners, manners, (letter, one, other) => {
      assert.deepEqual(between(composed(letter, one), composed(letter, other)), []);
    }),
    { numRuns: 200 },
  );
});

interface Where {
  readonly at: number;
  readonly sign: string;
}

/** The letter with one thing changed, and how that is called. */
const changes: readonly (readonly [string, (letter: Letter, where: Where) => Letter])[] = [
  ['Subject', (letter, { at, sign }) => ({ ...letter, subject: changed(letter.subject, at, sign) })],
  ['X-Order', (letter, { at, sign }) => ({ ...letter, order: changed(letter.order, at, sign) })],
  ['From', (letter, { at }) => ({ ...letter, name: changed(letter.name, at, 'q') })],
  [
    'text/plain',
    (letter, { at, sign }) => ({ ...letter, text: letter.text.with(0, changed(letter.text[0]!, at, sign)) }),
  ],
  [
    'text/html',
    (letter, { at, sign }) => ({
      ...letter,
      paragraphs: letter.paragraphs.with(-1, changed(letter.paragraphs.at(-1)!, at, sign)),
    }),
  ],
  [
    'logo.png',
    (letter, { at }) => ({
      ...letter,
      file: letter.file.with(at % letter.file.length, letter.file[at % letter.file.length]! ^ 1),
    }),
  ],
];

/** Another sign in the place of one that is seen. */
function changed(text: string, at: number, sign: string): string {
  const seen = Array.from(text, (each, i) => ({ each, i })).filter(({ each }) => each !== ' ' && each !== sign);
  const { i } = seen[at % seen.length] ?? { i: -1 };
  return i < 0 ? `${text}${sign}` : Array.from(text).with(i, sign).join('');
}

void test('any visible character, any value of a header and any octet of an attachment that changed is seen, and called by its name', () => {
  const cases = fc.record({ change: fc.constantFrom(...changes), at: fc.nat(1_000), sign: fc.constantFrom(...signs) });
  fc.assert(
    fc.property(letters, fc.tuple(manners, manners), cases, (letter, [one, other], { change, at, sign }) => {
      const [called, make] = change;
      const found = between(composed(letter, one), composed(make(letter, { at, sign }), other));
      assert.match(summary(found), new RegExp(`^${called}`), JSON.stringify(found));
      assert.equal(found.length, 1);
    }),
    { numRuns: 500 },
  );
});

const corpus = join(__dirname, '..', 'corpus');
const names = readdirSync(corpus).filter((each) => each.endsWith('.eml'));

void test('every message of the corpus is the same as itself, and another one with one more letter at the end of its subject', () => {
  for (const wishes of [byMeaning, everything]) {
    for (const each of names) {
      const bytes = readFileSync(join(corpus, each));
      assert.deepEqual(between(bytes, bytes, wishes), [], each);
      const subject = /^Subject: .*\S/m.exec(bytes.toString('latin1'));
      if (subject === null) continue;
      const end = subject.index + subject[0].length;
      const other = Buffer.concat([bytes.subarray(0, end), Buffer.from('q'), bytes.subarray(end)]);
      assert.notEqual(summary(between(bytes, other, wishes)), '', each);
    }
  }
});
