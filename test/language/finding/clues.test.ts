import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cluesOf } from '../../../src/language/finding/clues';
import { hitOf, ranked } from '../../../src/language/finding/rank';
import { readMessage } from '../../../src/language/model/message';
import { corpusMessage, corpusNames, text } from '../messages';

const order = readMessage(
  text(
    'Subject: Re: =?utf-8?Q?Your_order_=231234_has_shipped?=',
    'MIME-Version: 1.0',
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    '<p>Dear Ann,</p><p>your parcel is on its way and arrives on 24 November.</p>',
  ),
);

void test('the subject is a clue, and its pieces are where a number was put in', () => {
  const clues = cluesOf(order).map(({ text: clue }) => clue);
  assert.equal(clues[0], 'Your order #1234 has shipped');
  assert.ok(clues.includes('Your order') && clues.includes('has shipped'), clues.join('|'));
  assert.ok(clues.includes('your parcel is on its way and arrives on'), clues.join('|'));
});

void test('the template ranks first, before what only shares a word with it', () => {
  const files = {
    'mail/shipped.ts': 'const subject = `Your order #${id} has shipped`;\n',
    'mail/shipped.html': '<p>Dear {{name}},</p>\n<p>your parcel is on its way and arrives on {{date}}.</p>\n',
    'test/fixture.ts':
      "expect(subject).toBe('Your order #1234 has shipped');\nconst html = 'your parcel is on its way and arrives on';\n",
    'other.ts': 'nothing of it\n',
  };
  const hits = ranked(Object.entries(files).flatMap(([path, source]) => hitOf(path, source, cluesOf(order)) ?? []));
  assert.deepEqual(
    hits.map(({ path, line }) => `${path}:${line}`),
    ['test/fixture.ts:0', 'mail/shipped.ts:0', 'mail/shipped.html:1'],
  );
  assert.equal(hits[1]?.shown, 'const subject = `Your order #${id} has shipped`;');
});

void test('what templates escape is found as well', () => {
  const message = readMessage(text('Subject: Ben & Jerry wrote to you', '', 'x'));
  assert.equal(hitOf('a', 'x\nBen &amp; Jerry wrote to you', cluesOf(message))?.line, 1);
});

void test('what fits far worse than the best is left out, and no more than thirty are shown', () => {
  const hit = (path: string, score: number) => ({ path, score, line: 0, shown: '' });
  assert.deepEqual(
    ranked([hit('b', 3), hit('a', 100), hit('c', 50)]).map(({ path }) => path),
    ['a', 'c'],
  );
  assert.equal(ranked(Array.from({ length: 40 }, (_, i) => hit(`${i}`, 10))).length, 30);
  assert.deepEqual(ranked([]), []);
});

void test('a message without subject and text gives no clue; any other a bounded number', () => {
  assert.deepEqual(cluesOf(readMessage(text('From: a@b', '', '17'))), []);
  for (const name of corpusNames) assert.ok(cluesOf(corpusMessage(name)).length <= 60, name);
});
