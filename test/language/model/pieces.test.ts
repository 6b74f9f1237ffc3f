import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDate } from '../../../src/language/model/dates';
import { ancestors, placeAt } from '../../../src/language/model/place';
import { trimmed } from '../../../src/language/model/span';
import { encodedWords } from '../../../src/language/model/words';
import { corpusMessage, message } from '../messages';

const at = Date.UTC(2026, 10, 24, 9, 0, 0);

void test('a date is read in every form that RFC 5322 has', () => {
  for (const value of [
    'Tue, 24 Nov 2026 09:00:00 +0000',
    'Tue, 24 Nov 2026 10:00:00 +0100 (CET)',
    '24 Nov 2026 09:00 +0000',
    'Tue, 24 Nov 2026 04:00:00 EST',
    '24 Nov 26 09:00 GMT',
    'tue,24 nov 2026 09:00:00 -0000',
  ]) {
    const date = readDate(value);
    assert.equal(date.kind === 'date' && date.at, at, value);
  }
});

void test('what is no date is none, although Date.parse would take much of it', () => {
  for (const value of [
    '',
    'today',
    '2026-11-24T09:00:00Z',
    '24.11.2026 09:00',
    'Nov 24, 2026',
    '31 Feb 2026 09:00:00 +0000',
    '0 Nov 2026 09:00:00 +0000',
    '24 Nov 2026 25:00:00 +0000',
    '24 Nov 2026 09:60:00 +0000',
    '24 Nov 2026 09:00:00 +0199',
    '24 Nov 2026 09:00:00 ABCDE',
    '24 Foo 2026 09:00:00 +0000',
    '24 Nov 0026 09:00:00 +0000',
  ])
    assert.equal(readDate(value).kind, 'no-date', value);
});

void test('what is odd about a date is said', () => {
  const oddity = (value: string): unknown => {
    const date = readDate(value);
    return date.kind === 'date' ? date.problem : date.kind;
  };
  assert.equal(oddity('Fri, 24 Nov 2026 09:00:00 +0000'), 'wrong-weekday');
  assert.equal(oddity('24 Nov 2026 09:00:00'), 'no-zone');
  assert.equal(oddity('24 Nov 2026 09:00:00 EST'), 'old-zone');
  assert.equal(oddity('Tue, 24 Nov 2026 09:00:00 GMT'), undefined);
});

void test('encoded words are found with their place and what is wrong with them', () => {
  const value = 'a =?UTF-8*de?q?B=C3=BC?= =?utf-9?B?YQ==?= =?utf-8?B?YQ=?= =?utf-8?Q?a=C?= =?utf-8?X?a?=';
  const words = encodedWords(value, { start: 2, end: value.length });
  assert.deepEqual(
    words.map(({ start, charset, kind, problem }) => [start, charset, kind, problem]),
    [
      [2, 'utf-8', 'q', undefined],
      [25, 'utf-9', 'b', 'unknown-charset'],
      [42, 'utf-8', 'b', 'bad-base64'],
      [58, 'utf-8', 'q', 'bad-quoted-printable'],
    ],
  );
  const long = `=?utf-8?Q?${'a'.repeat(70)}?=`;
  assert.equal(encodedWords(long, { start: 0, end: long.length })[0]?.problem, 'too-long');
});

void test('a place is told for every offset: name, value, head, body, between parts', () => {
  const read = message(
    'Subject: Hi',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    'preamble',
    '--b',
    'X: y',
    '',
    'text',
    '--b--',
  );
  const kindAt = (needle: string, plus = 0): string => {
    const { kind, part } = placeAt(read, read.text.indexOf(needle) + plus);
    return `${kind} of ${part.path === '' ? 'the message' : part.path}`;
  };
  assert.equal(kindAt('Subject'), 'name of the message');
  assert.equal(kindAt('Subject', 7), 'name of the message');
  assert.equal(kindAt('Hi', 2), 'value of the message');
  assert.equal(kindAt('preamble'), 'between of the message');
  assert.equal(kindAt('--b\r', 1), 'between of the message');
  assert.equal(kindAt('X: y', 3), 'value of 1');
  assert.equal(kindAt('text', 4), 'body of 1');
  assert.equal(kindAt('--b--', 5), 'between of the message');
});

void test('in a head that is still being written the place is the field, or the head', () => {
  assert.equal(placeAt(message(), 0).kind, 'head');
  const half = corpusMessage('fault-head-alone');
  assert.equal(placeAt(half, half.text.length).kind, 'head');
  const open = message('To: a');
  const unended = { ...open, text: open.text };
  assert.equal(placeAt(unended, 5).kind, 'value');
});

void test('a part knows what it is inside of', () => {
  const { root, parts } = corpusMessage('mixed-related-alternative-nested');
  const html = parts.find(({ path }) => path === '1.1.2');
  assert.ok(html);
  assert.deepEqual(
    ancestors(root, html).map(({ path }) => path),
    ['1.1', '1', ''],
  );
  assert.deepEqual(ancestors(root, root), []);
});

void test('blanks and line breaks around a span are left out', () => {
  assert.deepEqual(trimmed('  a b\r\n', { start: 0, end: 7 }), { start: 2, end: 5 });
  assert.deepEqual(trimmed('a   ', { start: 1, end: 4 }), { start: 1, end: 1 });
});
