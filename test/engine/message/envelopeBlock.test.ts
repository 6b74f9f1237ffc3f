import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readEnvelopeBlock, writeEnvelopeBlock } from '../../../src/engine/message/envelopeBlock';

const read = (text: string): ReturnType<typeof readEnvelopeBlock> => readEnvelopeBlock(Buffer.from(text));

test('only the unbroken block on top counts', () => {
  const block = read('X-Sender: a@x\r\nX-Receiver: b@x\r\nFrom: a@x\r\nX-Receiver: c@x\r\n\r\n');
  assert.equal(block.sender?.address, 'a@x');
  assert.deepEqual(
    block.receivers.map(({ address }) => address),
    ['b@x'],
  );
});

test('the message begins right behind the block', () => {
  const text = 'X-Sender: a@x\nX-Receiver: b@x\nFrom: a@x\n\nhi';
  assert.equal(text.slice(read(text).end), 'From: a@x\n\nhi');
});

test('a file without envelope lines is all message', () => {
  assert.deepEqual(read('From: a@x\r\n\r\n'), { receivers: [], broken: [], end: 0 });
});

test('the first of several X-Sender lines counts; the others are told as unusable', () => {
  const block = read('X-Sender: a@x\r\nX-Sender: b@x\r\n\r\n');
  assert.equal(block.sender?.address, 'a@x');
  assert.deepEqual(block.broken, ['X-Sender: b@x']);
});

test('the lines of Exchange belong to the block when its end line says so, and never without it', () => {
  const lines = 'X-Sender: <a@x> BODY=7bit auth=<>\r\nX-Receiver: <b@x> NOTIFY=NEVER\r\nX-CreatedBy: MSExchange15\r\n';
  const exchange = `${lines}X-HeloDomain: x\r\nX-Source: SMTP:y\r\nX-SourceIPAddress: 192.0.2.1\r\n`;
  const whole = `${exchange}X-EndOfInjectedXHeaders: 1000\r\n`;
  assert.equal(read(`${whole}From: a@x\r\n\r\n`).end, whole.length);
  assert.equal(read(`${whole}From: a@x\r\n\r\n`).receivers.length, 1);
  assert.equal(read(`${exchange}From: a@x\r\n\r\n`).end, lines.indexOf('X-CreatedBy'));
});

test('a path that would forge a line is refused as a bug, not written', () => {
  const sender = { address: 'a@x', parameters: {} };
  assert.throws(() => writeEnvelopeBlock(sender, [{ address: 'b@x\r\nX-Receiver: evil@x', parameters: {} }]));
  assert.throws(() => writeEnvelopeBlock({ address: 'a@x> <b@x', parameters: {} }, []));
});

test('what is written is read back: decode(encode(x)) = x', () => {
  const word = fc.stringMatching(/^[a-zA-Z0-9._+-]{1,12}$/);
  const value = fc.stringMatching(/^[a-zA-Z0-9._+= ü;-]{0,12}$/);
  const parameters = fc.dictionary(fc.stringMatching(/^[A-Z][A-Z0-9-]{0,8}$/), value, { noNullPrototype: true });
  const address = fc.tuple(word, word).map(([local, domain]) => `${local}@${domain}`);
  const path = fc.record({ address, parameters }, { noNullPrototype: true });
  const sender = fc.record({ address: fc.oneof(address, fc.constant('')), parameters }, { noNullPrototype: true });
  fc.assert(
    fc.property(sender, fc.array(path, { maxLength: 5 }), (from, to) => {
      const text = writeEnvelopeBlock(from, to);
      const block = read(`${text}From: a@x\r\n\r\n`);
      assert.deepEqual(block, { sender: from, receivers: to, broken: [], end: text.length });
    }),
  );
});
