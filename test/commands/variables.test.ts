import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeWords } from '../../src/engine/message/encodedWord';
import { decodedBody } from '../../src/language/model/content';
import { readMessage } from '../../src/language/model/message';
import { fillIn, problemText, type Values } from '../../src/commands/variables';

const chance = { now: Date.UTC(2026, 10, 24, 9), guid: () => 'a-guid', random: () => 0.5 };

function filled(text: string | Buffer, values: Values): string {
  const result = fillIn(Buffer.from(text), values, chance);
  assert.ok(result.kind === 'filled', JSON.stringify(result));
  return Buffer.from(result.bytes).toString('utf8');
}

function problems(text: string, values: Values): string[] {
  const result = fillIn(Buffer.from(text), values, chance);
  return result.kind === 'filled' ? [] : result.problems.map(({ name, line, why }) => `${line} ${name} ${why}`);
}

void test('values are filled in, in the head and in the body', () => {
  assert.equal(
    filled('To: ${to}\r\n\r\nHi ${ name }!\r\n', { to: 'bob@example.org', name: 'Jürgen' }),
    'To: bob@example.org\r\n\r\nHi Jürgen!\r\n',
  );
});

void test('every other octet stays what it was', () => {
  const bytes = Buffer.concat([
    Buffer.from('Subject: ${a}\r\n\r\n'),
    Buffer.from([0, 200, 255, 10, 13]),
    Buffer.from('$ {a} ${} $a'),
  ]);
  const result = fillIn(bytes, { a: 'ü' }, chance);
  assert.ok(result.kind === 'filled' && result.count === 1);
  assert.ok(Buffer.from(result.bytes).equals(Buffer.concat([Buffer.from('Subject: ü\r\n\r\n'), bytes.subarray(17)])));
});

void test('a value may hold other variables, in either of the two forms, but not itself', () => {
  assert.equal(
    filled('${url}', { url: 'https://${host}/', host: '{{name}}.example', name: 'a' }),
    'https://a.example/',
  );
  assert.deepEqual(problems('${a}', { a: '${b}', b: '${a}' }), ['1 a goes-round']);
  assert.deepEqual(problems('${a}', { a: '${missing}' }), ['1 a no-value']);
});

void test('what has no value is told with its line, and nothing is sent', () => {
  const text = 'To: ${to}\r\nSubject: ${toString}\r\n\r\nHi ${name}\r\n';
  assert.deepEqual(problems(text, { to: 'a@b' }), ['2 toString no-value', '4 name no-value']);
  const result = fillIn(Buffer.from(text), {}, chance);
  assert.ok(result.kind === 'trouble');
  assert.equal(
    problemText(result.problems, 'dev (mail.env.json)'),
    'Nothing was sent. In dev (mail.env.json), line 1: ${to} has no value; line 2: ${toString} has no value; line 4: ${name} has no value.',
  );
});

void test('a line break in a value is no way to forge a field', () => {
  assert.deepEqual(problems('Subject: ${s}\r\n\r\nx', { s: 'a\r\nBcc: eve@example.com' }), ['1 s line-break-in-head']);
  assert.equal(filled('Subject: x\r\n\r\n${s}', { s: 'a\r\nb' }), 'Subject: x\r\n\r\na\r\nb');
});

void test('what the moment and chance give', () => {
  assert.equal(filled('${$guid} ${$timestamp} ${$randomInt 10 20}', {}), 'a-guid 1795510800 15');
  assert.equal(filled('Date: ${$datetime}', {}), 'Date: Tue, 24 Nov 2026 09:00:00 +0000');
  assert.equal(filled('${$datetime iso8601}', {}), '2026-11-24T09:00:00.000Z');
  assert.deepEqual(problems('${$nope} ${$randomInt a b}', {}), ['1 $nope no-value', '1 $randomInt a b no-value']);
});

/** The octets of a part of what was filled in. */
function partOf(text: string, values: Values, path: string): string {
  const message = readMessage(Buffer.from(filled(text, values), 'utf8').toString('latin1'));
  const part = message.parts.find((each) => each.path === path);
  assert.ok(part);
  return decodedBody(message.text, part, (each) => Buffer.from(each, 'latin1')).toString('latin1');
}

function encodedMail(type: string, encoding: string, body: string): string {
  return [
    ...['To: b@example.com', 'Content-Type: multipart/mixed; boundary=b', '', '--b', `Content-Type: ${type}`],
    ...[
      `Content-Transfer-Encoding: ${encoding}`,
      '',
      body,
      '--b',
      'Content-Type: text/plain',
      '',
      'Hi ${name}',
      '--b--',
      '',
    ],
  ].join('\r\n');
}
const base64 = (text: string): string => Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n');
const utf8 = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('utf8');

void test('a variable behind base64 is filled in, and the part is base64 again, in lines that fit', () => {
  const long = `<p>Hallo \${name},</p>${'<p>Grüße</p>'.repeat(20)}`;
  const mail = encodedMail('text/html; charset=utf-8', 'base64', base64(long));
  assert.equal(utf8(partOf(mail, { name: 'Jürgen' }, '1')), long.replace('${name}', 'Jürgen'));
  assert.equal(partOf(mail, { name: 'Bob' }, '2'), 'Hi Bob');
  for (const line of filled(mail, { name: 'Bob' }).split('\r\n')) assert.ok(line.length <= 76, line);
});

void test('a variable in quoted-printable is filled in, written plainly, encoded, or over a soft line break', () => {
  for (const body of ['Hi ${name}!', 'Hi =24=7Bname=7D!', 'Hi ${na=\r\nme}!']) {
    const mail = encodedMail('text/plain; charset=utf-8', 'quoted-printable', body);
    assert.equal(utf8(partOf(mail, { name: 'a=b ü' }, '1')), 'Hi a=b ü!', body);
    assert.doesNotMatch(filled(mail, { name: 'x' }), /\$\{/, body);
  }
});

void test('a value goes into the charset of its part, and is refused where that does not have it', () => {
  const mail = encodedMail('text/plain; charset=iso-8859-1', 'quoted-printable', 'Gr=FC=DFe ${name}');
  assert.equal(partOf(mail, { name: 'Jürgen' }, '1'), 'Grüße Jürgen');
  assert.deepEqual(problems(mail, { name: 'Łukasz' }), ['8 name not-in-charset']);
  const ascii = encodedMail('text/plain', 'base64', base64('Hi ${name}'));
  assert.deepEqual(problems(ascii, { name: 'ü' }), ['8 name not-in-charset']);
  assert.equal(partOf(ascii, { name: 'u' }, '1'), 'Hi u');
});

void test('what is behind an encoding and has no variable, or is no text, keeps every octet', () => {
  const odd = base64('nothing here').replace('b', 'b\r\n ');
  for (const [type, encoding, body] of [
    ['text/plain; charset=utf-8', 'base64', odd],
    ['text/plain; charset=utf-8', 'quoted-printable', 'a =\r\n b=c3=bc'],
    ['image/png', 'base64', base64('png ${name}')],
  ] as const) {
    const mail = encodedMail(type, encoding, body);
    assert.equal(filled(mail, { name: 'x' }), mail.replace('Hi ${name}', 'Hi x'), type);
  }
});

void test('a variable in an encoded word is filled in, and the word is written anew', () => {
  for (const word of [
    '=?utf-8?q?F=C3=BCr_${name}?=',
    `=?utf-8?b?${base64('Für ${name}')}?=`,
    '=?utf-8?q?F=C3=BCr_=24=7Bna?= =?utf-8?q?me=7D?=',
  ]) {
    const text = filled(`Subject: Re: ${word}\r\nTo: b@example.com\r\n\r\nx`, { name: 'Ann, "die Große" <a@b>' });
    const [line = ''] = /^Subject: .*(?:\r\n .*)*/.exec(text) ?? [];
    assert.equal(decodeWords(line.replace(/\r\n/g, '')), 'Subject: Re: Für Ann, "die Große" <a@b>', word);
    assert.match(line, /^[ -~\r\n]*$/, 'nothing raw in the head');
    assert.doesNotMatch(line, /[<,"]/);
    assert.match(text, /\r\nTo: b@example\.com\r\n\r\nx$/);
  }
});

void test('a value of thousands of characters in an encoded word is folded, not one long line', () => {
  const text = filled('Subject: =?utf-8?q?${s}?=\r\n\r\nx', { s: 'ü'.repeat(3_000) });
  for (const line of text.split('\r\n')) assert.ok(line.length <= 90, `${line.length}`);
  assert.equal(decodeWords(text.split('\r\n\r\n')[0]?.replace(/\r\n/g, '') ?? ''), `Subject: ${'ü'.repeat(3_000)}`);
});

void test('a line break is no way to forge a field of a part, or to leave an encoded word', () => {
  const mail = encodedMail('text/plain; name="${f}"', '7bit', 'x');
  assert.deepEqual(problems(mail, { f: 'a\r\nX: y', name: 'n' }), ['5 f line-break-in-head']);
  assert.deepEqual(problems('Subject: =?utf-8?q?${s}?=\r\n\r\nx', { s: 'a\r\nX: y' }), ['1 s line-break-in-head']);
});
