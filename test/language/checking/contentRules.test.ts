import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { codesOf, letter, said, saidOnce, silent } from '../facts';

const encoded = (encoding: string, ...body: readonly string[]): string =>
  letter(
    ['MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', `Content-Transfer-Encoding: ${encoding}`],
    body,
  );
const html = (...body: readonly string[]): string =>
  letter(['MIME-Version: 1.0', 'Content-Type: text/html; charset=utf-8'], body);

void test('bad-base64: signs, padding, an end that is missing', () => {
  assert.equal(saidOnce('bad-base64', encoded('base64', 'SGVs*bG8=')).at, '*');
  assert.equal(saidOnce('bad-base64', encoded('base64', 'SGVsbG8=', 'SGVsbG8=')).at, '=');
  assert.match(saidOnce('bad-base64', encoded('base64', 'SGVsbG8')).text, /The end is missing/);
  silent('bad-base64', encoded('base64', 'SGVs', 'bG8='), encoded('base64', ''), encoded('8bit', 'a*b'));
});

void test('bad-quoted-printable: an = that stands for itself', () => {
  const found = said('bad-quoted-printable', encoded('quoted-printable', 'a=b c=3D d=', 'e = f'));
  assert.deepEqual(
    found.map(({ mended }) => mended?.includes('=3D')),
    [true, true],
  );
  silent('bad-quoted-printable', encoded('quoted-printable', 'a=3Db=c3=bc', 'soft= ', 'end='), encoded('8bit', 'a=b'));
});

void test('cid-without-part: an image that is not there', () => {
  assert.equal(saidOnce('cid-without-part', html('<img src="cid:logo@a">')).at, 'cid:logo@a');
  const related = (id: string): string =>
    letter(
      ['MIME-Version: 1.0', 'Content-Type: multipart/related; boundary=b'],
      [
        ...[
          '--b',
          'Content-Type: text/html',
          '',
          "<img src='cid:a%40b'>",
          '--b',
          'Content-Type: image/png',
          `Content-ID: <${id}>`,
          '',
          '',
          '--b--',
        ],
      ],
    );
  silent('cid-without-part', related('a@b'), related('A@B'), html('acid:rain', '<img src="cid:${logo}">'));
  saidOnce('cid-without-part', related('c@d'));
});

void test('no-text-alternative: HTML alone', () => {
  assert.equal(saidOnce('no-text-alternative', html('<p>x</p>')).at, 'text/html');
  const two = ['--b', 'Content-Type: text/plain', '', 'x', '--b', 'Content-Type: text/html', '', '<p>x</p>', '--b--'];
  silent(
    'no-text-alternative',
    letter(['MIME-Version: 1.0', 'Content-Type: multipart/alternative; boundary=b'], two),
    letter(),
  );
});

void test('no-text-alternative: an attached page is no body', () => {
  const attached = [
    '--b',
    '',
    'x',
    '--b',
    'Content-Type: text/html',
    'Content-Disposition: attachment',
    '',
    '<p>x</p>',
    '--b--',
  ];
  silent('no-text-alternative', letter(['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'], attached));
});

void test('variable: each name once, in head and text, not in base64', () => {
  const found = said('variable', letter(['X-A: ${name}'], ['Dear ${name}, your ${env:KEY} and ${ order }.']));
  assert.deepEqual(
    found.map(({ at }) => at),
    ['${name}', '${env:KEY}'],
  );
  silent('variable', letter([], ['$name {name} ${} $ {a}']), encoded('base64', 'JHthfQ=='));
});

void test('list-unsubscribe-syntax: angle brackets', () => {
  const list = (value: string): string => letter([`List-Unsubscribe: ${value}`]);
  assert.equal(saidOnce('list-unsubscribe-syntax', list('https://a.example/u')).mended, list('<https://a.example/u>'));
  for (const wrong of ['', '<https://a.example/u', '<a> <b>', 'https://a.example, mailto:b@c.example'])
    saidOnce('list-unsubscribe-syntax', list(wrong));
  silent(
    'list-unsubscribe-syntax',
    list('<https://a.example/u>, <mailto:b@c.example> (by mail)'),
    list('<${url}>'),
    letter(),
  );
});

void test('list-one-click: the value, and an https URI beside it', () => {
  const list = (post: string, uri = '<https://a.example/u>'): string =>
    letter([`List-Unsubscribe: ${uri}`, `List-Unsubscribe-Post: ${post}`]);
  assert.equal(saidOnce('list-one-click', list('one-click')).mended, list('List-Unsubscribe=One-Click'));
  assert.equal(saidOnce('list-one-click', list('List-Unsubscribe=One-Click', '<mailto:b@c.example>')).fix, undefined);
  saidOnce('list-one-click', letter(['List-Unsubscribe-Post: List-Unsubscribe=One-Click']));
  silent('list-one-click', list('List-Unsubscribe=One-Click'), letter(['List-Unsubscribe: <mailto:b@c.example>']));
});

void test('list-without-unsubscribe: lists and bulk', () => {
  saidOnce('list-without-unsubscribe', letter(['List-ID: <a.example>']));
  saidOnce('list-without-unsubscribe', letter(['Precedence: bulk']));
  silent(
    'list-without-unsubscribe',
    letter(),
    letter(['Precedence: auto_reply']),
    letter(['List-ID: <a>', 'List-Unsubscribe: <https://a.example/>']),
  );
});

const hash = (body: string): string => createHash('sha256').update(body).digest('base64');
const signed = (tags: string, body: readonly string[], ...fields: readonly string[]): string =>
  letter([`DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=k1; b=x; ${tags}`, ...fields], body);

void test('dkim-body-changed: the hash of the body, in both ways to write it', () => {
  const simple = `h=from; bh=${hash('Hello.\r\n')}`;
  silent('dkim-body-changed', signed(simple, ['Hello.']), signed(simple, ['Hello.', '', '']), letter());
  assert.equal(saidOnce('dkim-body-changed', signed(simple, ['Hello!'])).mended, letter([], ['Hello!']));
  saidOnce('dkim-body-changed', signed(simple, ['Hello. ']));
  const relaxed = `c=simple/relaxed; h=from; bh=${hash('a b\r\n')}`;
  silent('dkim-body-changed', signed(relaxed, ['a  \t b  ', '', '']));
  silent('dkim-body-changed', signed(`c=relaxed/relaxed; h=from; bh=${hash('')}`, ['']));
  silent('dkim-body-changed', signed(`h=from; bh=${hash('\r\n')}`, ['']));
  silent('dkim-body-changed', signed('h=from; l=3; bh=x', ['Hello.']), signed('h=from', ['Hello.']));
});

void test('dkim-from-not-signed: From has to be in h=', () => {
  saidOnce('dkim-from-not-signed', signed('h=to:subject', ['x']));
  silent('dkim-from-not-signed', signed('h= to : From ', ['x']), letter());
});

void test('dkim-8bit: a signed body that somebody may convert', () => {
  assert.ok(codesOf(signed('h=from', ['Grüße'])).includes('dkim-8bit'));
  silent('dkim-8bit', signed('h=from', ['x']), letter([], ['Grüße']));
});

void test('dkim-list-not-signed: one-click counts only when it is signed', () => {
  const list = ['List-Unsubscribe: <https://a.example/u>', 'List-Unsubscribe-Post: List-Unsubscribe=One-Click'];
  assert.equal(said('dkim-list-not-signed', signed('h=from', ['x'], ...list)).length, 2);
  silent('dkim-list-not-signed', signed('h=from:list-unsubscribe:list-unsubscribe-post', ['x'], ...list), letter(list));
});
