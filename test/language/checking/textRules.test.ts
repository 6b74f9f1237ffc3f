import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodedText } from '../../../src/language/model/content';
import { readMessage } from '../../../src/language/model/message';
import { text } from '../messages';
import { codesOf, factsOf, diagnose, letter, now, said, saidOnce, silent } from '../facts';

void test('bad-date: what is none, and the date of now instead', () => {
  const dated = (value: string): string =>
    text('From: a@b.example', 'To: c@d.example', `Date: ${value}`, 'Message-ID: <a@b>', '');
  const right = new Date(now).toUTCString().replace('GMT', '+0000');
  for (const wrong of ['', 'today', '2026-11-24', '24.11.2026', '31 Feb 2026 09:00:00 +0000'])
    assert.match(
      saidOnce('bad-date', dated(wrong)).mended ?? '',
      new RegExp(`^Date: ${right.replace('+', '\\+')}\r$`, 'm'),
      wrong,
    );
  silent('bad-date', dated('24 Nov 2026 09:00:00 +0000'), dated('${date}'));
});

void test('odd-date: the same moment, in the usual form', () => {
  const dated = (value: string): string =>
    text('From: a@b.example', 'To: c@d.example', `Date: ${value}`, 'Message-ID: <a@b>', '');
  const usual = dated('Tue, 24 Nov 2026 09:00:00 +0000');
  for (const odd of ['Fri, 24 Nov 2026 09:00:00 +0000', '24 Nov 2026 09:00:00', 'Tue, 24 Nov 2026 04:00:00 EST'])
    assert.equal(saidOnce('odd-date', dated(odd)).mended, usual, odd);
  silent('odd-date', usual);
});

void test('line-too-long: a field is folded, a body is written in quoted-printable', () => {
  const references = `References: ${'<a@b.example> '.repeat(90).trim()}`;
  const folded = saidOnce('line-too-long', letter([references]));
  assert.equal(folded.fix, 'Fold the Field');
  assert.ok((folded.mended ?? '').split('\r\n').every((line) => line.length <= 78));
  const long = `${'Grüße '.repeat(200)}=`;
  const body = letter(
    ['MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit'],
    [long],
  );
  const { fix, mended = '' } = saidOnce('line-too-long', body);
  assert.equal(fix, 'Encode as Quoted-Printable');
  const { text: after, root } = readMessage(mended);
  assert.deepEqual([root.encoding, decodedText(after, root)], ['quoted-printable', `${long}\r\n`]);
  assert.deepEqual(codesOf(mended), []);
});

void test('line-too-long: what has no blank cannot be folded', () => {
  assert.equal(saidOnce('line-too-long', letter([`X-Long: ${'x'.repeat(1_000)}`])).fix, 'Fold the Field');
  assert.equal(saidOnce('line-too-long', letter([`X-Long:${'x'.repeat(1_000)}`])).fix, undefined);
});

void test('line-too-long: fifty are told, of a thousand', () => {
  assert.equal(said('line-too-long', letter([], Array<string>(1_000).fill('x'.repeat(1_000)))).length, 50);
});

void test('mixed-line-ends: told on the first line that is not like the others', () => {
  const mixed = Buffer.from(letter([], ['one', 'two']).replace('one\r\n', 'one\n'));
  const { at, text: words, fix } = saidOnce('mixed-line-ends', mixed);
  assert.deepEqual([at, fix], ['one', 'Write the File with CRLF']);
  assert.match(words, /7 with CRLF, 1 with LF\./);
  silent('mixed-line-ends', letter(), letter().replace(/\r/g, ''));
  silent('lf-line-ends', letter(), mixed);
  saidOnce('lf-line-ends', letter().replace(/\r/g, ''));
});

void test('mixed-line-ends: of a text that was changed nothing is known', () => {
  const { lineEnds, ...unsaved } = factsOf(letter().replace('Hello.\r\n', 'Hello.\n'));
  assert.ok(lineEnds);
  assert.deepEqual(
    diagnose(unsaved).filter(({ code }) => code === 'mixed-line-ends'),
    [],
  );
});

void test('no-final-line-end: the last line', () => {
  const { at, mended } = saidOnce('no-final-line-end', letter().trimEnd());
  assert.deepEqual([at, mended], ['Hello.', letter()]);
  silent('no-final-line-end', letter(), '');
});

void test('lone-dot: alone on its line, in the body', () => {
  assert.equal(said('lone-dot', letter([], ['.', 'a', '.', '..', '. ', '.a'])).length, 2);
  silent('lone-dot', letter([], ['..', '.a', 'a.']));
});

void test('control-character: but for tabs, line ends and the escape of Japanese', () => {
  const { at, text: words, mended } = saidOnce('control-character', letter([], ['a\u0000\u0007b']));
  assert.deepEqual([at, mended], ['\u0000\u0007', letter([], ['ab'])]);
  assert.match(words, /U\+0000/);
  silent('control-character', letter([], ['a\tb', '\u001b$B$3\u001b(B']));
});

void test('byte-order-mark: in the text, or known to the editor', () => {
  saidOnce('byte-order-mark', `\ufeff${letter()}`);
  saidOnce('byte-order-mark', letter(), { encoding: 'utf8bom' });
  silent('byte-order-mark', letter());
});
