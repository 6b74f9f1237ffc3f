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
  assert.deepEqual(result.notes, ['not usable, left out: X-Receiver: not an address']);
});

test('where no X-Receiver is usable the refusal shows the line and how to write one', () => {
  const result = read('X-Sender: a@x.test', 'X-Receiver: b@x.test, c@x.test', 'From: a@x.test', 'To: d@x.test', '', '');
  assert.equal(result.kind, 'refusal');
  assert.equal(result.reason, 'no-recipients');
  assert.match(
    result.text,
    /^No recipient is usable \(X-Receiver: b@x\.test, c@x\.test\): an X-Receiver line takes one/,
  );
});

test('a message that was resent goes from the one who resent it to those it was resent to, and to nobody else', () => {
  const envelope = envelopeOf(
    'Resent-From: second@x.test',
    'Resent-Sender: secretary@x.test',
    'Resent-To: new@y.test',
    'Resent-Bcc: quiet@y.test',
    'Resent-From: first@x.test',
    'Resent-To: earlier@y.test',
    'From: a@x.test',
    'To: b@x.test',
    'Cc: c@x.test',
    '',
    'hi',
  );
  assert.equal(envelope.reversePath, 'secretary@x.test');
  assert.deepEqual(addresses(envelope), ['new@y.test', 'quiet@y.test']);
  assert.equal(envelope.why, 'sender from the Resent-Sender header; recipients from the Resent-To, Resent-Bcc headers');
});

test('a Resent block without a recipient is refused: those in To had the message already', () => {
  const result = read('Resent-From: b@x.test', 'From: a@x.test', 'To: had-it@x.test', '', 'hi');
  assert.equal(result.kind, 'refusal');
  assert.equal(result.reason, 'no-recipients');
  assert.match(result.text, /no address in Resent-To, Resent-Cc or Resent-Bcc/);
});

test('a Resent block without a sender leaves the sender to the message', () => {
  const envelope = envelopeOf('Resent-To: c@x.test', 'From: a@x.test', 'To: b@x.test', '', 'hi');
  assert.equal(envelope.reversePath, 'a@x.test');
  assert.deepEqual(addresses(envelope), ['c@x.test']);
});

test('X- lines on top win over a Resent block too', () => {
  const envelope = envelopeOf(
    'X-Sender: s@x.test',
    'X-Receiver: r@x.test',
    'Resent-From: b@x.test',
    'Resent-To: c@x.test',
    '',
    '',
  );
  assert.deepEqual([envelope.reversePath, ...addresses(envelope)], ['s@x.test', 'r@x.test']);
});

test('with X-Receiver alone the sender comes from the headers; with X-Sender alone the recipients do', () => {
  const receiverOnly = envelopeOf('X-Receiver: r@x.test', 'From: a@x.test', 'To: b@x.test', '', '');
  assert.deepEqual([receiverOnly.reversePath, ...addresses(receiverOnly)], ['a@x.test', 'r@x.test']);
  const senderOnly = envelopeOf('X-Sender: <>', 'From: a@x.test', 'To: b@x.test', '', '');
  assert.deepEqual([senderOnly.reversePath, ...addresses(senderOnly)], ['', 'b@x.test']);
});

test('a message to Bcc alone has its recipients', () => {
  assert.deepEqual(addresses(envelopeOf('From: a@x.test', 'Bcc: b@x.test, c@x.test', '', 'hi')), [
    'b@x.test',
    'c@x.test',
  ]);
});

test('a thousand recipients in a header are a thousand recipients', () => {
  const all = Array.from({ length: 1_000 }, (_, i) => `r${i}@x.test`);
  assert.deepEqual(addresses(envelopeOf('From: a@x.test', `To: ${all.join(',\r\n ')}`, '', 'hi')), all);
  const lines = all.map((address) => `X-Receiver: <${address}>`);
  assert.deepEqual(addresses(envelopeOf('X-Sender: a@x.test', ...lines, 'Subject: x', '', 'hi')), all);
});

test('names in UTF-8 and addresses in UTF-8 are read as they are', () => {
  const envelope = envelopeOf('From: Jörg <jörg@exämple.test>', 'To: 注文 <order@x.test>', '', '');
  assert.deepEqual([envelope.reversePath, ...addresses(envelope)], ['jörg@exämple.test', 'order@x.test']);
});

test('what stands behind the address is kept, and what can not be used is told', () => {
  const result = read(
    'X-Sender: <a@x.test> BODY=8BITMIME RET=FULL ENVID=a+2Bb',
    'X-Receiver: <b@x.test> NOTIFY=OFTEN ORCPT=rfc822;b+2Btag@x.test',
    '',
    'hi',
  );
  assert.equal(result.kind, 'submission');
  const { ret, envid, body, recipients } = result.envelope;
  assert.deepEqual([ret, envid, body], ['FULL', 'a+b', '8BITMIME']);
  assert.deepEqual(recipients, [{ address: 'b@x.test', orcpt: 'rfc822;b+tag@x.test', state: { action: 'pending' } }]);
  assert.deepEqual(result.notes, ['not understood, left out: NOTIFY=OFTEN']);
});

test('folded recipient lists and LF line ends are read', () => {
  const result = submission(Buffer.from('From: a@x.test\nTo: b@x.test,\n\tc@x.test\n\nhi\n'), 'd');
  assert.equal(result.kind, 'submission');
  assert.deepEqual(addresses(result.envelope), ['b@x.test', 'c@x.test']);
});

test('of several From without a Sender the first is the sender', () => {
  assert.equal(envelopeOf('From: first@x.test, second@x.test', 'To: b@x.test', '', '').reversePath, 'first@x.test');
});
