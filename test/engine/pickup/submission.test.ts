import assert from 'node:assert/strict';
import { test } from 'node:test';
import { submission } from '../../../src/engine/pickup/submission';

function read(...lines: string[]): ReturnType<typeof submission> {
  return submission(Buffer.from(lines.join('\r\n')), 'default.test');
}
function envelopeOf(...lines: string[]): Extract<ReturnType<typeof submission>, { kind: 'submission' }>['envelope'] {
  const result = read(...lines);
  assert.equal(result.kind, 'submission');
  return result.envelope;
}
const addresses = (envelope: { recipients: readonly { address: string }[] }): string[] =>
  envelope.recipients.map(({ address }) => address);

test('without envelope lines: From is the sender, To, Cc and Bcc are the recipients', () => {
  const envelope = envelopeOf(
    'From: App <app@example.com>',
    'To: a@example.net, "B, b" <b@example.net>',
    'Cc: c@example.net',
    'Bcc: hidden@example.net',
    '',
    'hi',
  );
  assert.equal(envelope.reversePath, 'app@example.com');
  assert.deepEqual(addresses(envelope), ['a@example.net', 'b@example.net', 'c@example.net', 'hidden@example.net']);
  assert.equal(envelope.why, 'sender from the From header; recipients from the To, Cc, Bcc headers');
});

test('Sender wins over From', () => {
  assert.equal(envelopeOf('From: a@x.test', 'Sender: real@x.test', 'To: b@x.test', '', '').reversePath, 'real@x.test');
});

test('X-Sender and X-Receiver on top win over the headers below', () => {
  const envelope = envelopeOf(
    'X-Sender: "Bounce Box" <bounce@x.test>',
    'x-receiver: one@y.test',
    'X-Receiver: <two@y.test> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;zwei@y.test',
    'From: a@x.test',
    'To: nobody@z.test',
    '',
    'hi',
  );
  assert.equal(envelope.reversePath, 'bounce@x.test');
  assert.deepEqual(addresses(envelope), ['one@y.test', 'two@y.test']);
  assert.deepEqual(envelope.recipients[1]?.notify, ['SUCCESS', 'FAILURE']);
  assert.equal(envelope.recipients[1].orcpt, 'rfc822;zwei@y.test');
});

test('X- lines below other headers are headers like any other', () => {
  const envelope = envelopeOf('From: a@x.test', 'X-Receiver: evil@y.test', 'To: b@x.test', '', '');
  assert.deepEqual(addresses(envelope), ['b@x.test']);
});

test('a null reverse-path with RET and ENVID is understood', () => {
  const envelope = envelopeOf('X-Sender: <> RET=HDRS ENVID=abc', 'X-Receiver: <a@x.test>', '', 'body');
  assert.deepEqual([envelope.reversePath, envelope.ret, envelope.envid], ['', 'HDRS', 'abc']);
});

test('an address without a domain gets the default domain', () => {
  const envelope = envelopeOf('From: app', 'To: root', '', '');
  assert.equal(envelope.reversePath, 'app@default.test');
  assert.deepEqual(addresses(envelope), ['root@default.test']);
});

test('a recipient named twice is one recipient', () => {
  assert.deepEqual(addresses(envelopeOf('From: a@x.test', 'To: b@X.test, b@x.TEST', 'Cc: b@x.test', '', '')), [
    'b@X.test',
  ]);
});

test('groups and an empty group are read as RFC 5322 has them', () => {
  const envelope = envelopeOf(
    'From: a@x.test',
    'To: team: b@x.test, c@x.test;',
    'Cc: undisclosed-recipients:;',
    '',
    '',
  );
  assert.deepEqual(addresses(envelope), ['b@x.test', 'c@x.test']);
});

for (const [what, lines, reason, text] of [
  ['a message without From', ['To: b@x.test', '', 'hi'], 'bad-pickup-file', /no From header/],
  ['a message without recipients', ['From: a@x.test', 'Subject: x', '', 'hi'], 'no-recipients', /names no recipient/],
  ['an empty file', [''], 'bad-pickup-file', /empty/],
  ['a file that is no message', ['hello there', 'how are you'], 'bad-pickup-file', /not a message/],
  ['only an empty group', ['From: a@x.test', 'To: undisclosed-recipients:;', '', ''], 'no-recipients', /no recipient/i],
] as const) {
  test(`${what} is refused with a reason and what to do`, () => {
    const result = read(...lines);
    assert.equal(result.kind, 'refusal');
    assert.equal(result.reason, reason);
    assert.match(result.text, text);
  });
}

test('an unusable X-Receiver is left out and told, the others are kept', () => {
  const result = read(
    'X-Sender: a@x.test',
    'X-Receiver: not an address',
    'X-Receiver: b@x.test',
    'From: a@x.test',
    '',
    '',
  );
  assert.equal(result.kind, 'submission');
  assert.deepEqual(addresses(result.envelope), ['b@x.test']);
  assert.deepEqual(result.notes, ['not an address, left out: X-Receiver: not an address']);
});

test('folded recipient lists and LF line ends are read', () => {
  const result = submission(Buffer.from('From: a@x.test\nTo: b@x.test,\n\tc@x.test\n\nhi\n'), 'd');
  assert.equal(result.kind, 'submission');
  assert.deepEqual(addresses(result.envelope), ['b@x.test', 'c@x.test']);
});
