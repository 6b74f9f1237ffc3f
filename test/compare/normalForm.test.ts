/** What a message looks like when it is compared: what is in, what is left out, and what is said of what was too much. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formOf, mail, textOf } from './letters';

const shop = mail(
  'X-Sender: <bounce@example.com>',
  'X-Receiver: <bob@example.org>',
  'Return-Path: <bounce@example.com>',
  'Received: from here by there; Tue, 24 Nov 2026 09:00:00 +0000',
  'DKIM-Signature: v=1; b=abc',
  'x-order-id: 17',
  'to: "Smith, Bob" <bob@example.org>, carol@example.net',
  'From: =?utf-8?Q?B=C3=BCcher?= <shop@example.com>',
  'Date: Tue, 24 Nov 2026 09:00:00 +0000',
  'Message-ID: <1@example.com>',
  'Subject: Ihre',
  '\t=?utf-8?Q?B=C3=BCcher?=',
  'MIME-Version: 1.0',
  'Content-Type: multipart/related; type="text/html"; start="<a@b>"; boundary=b1',
  '',
  'preamble',
  '--b1',
  'Content-Type: text/html; charset=utf-8',
  'Content-ID: <a@b>',
  '',
  '<p>Hello <b>Bob</b><br>there',
  '<img src=cid:logo@x>',
  '--b1',
  'Content-Type: image/png',
  'Content-Disposition: attachment; filename="logo.png"; size=3',
  'Content-ID: <logo@x>',
  'Content-Description: our sign',
  'Content-Transfer-Encoding: base64',
  '',
  'QUJD',
  '--b1--',
  'epilogue',
);

void test('headers are decoded and in order, parts follow, what each sending makes anew is left out', () => {
  assert.deepEqual(textOf(shop), [
    'Subject: Ihre Bücher',
    'From: Bücher <shop@example.com>',
    'To: "Smith, Bob" <bob@example.org>',
    '    carol@example.net',
    'X-Order-Id: 17',
    '',
    '[Parts]',
    'multipart/related start="text/html" type="text/html"',
    '  text/html',
    '  image/png "logo.png" attachment size="3"',
    '',
    '[text/html]',
    '<html>',
    '  <head></head>',
    '  <body>',
    '    <p>Hello <b>Bob</b><br>',
    '      there <img src="cid:(logo.png)">',
    '    </p>',
    '  </body>',
    '</html>',
    '',
    '[logo.png]',
    'Content-Description: our sign',
    '',
    '3 octets',
    'SHA-256 b5d4045c3f466fa91fe2cc6abe79232a1a57cdf104f7a26e716e0a1e2789df78',
    '',
  ]);
});

void test('everything is everything: traces, boundaries, encodings, what stands around the parts', () => {
  const text = textOf(shop, { what: 'everything' }).join('\n');
  for (const told of [
    /^X-Receiver: <bob@example.org>$/m,
    /^Date: Tue, 24 Nov 2026 09:00:00 \+0000$/m,
    /^Dkim-Signature: v=1; b=abc$/m,
    /^multipart\/related boundary="b1" start="<a@b>" type="text\/html" encoded as 7bit$/m,
    /^\[Preamble of multipart\/related\]\npreamble$/m,
    /^\[Epilogue of multipart\/related\]\nepilogue$/m,
    /^Content-Id: <logo@x>$/m,
    /^<img src=cid:logo@x>$/m,
  ])
    assert.match(text, told);
});

void test('fields one names are left out, and what a pattern matches is masked, in headers and in text', () => {
  const text = textOf(mail('Subject: Order 4711', 'X-Run: 1', '', 'https://shop.example/?t=abc&n=4711'), {
    ignored: ['x-run'],
    mask: /\b4711\b|t=\w+/g,
  });
  assert.deepEqual(text.slice(0, 2), ['Subject: Order (masked)', '']);
  assert.ok(text.includes('https://shop.example/?(masked)&n=(masked)'));
});

void test('a list of addresses with more in it than mailboxes is left as its text', () => {
  assert.deepEqual(textOf(mail('To: Friends: a@example.com, b@example.com;', 'Cc: a@b (work)', '', '')).slice(0, 2), [
    'To: Friends: a@example.com, b@example.com;',
    'Cc: a@b (work)',
  ]);
});

void test('two images without names are told apart in the HTML that shows them', () => {
  const made = (first: string, second: string): string[] =>
    textOf(
      mail(
        'Content-Type: multipart/related; boundary=b',
        '',
        '--b',
        'Content-Type: text/html',
        '',
        `<img src="cid:${first}"><img src="cid:${second}">`,
        ...['one', 'two'].flatMap((id) => ['--b', 'Content-Type: image/png', `Content-ID: <${id}>`, '', id]),
        '--b--',
      ),
    );
  assert.notDeepEqual(made('one', 'two'), made('two', 'one'));
});

void test('text that is not of its charset has its digest as well: octets that are shown alike are not the same', () => {
  const made = (octet: number): string[] =>
    textOf(
      Buffer.concat([
        mail('Content-Type: text/plain; charset=utf-8', '', 'caf'),
        Buffer.from([octet]),
        Buffer.from('!'),
      ]),
    );
  assert.ok(made(0xe9).includes('caf\ufffd!'));
  assert.notDeepEqual(made(0xe9), made(0xe8));
});

void test('a message inside has its own headers and parts', () => {
  const text = textOf(
    mail('Subject: Fwd', 'Content-Type: message/rfc822', '', 'Subject: inner', 'Date: now', '', 'inside'),
  );
  assert.deepEqual(text.slice(0, -1), [
    ...['Subject: Fwd', '', '[Parts]', 'message/rfc822', '  text/plain', ''],
    ...['[text/plain]', 'Subject: inner', '', 'inside'],
  ]);
});

void test('more parts than are read, deeper than they are read, more text than is shown: each is said, and a change in it is seen', () => {
  const many = (last: string): Buffer =>
    mail(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      ...Array.from({ length: 10_500 }, (_, i) => `--b\r\n\r\n${i < 10_499 ? 'part' : last}`),
      '--b--',
    );
  const deep = (last: string): Buffer =>
    mail(
      ...Array.from({ length: 150 }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}x\r\n\r\n--b${i}x`),
      '',
      last,
    );
  const long = (last: string): Buffer => mail('Content-Type: text/html', '', '<p>', 'word '.repeat(2_500_000) + last);
  const nested = (last: string): Buffer => mail('Content-Type: text/html', '', '<b>'.repeat(3_000) + last);
  const cases = [
    [many, /more than 10 000 parts/],
    [deep, /deeper than 100 levels/],
    [long, /digest alone: there is too much text/],
    [nested, /nested too deep/],
  ] as const;
  for (const [made, note] of cases) {
    const [one, other] = [formOf(made('a')), formOf(made('b'))];
    assert.match(one.notes.join('\n'), note);
    assert.notDeepEqual(one.sections, other.sections, String(note));
    assert.deepEqual(one, formOf(made('a')));
  }
});

void test('a million characters of text are shown, and what is behind them by its digest', () => {
  const long = (last: string): Buffer => mail('Subject: x', '', 'word '.repeat(250_000) + last);
  assert.match(textOf(long('a'))[0]!, /^\(text\/plain: Only the first million characters/);
  assert.notDeepEqual(textOf(long('a')), textOf(long('b')));
});

void test('a message that is none, or empty, has a normal form too', () => {
  assert.deepEqual(textOf(Buffer.alloc(0)), ['', '[Parts]', 'text/plain', '', '[text/plain]', '']);
  assert.ok(textOf(Buffer.from('no mail at all')).includes('no mail at all'));
});
