/** In what two messages differ, in a line and line by line. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differences, summary, type Finding } from '../../src/compare/differences';
import { unified } from '../../src/compare/unified';
import { formOf, mail } from './letters';

interface File {
  readonly name: string;
  readonly octets: string;
}

function letter({ subject = 'Hello', text = 'one\r\ntwo', files = [] as readonly File[] } = {}): Buffer {
  return mail(
    `Subject: ${subject}`,
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    '',
    text,
    ...files.flatMap(({ name, octets }) => ['--b', `Content-Type: image/png; name=${name}`, '', octets]),
    '--b--',
  );
}

function found(left: Buffer, right: Buffer): Finding[] {
  return differences(formOf(left), formOf(right));
}

void test('what differs is called by its name, in one line', () => {
  const [a, b] = [
    { name: 'a.png', octets: 'A' },
    { name: 'b.png', octets: 'B' },
  ];
  const told = (left: Buffer, right: Buffer): string => summary(found(left, right));
  assert.equal(told(letter(), letter()), '');
  assert.equal(
    told(letter(), letter({ subject: 'Hallo', text: 'one\r\n2\r\nthree' })),
    'Subject; text/plain (2 lines)',
  );
  assert.equal(told(letter({ files: [a] }), letter({ files: [b] })), 'a.png is missing; b.png is new');
  assert.equal(told(letter({ files: [a] }), letter({ files: [{ ...a, octets: 'C' }] })), 'a.png');
  assert.equal(told(letter({ files: [a] }), letter({ files: [{ ...a, name: 'c.png' }] })), 'a.png is called c.png');
  assert.equal(told(letter({ files: [a, b] }), letter({ files: [b, a] })), 'the structure');
  const many = Array.from({ length: 20 }, (_, i) => ({ name: `${i}.png`, octets: `${i}` }));
  assert.match(told(letter(), letter({ files: many })), /^0\.png is new;.*; and 14 more$/);
});

void test('a text that became one of several is still compared with itself', () => {
  const alone = mail('Subject: Hello', '', 'one', 'two');
  assert.deepEqual(found(alone, letter()), [{ kind: 'structure' }]);
  assert.equal(summary(found(alone, letter({ text: 'one\r\n2' }))), 'the structure; text/plain (1 line)');
});

void test('a field of a message inside is told with it', () => {
  const made = (subject: string): Buffer => mail('Content-Type: message/rfc822', '', `Subject: ${subject}`, '', 'x');
  assert.equal(summary(found(made('a'), made('b'))), 'Subject of text/plain');
});

function diff(left: Buffer, right: Buffer): string[] {
  return unified({ name: 'a.eml', form: formOf(left) }, { name: 'b.eml', form: formOf(right) });
}

void test('a unified diff has the lines that differ, with those around; nothing when there are none', () => {
  assert.deepEqual(diff(letter(), letter()), []);
  const lines = diff(letter({ subject: 'Hello' }), letter({ subject: 'Hallo' }));
  assert.deepEqual(lines.slice(0, 6), [
    '--- a.eml',
    '+++ b.eml',
    '@@ -1,4 +1,4 @@',
    '-Subject: Hello',
    '+Subject: Hallo',
    ' ',
  ]);
});

void test('texts of which no line is the same are given one behind the other, so far as anybody reads', () => {
  const long = (sign: string): Buffer =>
    letter({ text: Array.from({ length: 30_000 }, (_, i) => `${sign}${i}`).join('\r\n') });
  const lines = diff(long('a'), long('b'));
  assert.ok(lines.length < 2_100, `${lines.length}`);
  assert.match(lines.at(-1)!, /^\+\(\d+ lines more\)$/);
  assert.deepEqual(found(long('a'), long('b')), [{ kind: 'changed', part: 'text/plain' }]);
});
