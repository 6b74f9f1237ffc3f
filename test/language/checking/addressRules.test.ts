import assert from 'node:assert/strict';
import { test } from 'node:test';
import { text } from '../messages';
import { said, saidOnce, silent } from '../facts';

const to = (value: string): string =>
  text(
    'From: ann@example.com',
    `To: ${value}`,
    'Date: Tue, 24 Nov 2026 09:00:00 +0000',
    'Message-ID: <c1@example.com>',
    '',
    'x',
  );

void test('bad-address: each with what is wrong with it', () => {
  const cases: readonly (readonly [value: string, at: string, why: RegExp])[] = [
    ['a@b.example, bob@', 'bob@', /no domain/],
    ['a@b.example, bob smith@example.org', 'bob smith@example.org', /a blank in it/],
    ['a@b.example, Bob <>', 'Bob <>', /nothing between/],
    ['a@b.example, Bob <bob@example.org', 'Bob <bob@example.org', /never closed/],
    ['a@b.example, a@b@c.example', 'a@b@c.example', /more than one @/],
    ['a@b.example, @c.example', '@c.example', /nothing in front/],
  ];
  for (const [value, at, why] of cases) {
    const found = saidOnce('bad-address', to(value));
    assert.equal(found.at, at);
    assert.match(found.text, why);
  }
  silent('bad-address', to('a@b.example, Bob <bob@example.org>, "x y"@z.example, root, Friends: a@b.example;'));
});

void test('bad-address: between two addresses a comma is put in', () => {
  const { fix, mended } = saidOnce('bad-address', to('Bob <bob@example.org> Carol <carol@example.net>'));
  assert.equal(fix, 'Insert the Comma');
  assert.equal(mended, to('Bob <bob@example.org>, Carol <carol@example.net>'));
});

void test('bad-address: in every field of addresses, and in no other', () => {
  const fields = ['From', 'Sender', 'Reply-To', 'Cc', 'Bcc', 'Disposition-Notification-To'].map(
    (name) => `${name}: a@`,
  );
  assert.equal(said('bad-address', text(...fields, 'To: c@d.example', 'Subject: a@', 'X-A: a@', '')).length, 6);
});

void test('odd-address: sent by us, refused by many', () => {
  for (const odd of ['a..b@example.org', '.a@example.org', 'a@-b.example', `${'a'.repeat(65)}@example.org`])
    assert.equal(saidOnce('odd-address', to(odd)).at, odd);
  silent('odd-address', to('a.b@example.org, a+b@example.org, jörg@bücher.example'));
  silent('odd-address', to('bob@'));
});

void test('address-semicolon: only a group ends with one', () => {
  const { at, mended } = saidOnce('address-semicolon', to('a@b.example; c@d.example'));
  assert.deepEqual([at, mended], [';', to('a@b.example, c@d.example')]);
  silent(
    'address-semicolon',
    to('Friends: a@b.example, c@d.example;, e@f.example'),
    to('"a;b" <a@b.example>'),
    to('(a;b) a@b.example'),
  );
});

void test('address-without-domain: completed by mailroot.defaultDomain', () => {
  assert.equal(saidOnce('address-without-domain', to('root')).at, 'root');
  silent('address-without-domain', to('root@localhost'));
});

void test('address-read-otherwise: a comma in a name without quotes', () => {
  assert.match(saidOnce('address-read-otherwise', to('Smith, Bob <bob@example.org>')).text, /as: bob@example\.org\./);
  silent(
    'address-read-otherwise',
    to('"Smith, Bob" <bob@example.org>'),
    to('=?utf-8?Q?M=2C_B?= <bob@example.org>'),
    to('a@b.example (c, d)'),
  );
});

void test("a variable is nobody's address yet", () => {
  for (const code of ['bad-address', 'odd-address', 'address-without-domain', 'address-read-otherwise'])
    silent(code, to('${to}'), to('Bob <${to}>, a@b.example'));
});
