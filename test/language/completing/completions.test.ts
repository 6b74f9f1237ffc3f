import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completionsAt } from '../../../src/language/completing/completions';
import type { KnownAddress, Suggestion } from '../../../src/language/completing/suggestion';
import { readMessage } from '../../../src/language/model/message';
import { edited } from '../../../src/language/model/span';
import { now } from '../facts';
import { corpusNames, corpusText } from '../messages';

const addresses: readonly KnownAddress[] = [
  { address: 'bob@example.org', name: 'Bob', messages: 3 },
  { address: 'carol@example.net', name: 'Smith, Carol', messages: 1 },
  { address: 'ann@example.com', name: '', messages: 1 },
];
const around = { addresses, now, unique: 'unique' };

/** The text, with the cursor where the bar is. */
function at(marked: string): { text: string; offset: number } {
  const crlf = marked.replace(/\n/g, '\r\n');
  return { text: crlf.replace('|', ''), offset: crlf.indexOf('|') };
}

function offered(marked: string): Suggestion[] {
  const { text, offset } = at(marked);
  return completionsAt(readMessage(text), offset, around);
}

function labels(marked: string): string[] {
  return offered(marked).map(({ label }) => label);
}

/** The text after choosing what is called that. */
function chosen(marked: string, label: string): string {
  const found = offered(marked).find((each) => each.label === label);
  assert.ok(found !== undefined, `${label} is not among ${labels(marked).join()}`);
  const { text } = at(marked);
  return edited(text, [{ ...found.span, text: found.insert }]).replace(/\r\n/g, '\n');
}

void test('names of fields, where a line of the head begins', () => {
  for (const place of [
    '|',
    'Sub|',
    'From: a@b\n|',
    'From: a@b\nSub|',
    'From: a@b\nSub|\nTo: c@d\n\nx',
    'From: a@b\n|\nx',
  ])
    assert.ok(labels(place).includes('Subject'), place);
  assert.equal(chosen('From: a@b\nSub|\nTo: c@d\n\nx', 'Subject'), 'From: a@b\nSubject: \nTo: c@d\n\nx');
  assert.equal(chosen('Su|bj: old\n\nx', 'Subject'), 'Subject: old\n\nx');
});

void test('each with what it means and where that is written', () => {
  const [from] = offered('|').filter(({ label }) => label === 'From');
  assert.equal(from?.detail, 'RFC 5322 §3.6.2');
  assert.match(from.more ?? '', /^Who wrote the message\..*\(https:\/\/www\.rfc-editor\.org\/rfc\/rfc5322/s);
});

void test('no names in a body, in a value, in a fold', () => {
  for (const place of ['From: a@b\n\nSub|', 'From: Sub|', 'Subject: a\n Sub|\n\nx', 'Subject: a\n |b\n\nx'])
    assert.ok(!labels(place).includes('Subject'), place);
});

void test('what may stand once is not offered twice', () => {
  assert.ok(!labels('From: a@b\n|').includes('From'));
  assert.ok(labels('Received: x\n|').includes('Received'));
  assert.ok(labels('Fro|m: a@b').includes('From'), 'but the line itself may be written anew');
});

void test('envelope lines only at the very top', () => {
  assert.ok(labels('|').includes('X-Receiver'));
  assert.ok(labels('X-Sender: <a@b>\n|').includes('X-Receiver'));
  assert.ok(!labels('From: a@b\n|').includes('X-Receiver'));
});

const parted = 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n';

void test('in a part the fields of MIME alone', () => {
  const found = labels(`${parted}|\n\nx\n--b--\n`);
  assert.ok(found.includes('Content-Type') && found.includes('Content-Disposition'));
  assert.ok(!found.includes('Subject'));
});

void test('addresses of the workspace, where addresses stand', () => {
  assert.equal(chosen('To: |', 'Bob <bob@example.org>'), 'To: Bob <bob@example.org>');
  assert.equal(chosen('To: bo|', 'Bob <bob@example.org>'), 'To: Bob <bob@example.org>');
  assert.equal(chosen('To: x@y, Bob <bo|@z>, c@d\n\n', 'ann@example.com'), 'To: x@y, ann@example.com, c@d\n\n');
  assert.equal(chosen('To: x@y,\n\tbo|', 'ann@example.com'), 'To: x@y,\n\tann@example.com');
});

void test('a name with a comma is written in quotes', () => {
  assert.equal(chosen('Cc: |', 'Smith, Carol <carol@example.net>'), 'Cc: "Smith, Carol" <carol@example.net>');
  assert.equal(chosen('Cc: "Smith, Ca|', 'ann@example.com'), 'Cc: ann@example.com');
});

void test('addresses of the simulator for recipients, with what they do; not for the author', () => {
  const [fails] = offered('To: 55|').filter(({ label }) => label === '550@sim.test');
  assert.equal(fails?.detail, 'the host answers RCPT with 550 5.1.1 User unknown');
  assert.ok(labels('Bcc: |').includes('greylisting@sim.test'));
  assert.ok(!labels('From: |').some((label) => label.endsWith('@sim.test')));
  assert.ok(fails.rank > (offered('To: |')[0]?.rank ?? 0), 'behind those of the workspace');
});

void test('an envelope line has one path and parameters behind it', () => {
  assert.equal(chosen('X-Receiver: |', '550@sim.test'), 'X-Receiver: <550@sim.test>');
  assert.equal(chosen('X-Receiver: <a@b> N|', 'NOTIFY=NEVER'), 'X-Receiver: <a@b> NOTIFY=NEVER');
  assert.deepEqual(labels('X-Receiver: <a@b> NOTIFY=NEVER |'), ['ORCPT=rfc822;']);
  assert.deepEqual(labels('X-Sender: <a@b> |'), ['RET=HDRS', 'RET=FULL', 'ENVID=', 'REQUIRETLS']);
});

void test('media types, then their parameters, then the values of these', () => {
  assert.equal(chosen('Content-Type: te|', 'text/html'), 'Content-Type: text/html');
  assert.equal(
    chosen('Content-Type: te|xt/plain; charset=x\n\n', 'text/html'),
    'Content-Type: text/html; charset=x\n\n',
  );
  assert.equal(chosen('Content-Type: text/html; |', 'charset'), 'Content-Type: text/html; charset=');
  assert.deepEqual(labels('Content-Type: multipart/mixed; |'), ['boundary']);
  assert.ok(!labels('Content-Type: text/plain; charset=utf-8; |').includes('charset'));
  assert.equal(chosen('Content-Type: text/html; charset=|', 'utf-8'), 'Content-Type: text/html; charset=utf-8');
  assert.equal(chosen('Content-Type: text/html; charset="u|tf"', 'utf-8'), 'Content-Type: text/html; charset="utf-8"');
  assert.deepEqual(labels('Content-Type: text/html; charset=utf-8 |'), []);
});

void test('encodings, dispositions and the words of fields that have few', () => {
  assert.equal(chosen('Content-Transfer-Encoding: |', 'base64'), 'Content-Transfer-Encoding: base64');
  assert.equal(chosen('Content-Disposition: attachment; |', 'filename'), 'Content-Disposition: attachment; filename=');
  assert.deepEqual(labels('Importance: |'), ['high', 'normal', 'low']);
  assert.deepEqual(labels('MIME-Version: |'), ['1.0']);
  assert.deepEqual(labels('Subject: |'), []);
});

void test('the moment of now, and a Message-ID at the domain of the author', () => {
  assert.equal(chosen('Date: |', 'Tue, 24 Nov 2026 09:00:00 +0000'), 'Date: Tue, 24 Nov 2026 09:00:00 +0000');
  assert.deepEqual(labels('From: Ann <ann@example.com>\nMessage-ID: |'), ['<unique@example.com>']);
  assert.deepEqual(labels('Message-ID: |'), ['<unique@localhost>']);
});

void test('boundaries in scope, the innermost first, in a body at the beginning of a line', () => {
  const nested = `${parted}Content-Type: multipart/alternative; boundary=c\n\n--c\n\ntext\n`;
  assert.deepEqual(labels(`${nested}--|`), ['--c', '--c--', '--b', '--b--']);
  assert.equal(chosen(`${nested}--|`, '--c--'), `${nested}--c--`);
  assert.equal(chosen(`${nested}-|`, '--b'), `${nested}--b`);
  assert.deepEqual(labels('From: a@b\n\n--|'), [], 'where there are none, none');
  assert.deepEqual(labels(`${nested}a --|`), []);
});

void test('whatever is offered lies on the line of the cursor, and has the cursor in it', () => {
  for (const name of corpusNames) {
    const text = corpusText(name).slice(0, 2_000);
    const message = readMessage(text);
    for (let offset = 0; offset <= text.length; offset += 7) {
      for (const { span, label } of completionsAt(message, offset, around)) {
        assert.ok(span.start <= offset && offset <= span.end, `${name} ${offset} ${label}`);
        assert.ok(!text.slice(span.start, span.end).includes('\n'), `${name} ${offset} ${label}`);
      }
    }
  }
});
