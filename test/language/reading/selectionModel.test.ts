import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selectionsAt } from '../../../src/language/reading/selectionModel';
import { covers, cut } from '../../../src/language/model/span';
import { corpusMessage, corpusNames, message } from '../messages';
import type { Message } from '../../../src/language/model/part';

/** What is selected, step by step, with the cursor in front of the needle. */
function steps(read: Message, needle: string): string[] {
  return selectionsAt(read, read.text.indexOf(needle)).map((span) => cut(read.text, span));
}

void test('in an address: local part, address, mailbox, value, field, head, message', () => {
  const read = message('To: Bob <bob@example.org>, ann@example.com', 'Subject: Hi', '', 'text');
  assert.deepEqual(steps(read, 'ob@ex'), [
    'bob',
    'bob@example.org',
    'Bob <bob@example.org>',
    'Bob <bob@example.org>, ann@example.com',
    'To: Bob <bob@example.org>, ann@example.com\r\n',
    'To: Bob <bob@example.org>, ann@example.com\r\nSubject: Hi\r\n',
    read.text,
  ]);
  assert.equal(steps(read, 'xample.org')[0], 'example.org');
});

void test('in a parameter: its value, the parameter, all of the value', () => {
  const read = message('Content-Type: text/plain; charset=utf-8', '');
  assert.deepEqual(steps(read, 'tf-8').slice(0, 3), ['utf-8', 'charset=utf-8', 'text/plain; charset=utf-8']);
});

void test('in a text: the line, the paragraph, the body, the part, the multipart', () => {
  const read = message(
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'X: y',
    '',
    'one',
    'two',
    '',
    'three',
    '--b--',
  );
  assert.deepEqual(steps(read, 'wo').slice(0, 4), [
    'two',
    'one\r\ntwo',
    'one\r\ntwo\r\n\r\nthree',
    'X: y\r\n\r\none\r\ntwo\r\n\r\nthree',
  ]);
});

void test('in an encoded word: the word', () => {
  assert.equal(
    steps(corpusMessage('encoded-word-quoted-printable'), 'cher_im')[0],
    '=?utf-8?Q?B=C3=BCcher_im_November?=',
  );
});

void test('each step takes in the one before and grows, at every place of every message', () => {
  for (const name of corpusNames) {
    const read = corpusMessage(name);
    for (let offset = 0; offset <= read.text.length; offset += 7) {
      const chain = selectionsAt(read, offset);
      chain.forEach((span, i) => {
        const before = chain[i - 1];
        assert.ok(
          before === undefined || (covers(span, before) && span.end - span.start > before.end - before.start),
          name,
        );
      });
    }
  }
});
