import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { looksLikeDjango, splitDjango } from '../../../src/engine/adopt/django';

const dashes = '-'.repeat(79);
const message = (subject: string, body: string): string =>
  `Content-Type: text/plain; charset="utf-8"\nMIME-Version: 1.0\nSubject: ${subject}\nFrom: a@x.test\nTo: b@x.test\nMessage-ID: <${subject}@x>\n\n${body}`;
/** As Django writes: the message, a line end, the dashes, a line end. */
const file = (...messages: string[]): Buffer => Buffer.from(messages.map((text) => `${text}\n${dashes}\n`).join(''));
const split = (bytes: Uint8Array): string[] => splitDjango(bytes).map((piece) => Buffer.from(piece.bytes).toString());

void test('each message of a file is one, octet by octet', () => {
  const messages = [message('one', 'first\n'), message('two', 'no line end'), message('three', '')];
  assert.deepEqual(split(file(...messages)), messages);
});

void test('a line of dashes in a body ends nothing', () => {
  const body = `above\n${dashes}\nbelow\n\n${dashes}\nFrom: is only a word here\n`;
  const messages = [message('one', body), message('two', `${dashes}\n`)];
  assert.deepEqual(split(file(...messages)), messages);
});

void test('a longer or shorter line of dashes is no separator', () => {
  const messages = [message('one', `${dashes}-\nMIME-Version: 1.0\nFrom: x\n\n`), message('two', 'hi')];
  assert.deepEqual(split(file(...messages)), messages);
});

void test('an attached log of the same backend stays in its message', () => {
  const attached = file(message('inner', 'a'), message('inner too', 'b')).toString();
  const outer = `From: a@x.test\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b1"\n\n--b1\nContent-Type: text/plain\n\n${attached}\n--b1--\n`;
  const messages = [outer, message('after', 'hi')];
  assert.deepEqual(split(file(...messages)), messages);
});

void test('a last message that is not closed is taken, with a word of warning', () => {
  const pieces = splitDjango(Buffer.concat([file(message('one', 'a')), Buffer.from(message('two', 'half'))]));
  assert.deepEqual(
    pieces.map(({ notes }) => notes.length),
    [0, 1],
  );
  assert.match(pieces[1]?.notes[0] ?? '', /may be cut off/);
});

void test('CRLF in the file is read as well', () => {
  const text = file(message('one', 'a\n'), message('two', 'b\n')).toString().replace(/\n/g, '\r\n');
  assert.equal(split(Buffer.from(text)).length, 2);
});

void test('a file of it is known by its last line; an .eml and an empty file are not', () => {
  assert.equal(looksLikeDjango(file(message('one', 'a'))), true);
  assert.equal(looksLikeDjango(Buffer.from(message('one', 'a'))), false);
  assert.equal(looksLikeDjango(Buffer.from(`just text\n${dashes}\n`)), false);
  assert.equal(looksLikeDjango(Buffer.alloc(0)), false);
  assert.deepEqual(splitDjango(Buffer.alloc(0)), []);
});

void test('whatever the bodies are, what was joined is split again', () => {
  const line = fc.constantFrom('a', '', dashes, '-', 'From: x', '\u00ff');
  const body = fc.array(line, { maxLength: 8 }).map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(fc.array(body, { minLength: 1, maxLength: 5 }), (bodies) => {
      const messages = bodies.map((text, i) => message(`m${i}`, text));
      assert.deepEqual(split(file(...messages)), messages);
    }),
  );
});
