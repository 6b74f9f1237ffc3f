import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMessage } from '../../../src/language/model/message';
import { inlaysOf } from '../../../src/language/reading/inlayModel';
import { now } from '../facts';
import { corpusNames, corpusText, text } from '../messages';

const view = { now: now + 3_600_000, timeZone: 'Europe/Berlin' };

/** The lines with what stands beside them: `line ⟶ hint`. */
function hints(source: string, within = { start: 0, end: source.length }): string[] {
  return inlaysOf(readMessage(source), within, view).map(({ offset, text: hint }) => {
    const line = source.slice(source.lastIndexOf('\n', offset - 1) + 1, offset);
    return `${line} ⟶ ${hint}`;
  });
}

void test('encoded words are read beside them; what is not encoded needs nothing', () => {
  assert.deepEqual(
    hints(
      text('Subject: =?utf-8?Q?B=C3=BCcher?=', 'To: =?utf-8?Q?J=C3=BCrgen?= <j@example.com>', 'From: a@b', '', 'x'),
    ),
    [
      'Subject: =?utf-8?Q?B=C3=BCcher?= ⟶ Bücher',
      'To: =?utf-8?Q?J=C3=BCrgen?= <j@example.com> ⟶ Jürgen <j@example.com>',
    ],
  );
});

void test('a word that cannot be decoded says nothing', () => {
  assert.deepEqual(hints(text('Subject: =?klingon?Q?qapla?=', '', 'x')), []);
});

void test('a long value is cut, and whole on hover', () => {
  const words = '=?utf-8?Q?' + '=C3=BC'.repeat(10) + '?=';
  const source = text(`Subject: ${Array.from({ length: 12 }, () => words).join('\r\n ')}`, '', 'x');
  const [inlay] = inlaysOf(readMessage(source), { start: 0, end: source.length }, view);
  assert.equal(inlay?.text, `${'ü'.repeat(79)}…`);
  assert.equal(inlay.whole, 'ü'.repeat(120));
});

void test('a part in base64 says how large it is', () => {
  const source = text('Content-Type: image/png', 'Content-Transfer-Encoding: base64', '', 'YWJjZGVm', 'Z2hp');
  assert.deepEqual(hints(source), ['Content-Transfer-Encoding: base64 ⟶ 9 B']);
  assert.deepEqual(hints(text('Content-Transfer-Encoding: 8bit', '', 'x')), []);
});

void test('a date says when that was, in the zone of who looks where that differs', () => {
  assert.deepEqual(hints(text('Date: Tue, 24 Nov 2026 09:00:00 +0000', '', 'x')), [
    'Date: Tue, 24 Nov 2026 09:00:00 +0000 ⟶ 10:00 CET, 1 hour ago',
  ]);
  assert.deepEqual(hints(text('Date: Tue, 24 Nov 2026 10:00:00 +0100', '', 'x')), [
    'Date: Tue, 24 Nov 2026 10:00:00 +0100 ⟶ 1 hour ago',
  ]);
  assert.deepEqual(hints(text('Date: some day', '', 'x')), []);
});

void test('only what is shown is looked at', () => {
  const source = text('Subject: =?utf-8?Q?=C3=BC?=', 'Comments: =?utf-8?Q?=C3=BC?=', '', 'x');
  assert.equal(hints(source, { start: 0, end: 30 }).length, 1);
  assert.equal(hints(source).length, 2);
});

void test('what is written beside any message stands at the end of a value', () => {
  let found = 0;
  for (const name of corpusNames) {
    const message = readMessage(corpusText(name));
    const ends = new Set(message.parts.flatMap(({ fields }) => fields.map(({ value }) => value.end)));
    for (const { offset, text: hint } of inlaysOf(message, { start: 0, end: message.text.length }, view)) {
      found++;
      assert.ok(ends.has(offset) && hint !== '' && !hint.includes('\n'), name);
    }
  }
  assert.ok(found > 100, `${found}`);
});
