import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeCharset } from '../../../src/engine/message/charset';

void test('octets are read in the charset that is named', () => {
  const cases: readonly (readonly [charset: string, hex: string, text: string])[] = [
    ['utf-8', '4772c3bcc39f65', 'Grüße'],
    ['iso-8859-1', '4772fcdf65', 'Grüße'],
    ['koi8-r', 'f0d2c9d7c5d4', 'Привет'],
    ['iso-2022-jp', '1b2442243324731b2842', 'こん'],
    ['shift_jis', '82b182f1', 'こん'],
    ['gb18030', 'c4e3bac3', '你好'],
  ];
  for (const [charset, hex, text] of cases)
    assert.equal(decodeCharset(charset, Buffer.from(hex, 'hex')), text, charset);
});

void test('windows-1252 has its quotes and its euro, whatever Node makes of it; so has what is called Latin-1', () => {
  for (const charset of ['windows-1252', 'cp1252', 'iso-8859-1', 'us-ascii'])
    assert.equal(decodeCharset(charset, Buffer.from('938094', 'hex')), '“€”', charset);
});

void test('a charset nobody knows is told, not guessed', () => {
  assert.equal(decodeCharset('utf-9', Buffer.from('a')), undefined);
});
