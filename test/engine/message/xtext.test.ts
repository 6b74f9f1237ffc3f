import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeXtext, encodeXtext } from '../../../src/engine/message/xtext';

void test('what is encoded is decoded again, and is plain ASCII without blanks, plus or equals sign but the escapes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (text) => {
      const encoded = encodeXtext(text);
      assert.match(encoded, /^(?:[!-*,-<>-~]|\+[0-9A-F]{2})*$/);
      assert.equal(decodeXtext(encoded), text);
    }),
  );
});

void test('xtext is that of RFC 3461', () => {
  assert.equal(encodeXtext('QQ314159'), 'QQ314159');
  assert.equal(encodeXtext('rfc822;a+b=c@x.test'), 'rfc822;a+2Bb+3Dc@x.test');
  assert.equal(decodeXtext('a+2Bb+3dc+20d'), 'a+b=c d');
});

void test('what is no xtext is taken as it stands', () => {
  for (const text of ['user+tag@x.test', '+', 'a+Z9', 'a+2']) assert.equal(decodeXtext(text), text);
});

void test('octets that are no UTF-8 are Latin-1, never lost', () => {
  assert.equal(decodeXtext('gr+FC+DF'), 'gr\u00fc\u00df');
  assert.equal(decodeXtext('gr+C3+BC'), 'gr\u00fc');
});
