import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeAddress, encodeAddress, typed } from '../../../src/engine/message/typedAddress';

const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((text) => !/[<>\\]/.test(text));
const address = fc.oneof(
  fc.tuple(word, word).map(([local, domain]) => `${local}@${domain}`),
  fc.emailAddress(),
);

void test('an address is read back as it was, whatever it is made of and in either form', () => {
  fc.assert(
    fc.property(address, fc.constantFrom('ascii' as const, 'utf8' as const), (text, charset) => {
      fc.pre(text.trim() === text && !/\p{Cc}/u.test(text));
      assert.deepEqual(decodeAddress(encodeAddress(typed(text), charset)), typed(text));
    }),
  );
});

void test('in message/delivery-status an address that is not ASCII stands in ASCII (RFC 6533 §3)', () => {
  assert.equal(encodeAddress(typed('jörg+x@bücher.test'), 'ascii'), 'utf-8; j\\x{F6}rg\\x{2B}x@b\\x{FC}cher.test');
  assert.equal(encodeAddress(typed('𝒜@b.test'), 'ascii'), 'utf-8; \\x{1D49C}@b.test');
});

void test('in message/global-delivery-status it stands as it is', () => {
  assert.equal(encodeAddress(typed('jörg@bücher.test'), 'utf8'), 'utf-8; jörg@bücher.test');
});

void test('an ASCII address is of the type rfc822 and never changed', () => {
  assert.equal(encodeAddress(typed('"a b"+c=d@x.test'), 'ascii'), 'rfc822; "a b"+c=d@x.test');
});

void test('an address of another world keeps its type', () => {
  assert.deepEqual(decodeAddress('X400;/C=de/S=ann/'), { type: 'x400', address: '/C=de/S=ann/' });
  assert.equal(encodeAddress({ type: 'x400', address: '/C=de/S=ann/' }, 'ascii'), 'x400; /C=de/S=ann/');
});

void test('brackets and blanks that a host put around an address are taken off', () => {
  assert.deepEqual(decodeAddress(' RFC822 ;  <bob@there.test> '), typed('bob@there.test'));
});

void test('what is no typed address is none', () => {
  for (const text of ['', 'bob@there.test', 'rfc822;', '; bob@there.test'])
    assert.equal(decodeAddress(text), undefined);
});

void test('a number that is no character stays as it was written', () => {
  assert.equal(decodeAddress('utf-8; a\\x{FFFFFF}@b.test')?.address, 'a\\x{FFFFFF}@b.test');
});
