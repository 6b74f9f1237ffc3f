import assert from 'node:assert/strict';
import { test } from 'node:test';
import { text } from '../messages';
import { letter, said, saidOnce, silent } from '../facts';

void test('bcc-stripped: told once for each field, without alarm', () => {
  const found = said('bcc-stripped', letter(['Bcc: carol@example.net', 'Resent-Bcc: dave@example.net']));
  assert.deepEqual(
    found.map(({ at }) => at),
    ['Bcc', 'Resent-Bcc'],
  );
  silent('bcc-stripped', letter(['Cc: carol@example.net']));
});

void test('bcc-leaks: in an attached message', () => {
  const inside = ['From: a@b.example', 'Bcc: secret@example.net', 'Subject: inside', '', 'Hello.'];
  const source = letter(['MIME-Version: 1.0', 'Content-Type: message/rfc822'], inside);
  const { at, mended } = saidOnce('bcc-leaks', source);
  assert.equal(at, 'Bcc: secret@example.net');
  assert.doesNotMatch(mended ?? '', /secret/);
  silent('bcc-leaks', letter(['Bcc: carol@example.net']));
});

void test('bcc-leaks: below the line that ends the head too early', () => {
  const source = text(
    'From: a@b.example',
    'To: c@d.example',
    'no field',
    'Resent-Bcc : secret@example.net',
    '',
    'Bcc: is a word in a text',
  );
  assert.equal(saidOnce('bcc-leaks', source).at, 'Resent-Bcc : secret@example.net');
});

void test('bcc-leaks: not in the text of a message that is all right', () => {
  silent('bcc-leaks', letter([], ['Bcc: is a word in a text']));
});
