import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldsOf } from '../../../src/language/reading/foldingModel';
import { cut } from '../../../src/language/model/span';
import { corpusMessage, corpusNames } from '../messages';

/** What folds, as first and last line of each. */
function folds(name: string): string[] {
  const read = corpusMessage(name);
  return foldsOf(read).map((fold) => {
    const lines = cut(read.text, fold).split('\r\n');
    return `${fold.kind}: ${lines[0] ?? ''} … ${lines.at(-1) ?? ''}`;
  });
}

void test('the head of a message folds, and each field of several lines in it', () => {
  assert.deepEqual(folds('folded-headers'), [
    'head: From: Ann <ann@example.com> … In-Reply-To: <a3@example.com>',
    'field: Subject: a subject that is folded … \tlines',
    'field: References: <a1@example.com> … \t<a3@example.com>',
  ]);
});

void test('each part folds from its delimiter to its last line, and the base64 in it by itself', () => {
  const found = folds('mixed-with-attachment');
  assert.ok(found.includes('part: --=_mixed … '), 'the text ends with a blank line');
  const [attachment] = found.filter((fold) => fold.startsWith('base64'));
  assert.match(attachment ?? '', /^base64: JVBER\S{71} … \S+YK$/);
  assert.equal(found.filter((fold) => fold.startsWith('part')).length, 2);
});

void test('parts in parts fold too', () => {
  assert.equal(folds('mixed-related-alternative-nested').filter((fold) => fold.startsWith('part')).length, 6);
});

void test('what is no multipart and not encoded has its head alone', () => {
  assert.deepEqual(
    folds('plain').map((fold) => fold.slice(0, 4)),
    ['head'],
  );
  assert.deepEqual(folds('fault-no-mail-at-all'), []);
});

void test('no fold reaches out of the message, in any of the corpus', () => {
  for (const name of corpusNames) {
    const read = corpusMessage(name);
    for (const { start, end } of foldsOf(read)) assert.ok(0 <= start && start <= end && end <= read.text.length, name);
  }
});
