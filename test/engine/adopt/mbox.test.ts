import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { looksLikeMbox, splitMbox, type MboxQuoting } from '../../../src/engine/adopt/mbox';

const from = 'From ann@here.test Mon Nov 23 11:50:01 2026';
const letter = (body: string, more = ''): string => `From: ann@here.test\nTo: b@x.test\n${more}\n${body}`;
const split = (text: string, quoting: MboxQuoting = 'mboxrd'): string[] =>
  splitMbox(Buffer.from(text), quoting).map((piece) => Buffer.from(piece.bytes).toString());

void test('messages stand behind From lines; the blank line in front of one is not theirs', () => {
  const mailbox = `${from}\n${letter('one\n')}\n${from}\n${letter('two\n\n')}\n${from}\n${letter('three\n')}\n`;
  assert.deepEqual(split(mailbox), [letter('one\n'), letter('two\n\n'), letter('three\n')]);
});

void test('CRLF mailboxes are split alike', () => {
  const mailbox = `${from}\n${letter('one\n')}\n${from}\n${letter('two\n')}\n`.replace(/\n/g, '\r\n');
  assert.deepEqual(
    split(mailbox),
    [letter('one\n'), letter('two\n')].map((text) => text.replace(/\n/g, '\r\n')),
  );
});

void test("Thunderbird's From lines are From lines", () => {
  assert.deepEqual(split(`From - Mon Nov 23 11:50:01 2026\n${letter('one\n')}`), [letter('one\n')]);
});

void test('a line that begins with From, in a body, is none: no blank line in front, or no date in it', () => {
  const body = `hello\n${from}\n\nFrom here on it is text\n`;
  assert.deepEqual(split(`${from}\n${letter(body)}\n${from}\n${letter('two\n')}`), [letter(body), letter('two\n')]);
});

void test('mboxrd takes one > off wherever it quoted; mboxo only where there is one', () => {
  const mailbox = `${from}\n${letter('>From a\n>>From b\n> From c\n')}\n`;
  assert.deepEqual(split(mailbox), [letter('From a\n>From b\n> From c\n')]);
  assert.deepEqual(split(mailbox, 'mboxo'), [letter('From a\n>>From b\n> From c\n')]);
});

void test('a Content-Length that fits ends the message, and its body is as it stands', () => {
  const body = `one\n\n${from}\nstill the first\n`;
  const counted = letter(body, `Content-Length: ${body.length}\n`);
  assert.deepEqual(split(`${from}\n${counted}\n${from}\n${letter('two\n')}`), [counted, letter('two\n')]);
});

void test('a Content-Length that lies is not believed', () => {
  const lying = letter('one\n', 'Content-Length: 9999\n');
  const short = letter('one\nmore\n', 'Content-Length: 3\n');
  assert.deepEqual(split(`${from}\n${lying}\n${from}\n${short}`), [lying, short]);
});

void test('text in front of the first From line is no message', () => {
  assert.deepEqual(split(`rubbish\n\n${from}\n${letter('one\n')}`), [letter('one\n')]);
  assert.deepEqual(split(''), []);
});

void test('a mailbox is known by its first line', () => {
  assert.equal(looksLikeMbox(Buffer.from(`${from}\n${letter('x')}`)), true);
  assert.equal(looksLikeMbox(Buffer.from('From now on I write letters\n')), false);
  assert.equal(looksLikeMbox(Buffer.from(letter('x'))), false);
});

void test('whatever the bodies are, a mailbox in mboxrd gives back its messages', () => {
  const line = fc.constantFrom('a', '', from, `>${from}`, '>>From x', 'From x', '\u00ff');
  const body = fc.array(line, { maxLength: 8 }).map((lines) => lines.map((each) => `${each}\n`).join(''));
  fc.assert(
    fc.property(fc.array(body, { minLength: 1, maxLength: 4 }), (bodies) => {
      const letters = bodies.map((text) => letter(text));
      const mailbox = letters.map((text) => `${from}\n${text.replace(/^(>*From )/gm, '>$1')}\n`).join('');
      // The header's own From: has a colon and is never quoted.
      assert.deepEqual(split(mailbox), letters);
    }),
  );
});
