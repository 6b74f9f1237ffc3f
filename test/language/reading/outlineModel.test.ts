import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outlineOf, type Entry } from '../../../src/language/reading/outlineModel';
import { covers, cut } from '../../../src/language/model/span';
import { corpusMessage, corpusNames, message } from '../messages';

const line = ({ kind, name, detail }: Entry): string => `${kind} ${name}: ${detail}`;

void test('fields come first, with their values decoded and unfolded', () => {
  assert.deepEqual(outlineOf(corpusMessage('encoded-word-quoted-printable')).map(line), [
    'field From: Bücherei <ann@example.com>',
    'field To: Bob <bob@example.org>',
    'field Subject: Bücher im November',
    'field Date: Tue, 24 Nov 2026 09:00:00 +0000',
    'field Message-ID: <c1@example.com>',
  ]);
});

void test('envelope lines are told from header fields', () => {
  const kinds = outlineOf(corpusMessage('envelope-lines-on-top')).map(({ kind }) => kind);
  assert.deepEqual(kinds.slice(0, 4), ['envelope', 'envelope', 'envelope', 'field']);
});

void test('parts follow, with their number, file name and size, and their own fields inside', () => {
  const parts = outlineOf(corpusMessage('mixed-with-attachment')).filter(({ kind }) => kind !== 'field');
  assert.deepEqual(parts.map(line), ['text text/plain: 1 · 15 B', 'file application/pdf: 2 · report.pdf · 528 B']);
  assert.deepEqual(
    parts[1]?.children.map(({ name }) => name),
    ['Content-Type', 'Content-Disposition', 'Content-Transfer-Encoding'],
  );
});

void test('parts in parts are parts in parts', () => {
  const tree = (entries: readonly Entry[]): string[] =>
    entries
      .filter(({ kind }) => kind !== 'field')
      .flatMap((entry) => [line(entry), ...tree(entry.children).map((inner) => `  ${inner}`)]);
  assert.deepEqual(tree(outlineOf(corpusMessage('forwarded-message'))), [
    'text text/plain: 1 · 10 B',
    'message message/rfc822: 2 · 1 parts',
    '  multipart multipart/alternative: 2.1 · 2 parts',
    '    text text/plain: 2.1.1 · 13 B',
    '    text text/html: 2.1.2 · 15 B',
  ]);
});

void test('a file name in pieces is shown whole', () => {
  const file = outlineOf(corpusMessage('filename-rfc2231')).find(({ kind }) => kind === 'file');
  assert.match(file?.detail ?? '', /^2 · Übersicht über alles\.txt · 5 B$/);
});

void test('a value of a megabyte is shown short', () => {
  const [entry] = outlineOf(message(`X-Long: ${'x'.repeat(1_000_000)}`, ''));
  assert.equal(entry?.detail.length, 100);
});

void test('what is chosen lies in what is shown, and children lie in their parents, in all of the corpus', () => {
  for (const name of corpusNames) {
    const read = corpusMessage(name);
    const check = (entries: readonly Entry[]): void => {
      for (const { span, selection, children } of entries) {
        assert.ok(covers(span, selection), `${name}: ${cut(read.text, span)}`);
        for (const child of children) assert.ok(covers(span, child.span), `${name}: ${cut(read.text, child.span)}`);
        check(children);
      }
    };
    check(outlineOf(read));
  }
});
