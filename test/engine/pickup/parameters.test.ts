import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePathLine } from '../../../src/engine/message/pathLine';
import { recipientParameters, senderParameters } from '../../../src/engine/pickup/parameters';

const sender = (text: string): ReturnType<typeof senderParameters> => senderParameters(parsePathLine(text)!);
const recipient = (text: string): ReturnType<typeof recipientParameters> => recipientParameters(parsePathLine(text)!);

void test("the sender's parameters are BODY, RET and ENVID, in any case", () => {
  assert.deepEqual(sender('<bob@x.test> BODY=8bitmime ret=hdrs EnvId=12345'), {
    of: { ret: 'HDRS', envid: '12345', body: '8BITMIME' },
    odd: [],
  });
  assert.deepEqual(sender('<bob@x.test>'), { of: {}, odd: [] });
});

void test('REQUIRETLS stands alone; whoever gives it a value means it too', () => {
  assert.deepEqual(sender('<a@x> REQUIRETLS RET=FULL'), { of: { ret: 'FULL', requireTls: true }, odd: [] });
  assert.deepEqual(sender('<a@x> requiretls=yes').of, { requireTls: true });
});

void test('ENVID and ORCPT are xtext', () => {
  assert.equal(sender('<a@x> ENVID=a+2Bb+3Dc').of.envid, 'a+b=c');
  assert.equal(recipient('<a@x> ORCPT=rfc822;Bob+2Btag@x.test').of.orcpt, 'rfc822;Bob+tag@x.test');
});

void test('an ORCPT without an address type is one of rfc822, as Exchange writes it', () => {
  assert.equal(recipient('<mary@x> NOTIFY=NEVER ORcpt=mary@x').of.orcpt, 'rfc822;mary@x');
});

void test('an ENVID that would forge a line is left out', () => {
  assert.deepEqual(sender('<a@x> ENVID=a+0D+0AX-Receiver:+20<evil@x>').of, {});
});

void test('NOTIFY is NEVER alone, or any of SUCCESS, FAILURE and DELAY', () => {
  assert.deepEqual(recipient('<a@x> NOTIFY=delay,success').of.notify, ['SUCCESS', 'DELAY']);
  assert.deepEqual(recipient('<a@x> NOTIFY=NEVER').of.notify, ['NEVER']);
});

for (const [line, odd] of [
  ['<a@x> NOTIFY=NEVER,SUCCESS', 'NOTIFY=NEVER,SUCCESS'],
  ['<a@x> NOTIFY=SOMETIMES', 'NOTIFY=SOMETIMES'],
  ['<a@x> NOTIFY=', 'NOTIFY='],
] as const) {
  void test(`${line} is left out and told`, () => {
    assert.deepEqual(recipient(line), { of: {}, odd: [`not understood, left out: ${odd}`] });
  });
}

void test('a RET or BODY that does not exist is left out and told', () => {
  assert.deepEqual(sender('<a@x> RET=ALL BODY=9BIT'), {
    of: {},
    odd: ['not understood, left out: RET=ALL', 'not understood, left out: BODY=9BIT'],
  });
});

void test('parameters of others are let pass: AUTH and SIZE say nothing to us', () => {
  assert.deepEqual(sender('<a@x> auth=<b@x> SIZE=100'), { of: {}, odd: [] });
});
