import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeWords } from '../../../src/engine/message/encodedWord';
import { text } from '../messages';
import { codesOf, letter, said, saidOnce, silent } from '../facts';

const mime = (type: string, encoding: string, ...body: readonly string[]): string =>
  letter(['MIME-Version: 1.0', `Content-Type: ${type}`, `Content-Transfer-Encoding: ${encoding}`], body);

void test('raw-8bit-header: text and names become encoded words, domains their ASCII form', () => {
  const source = text(
    'From: "Jörg" <ann@example.com>',
    'To: Ünal <bob@bücher.example>, c@d.example',
    'Subject: Grüße aus Köln',
    'Date: Tue, 24 Nov 2026 09:00:00 +0000',
    'Message-ID: <a@b>',
    '',
  );
  const found = said('raw-8bit-header', source);
  assert.deepEqual(
    found.map(({ at }) => at),
    ['ö', 'Ü', 'üß'],
  );
  const [from, to, subject] = found;
  assert.match(from?.mended ?? '', /^From: =\?utf-8\?Q\?J=C3=B6rg\?= <ann@example\.com>\r$/m);
  assert.match(to?.mended ?? '', /^To: =\?utf-8\?Q\?=C3=9Cnal\?= <bob@xn--bcher-kva\.example>, c@d\.example\r$/m);
  const written = /^Subject: (.*)\r$/m.exec(subject?.mended ?? '')?.[1] ?? '';
  assert.equal(decodeWords(written), 'Grüße aus Köln');
  silent('raw-8bit-header', letter());
});

void test('raw-8bit-header: a local part cannot be written otherwise', () => {
  assert.equal(saidOnce('raw-8bit-header', letter(['Cc: jörg@example.com'])).fix, undefined);
});

void test('raw-8bit-header: the heads of parts count too', () => {
  const source = letter(
    ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'],
    ['--b', 'Content-Description: Grüße', '', 'x', '--b--'],
  );
  assert.match(saidOnce('raw-8bit-header', source).mended ?? '', /Content-Description: =\?utf-8\?B\?/);
});

void test('raw-8bit-body: no charset, or 7bit', () => {
  const bare = letter([], ['Grüße']);
  const { at, mended = '' } = saidOnce('raw-8bit-body', bare);
  assert.equal(at, 'üß');
  assert.match(mended, /MIME-Version: 1\.0\r\n/);
  assert.match(mended, /Content-Type: text\/plain; charset=utf-8\r\n/);
  assert.match(mended, /Content-Transfer-Encoding: 8bit\r\n/);
  assert.deepEqual(codesOf(mended), []);
  assert.match(saidOnce('raw-8bit-body', mime('text/html', '8bit', 'ü')).mended ?? '', /text\/html; charset=utf-8/);
  assert.match(
    saidOnce('raw-8bit-body', mime('text/plain; charset=us-ascii', '8bit', 'ü')).mended ?? '',
    /charset=utf-8/,
  );
  assert.match(
    saidOnce('raw-8bit-body', mime('text/plain; charset=utf-8', '7bit', 'ü')).mended ?? '',
    /Encoding: 8bit/,
  );
  silent(
    'raw-8bit-body',
    mime('text/plain; charset=utf-8', '8bit', 'ü'),
    mime('application/octet-stream', '7bit', 'ü'),
    letter(),
  );
});

void test('charset-does-not-decode: behind base64 or quoted-printable', () => {
  assert.equal(
    saidOnce('charset-does-not-decode', mime('text/plain; charset=utf-8', 'quoted-printable', 'Gr=FC=DFe')).at,
    'utf-8',
  );
  saidOnce(
    'charset-does-not-decode',
    mime('text/plain; charset=utf-8', 'base64', Buffer.from('Grüße', 'latin1').toString('base64')),
  );
  saidOnce('charset-does-not-decode', mime('text/plain', 'quoted-printable', 'Gr=FC=DFe'));
  silent('charset-does-not-decode', mime('text/plain; charset=utf-8', 'quoted-printable', 'Gr=C3=BC=C3=9Fe'));
  silent('charset-does-not-decode', mime('text/plain; charset=iso-8859-1', 'quoted-printable', 'Gr=FC=DFe'));
  silent('charset-does-not-decode', mime('application/octet-stream', 'quoted-printable', '=FF'));
});

void test('unknown-charset: what no decoder is called', () => {
  assert.equal(saidOnce('unknown-charset', mime('text/plain; charset=utf-9', '7bit', 'x')).at, 'utf-9');
  silent(
    'unknown-charset',
    mime('text/plain; charset="UTF-8"', '7bit', 'x'),
    mime('text/plain; charset=koi8-r', '7bit', 'x'),
    letter(),
  );
});

void test('bad-encoded-word: broken in each way it can be', () => {
  const subject = (value: string): string => letter([`Comments: ${value}`]);
  for (const word of [
    '=?utf-9?Q?a?=',
    '=?utf-8?B?a?=',
    '=?utf-8?B?YQ===?=',
    '=?utf-8?Q?a=C?=',
    '=?utf-8?X?a?=',
    `=?utf-8?Q?${'a'.repeat(70)}?=`,
  ])
    assert.equal(saidOnce('bad-encoded-word', subject(`x ${word} y`)).at, word);
  silent(
    'bad-encoded-word',
    subject('=?utf-8?Q?a?= =?iso-8859-1*de?B?YQ==?='),
    subject('a =? b ?= c'),
    letter([], ['=?utf-9?Q?a?=']),
  );
});

void test('encoded-word-in-quotes: the quotes go', () => {
  const source = (name: string): string => letter([`Cc: ${name} <c@d.example>`]);
  const { mended } = saidOnce('encoded-word-in-quotes', source('"=?utf-8?Q?J=C3=B6rg?="'));
  assert.equal(mended, source('=?utf-8?Q?J=C3=B6rg?='));
  silent('encoded-word-in-quotes', source('=?utf-8?Q?J=C3=B6rg?='), source('"Jorg"'));
});
