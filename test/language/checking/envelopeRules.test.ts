import assert from 'node:assert/strict';
import { test } from 'node:test';
import { text } from '../messages';
import { letter, said, saidOnce, silent } from '../facts';

const top = (...lines: readonly string[]): string => text(...lines) + letter();

void test('no-sender: no address in From, Sender or X-Sender', () => {
  const nobody = text('To: bob@example.org', 'Subject: from nobody', '', 'Hello.');
  const { at, mended } = saidOnce('no-sender', nobody);
  assert.equal(at, 'To: bob@example.org', 'it is shown on the first line');
  assert.equal(mended, `From: you@example.com\r\n${nobody}`);
  assert.equal(saidOnce('no-sender', text('From: nobody at all', 'To: b@c.example', '')).fix, undefined);
  silent(
    'no-sender',
    letter(),
    text('Sender: a@b.example', 'To: c@d.example', ''),
    top('X-Sender: <>', 'X-Receiver: <c@d.example>'),
  );
  silent('no-sender', text('Resent-From: a@b.example', 'Resent-To: c@d.example', ''));
});

void test('no-sender: the From goes below the envelope lines', () => {
  const { mended } = saidOnce('no-sender', text('X-Receiver: <bob@example.org>', 'Subject: x', ''));
  assert.equal(mended, text('X-Receiver: <bob@example.org>', 'From: you@example.com', 'Subject: x', ''));
});

void test('no-from: the envelope knows the sender, the head does not', () => {
  const { mended } = saidOnce(
    'no-from',
    text('X-Sender: <a@b.example>', 'X-Receiver: <c@d.example>', 'To: c@d.example', ''),
  );
  assert.match(mended ?? '', /^X-Sender.*\r\nX-Receiver.*\r\nFrom: you@example\.com\r\nTo:/);
  saidOnce('no-from', text('Sender: a@b.example', 'To: c@d.example', ''));
  silent('no-from', letter(), text('To: c@d.example', ''));
});

void test('no-recipients: no address in X-Receiver, To, Cc or Bcc', () => {
  const { mended } = saidOnce('no-recipients', text('From: a@b.example', 'Subject: x', ''));
  assert.equal(mended, text('From: a@b.example', 'To: someone@example.com', 'Subject: x', ''));
  saidOnce('no-recipients', text('From: a@b.example', 'To: undisclosed-recipients:;', ''));
  saidOnce('no-recipients', text('From: a@b.example', 'Cc: nobody at all', ''));
  assert.equal(
    said('no-recipients', text('X-Receiver: nobody at all', 'From: a@b.example', 'To: c@d.example', '')).length,
    1,
  );
  silent(
    'no-recipients',
    letter(),
    text('From: a@b.example', 'Bcc: c@d.example', ''),
    top('X-Receiver: <c@d.example>'),
  );
});

void test('no-recipients: a message that was resent goes to whom it was resent, and to nobody else', () => {
  saidOnce('no-recipients', text('Resent-From: a@b.example', 'From: a@b.example', 'To: c@d.example', ''));
  silent('no-recipients', text('Resent-From: a@b.example', 'Resent-Bcc: e@f.example', 'From: a@b.example', ''));
});

void test('bad-envelope-line: a line on top without an address, or a second sender', () => {
  const lines = [
    'X-Sender: <a@b.example>',
    'X-Sender: <c@d.example>',
    'X-Receiver: bob at example.org',
    'X-Receiver: <>',
    'X-Receiver: <e@f.example>',
  ];
  assert.deepEqual(
    said('bad-envelope-line', top(...lines)).map(({ at, text: words }) => [at, words.split(':')[0]]),
    [
      ['X-Sender', 'A second X-Sender'],
      ['X-Receiver', 'There is no address in this line'],
      ['X-Receiver', 'There is no address in this line'],
    ],
  );
  silent(
    'bad-envelope-line',
    top('X-Sender: <>', 'X-Receiver: "Bob" <bob@example.org>', 'X-Receiver: carol@example.net NOTIFY=NEVER'),
  );
  silent('bad-envelope-line', letter(['X-Receiver: bob at example.org']));
});

void test('bad-envelope-parameter: what MailRoot would leave out', () => {
  const lines = [
    'X-Sender: <a@b.example> RET=SOME ENVID=x SIZE=10',
    'X-Receiver: <c@d.example> NOTIFY=SUCCESS,NEVER ORCPT=rfc822;c@d.example RET=FULL',
  ];
  assert.deepEqual(
    said('bad-envelope-parameter', top(...lines)).map(({ at, text: words }) => `${at}: ${words}`),
    [
      'RET: SOME is no value of RET: MailRoot leaves it out.',
      'NOTIFY: SUCCESS,NEVER is no value of NOTIFY: MailRoot leaves it out.',
      'RET: RET is no parameter of X-Receiver: MailRoot leaves it out.',
    ],
  );
  silent(
    'bad-envelope-parameter',
    top('X-Sender: <a@b.example> RET=hdrs BODY=8bitmime', 'X-Receiver: <c@d.example> NOTIFY=delay,failure'),
  );
});

void test('late-envelope-line: below another field it is a field like any other', () => {
  const source = letter(['X-Receiver: <late@example.com>']);
  const { at, mended } = saidOnce('late-envelope-line', source);
  assert.equal(at, 'X-Receiver');
  assert.equal(mended, `X-Receiver: <late@example.com>\r\n${letter()}`);
  silent('late-envelope-line', letter(), top('X-Sender: <a@b.example>', 'X-Receiver: <c@d.example>'));
});

void test('dot-stuffed: taken for a file of .NET Framework', () => {
  const stuffed = (body: readonly string[]): string =>
    text('X-Sender: <a@b.example>', 'X-Receiver: <c@d.example>') + letter([], body);
  assert.equal(saidOnce('dot-stuffed', stuffed(['one', '..two'])).at, '..');
  silent('dot-stuffed', stuffed(['.one', '..two']), stuffed(['one']), letter([], ['..two']));
});
