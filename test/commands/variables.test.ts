import assert from 'node:assert/strict';
import { test } from 'node:test';
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
