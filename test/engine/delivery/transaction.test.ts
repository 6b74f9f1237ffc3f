/** What a host that offers this and that can't have, and the envelope in the form nodemailer takes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parametersFor, unfit, wireEnvelope, type Offers } from '../../../src/engine/delivery/transaction';
import { letter } from './client';

const plain = { content: Buffer.from('Subject: Hello\r\n\r\nHello.\r\n'), eightBit: false, utf8Header: false };
const eightBit = { content: Buffer.from('Subject: Hello\r\n\r\nGrüße.\r\n'), eightBit: true, utf8Header: false };
const utf8Header = { content: Buffer.from('Subject: Grüße\r\n\r\nHello.\r\n'), eightBit: true, utf8Header: true };

function offering(extensions: readonly string[], size = 0): { host: string; offers: Offers; secure: boolean } {
  return { host: 'mx.test', offers: { extensions, size }, secure: false };
}

void test('a plain message fits a host that offers nothing', () => {
  assert.equal(unfit(letter(), plain, offering([])), undefined);
});

void test('a message larger than the SIZE a host names is not begun', () => {
  const refusal = unfit(letter(), plain, offering(['SIZE'], 25));
  assert.deepEqual([refusal?.status, refusal?.category], ['5.3.4', 'size']);
  assert.equal(refusal?.text, 'The message has 26 octets; mx.test takes no more than 25.');
  assert.equal(unfit(letter(), plain, offering(['SIZE'], 26)), undefined);
});

void test('8-bit content is not given to a host without 8BITMIME, and not converted', () => {
  const refusal = unfit(letter(), eightBit, offering([]));
  assert.deepEqual([refusal?.status, refusal?.category], ['5.6.3', 'content']);
  assert.match(refusal?.text ?? '', /no 8BITMIME.*not converted/);
  assert.equal(unfit(letter(), eightBit, offering(['8BITMIME'])), undefined);
});

void test('an address that is not ASCII wants SMTPUTF8, be it of the sender or of a recipient', () => {
  const changes = [{ reversePath: 'jörg@here.test' }, { recipients: [{ address: 'bob@dömäne.test' }] }];
  for (const letterWith of changes.map(letter)) {
    const refusal = unfit(letterWith, plain, offering(['8BITMIME']));
    assert.deepEqual([refusal?.status, refusal?.category], ['5.6.7', 'content']);
    assert.equal(unfit(letterWith, plain, offering(['SMTPUTF8'])), undefined);
  }
});

void test('a header in UTF-8 wants SMTPUTF8, and MAIL asks for it where no address does', () => {
  const refusal = unfit(letter(), utf8Header, offering(['8BITMIME']));
  assert.deepEqual([refusal?.status, refusal?.category], ['5.6.9', 'content']);
  assert.match(refusal?.text ?? '', /encoded words \(RFC 2047\).*no SMTPUTF8/);
  assert.equal(unfit(letter(), utf8Header, offering(['8BITMIME', 'SMTPUTF8'])), undefined);
  const offers = { extensions: ['SMTPUTF8'], size: 0 };
  const mail = (changes: object, outgoing: typeof plain): string =>
    parametersFor(letter(changes), outgoing, offers)('MAIL FROM:<x>');
  assert.equal(mail({}, utf8Header), 'MAIL FROM:<x> SMTPUTF8');
  assert.equal(mail({ reversePath: 'jörg@here.test' }, utf8Header), 'MAIL FROM:<x>');
  assert.equal(mail({}, eightBit), 'MAIL FROM:<x>');
});

void test('what was declared BINARYMIME is not handed on as something else', () => {
  const refusal = unfit(letter({ body: 'BINARYMIME' }), plain, offering(['8BITMIME', 'BINARYMIME', 'CHUNKING']));
  assert.deepEqual([refusal?.status, refusal?.category], ['5.6.3', 'content']);
});

void test('BODY=8BITMIME is handed on also where the content would not need it', () => {
  assert.equal(wireEnvelope(letter({ body: '8BITMIME' }), plain).use8BitMime, true);
  assert.equal(wireEnvelope(letter({ body: '7BIT' }), plain).use8BitMime, false);
  assert.equal(wireEnvelope(letter({ body: '7BIT' }), eightBit).use8BitMime, true, 'the content is what it is');
});

void test('the null reverse-path, size and body go into the envelope', () => {
  assert.deepEqual(wireEnvelope(letter({ reversePath: '' }), eightBit), {
    from: false,
    to: ['bob@there.test'],
    size: eightBit.content.length,
    use8BitMime: true,
  });
});

void test('DSN parameters are handed on: of the message, and of each recipient by itself', () => {
  const recipients = [
    { address: 'bob@there.test', notify: ['DELAY', 'FAILURE'], orcpt: 'rfc822;b+c@x.test' },
    { address: 'eve@there.test', notify: ['NEVER'] },
    { address: 'tom@there.test' },
  ] as const;
  const transaction = letter({ recipients, ret: 'HDRS', envid: 'QQ=314159' });
  const commands = ['MAIL FROM:<a>', ...recipients.map(({ address }) => `RCPT TO:<${address}>`), 'DATA'];
  assert.deepEqual(commands.map(parametersFor(transaction, plain, { extensions: ['DSN'], size: 0 })), [
    'MAIL FROM:<a> RET=HDRS ENVID=QQ+3D314159',
    'RCPT TO:<bob@there.test> NOTIFY=DELAY,FAILURE ORCPT=rfc822;b+2Bc@x.test',
    'RCPT TO:<eve@there.test> NOTIFY=NEVER',
    'RCPT TO:<tom@there.test>',
    'DATA',
  ]);
  assert.deepEqual(commands.map(parametersFor(transaction, plain, { extensions: [], size: 0 })), commands);
});

void test('REQUIRETLS goes over TLS to hosts that promise it, and to no other (RFC 8689)', () => {
  const asking = letter({ requireTls: true });
  const promising = offering(['REQUIRETLS']);
  assert.equal(unfit(asking, plain, { ...promising, secure: true }), undefined);
  assert.equal(wireEnvelope(asking, plain).requireTLSExtensionEnabled, true);
  for (const session of [promising, { ...offering([]), secure: true }]) {
    const refusal = unfit(asking, plain, session);
    assert.deepEqual([refusal?.status, refusal?.category], ['5.7.30', 'tls']);
  }
});
