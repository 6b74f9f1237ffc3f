import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addressesIn, partiesLine, recipientsOf, senderName, shortList } from '../../src/views/parties';
import { envelope, summary } from './envelopes';

void test('addresses are taken out of a header field, names left behind', () => {
  assert.deepEqual(addressesIn('Ada <ada@example.org>, bob@example.net'), ['ada@example.org', 'bob@example.net']);
});

void test('a comma in a quoted name or in a comment parts nobody', () => {
  assert.deepEqual(addressesIn('"Lovelace, Ada" <ada@example.org>, bob@example.net'), [
    'ada@example.org',
    'bob@example.net',
  ]);
  assert.deepEqual(addressesIn('Bob (Sales, EU) <bob@example.net>'), ['bob@example.net']);
});

void test('a quote inside a quoted name does not end it', () => {
  assert.deepEqual(addressesIn('"Ada \\"Countess\\", L." <ada@example.org>'), ['ada@example.org']);
});

void test('what is no address is kept as it is: the user shall see what stands there', () => {
  assert.deepEqual(addressesIn('everybody'), ['everybody']);
});

void test('an empty field, blanks and stray commas are nobody', () => {
  for (const empty of ['', '  ', ',', ' , ,']) assert.deepEqual(addressesIn(empty), []);
});

void test('envelope lines in angle brackets are addresses too', () => {
  assert.deepEqual(addressesIn('<ann@example.org>'), ['ann@example.org']);
});

void test('no header makes it fail, and no address has a line end', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const address of addressesIn(text)) assert.doesNotMatch(address, /\p{Cc}/u);
    }),
  );
});

void test('who gets it is said by the envelope, where there is one: it knows Bcc', () => {
  const state = envelope([{ action: 'pending' }, { action: 'pending' }]);
  assert.deepEqual(recipientsOf(summary(), state), ['r0@example.org', 'r1@example.org']);
  assert.deepEqual(recipientsOf(summary(), undefined), ['ann@example.org']);
});

void test('an envelope without recipients could not be had: then the headers tell', () => {
  assert.deepEqual(recipientsOf(summary(), envelope([])), ['ann@example.org']);
  assert.deepEqual(recipientsOf(undefined, undefined), []);
});

void test('several recipients in one field are counted one by one', () => {
  const to = ['Ada <ada@example.org>, Bob <bob@example.net>', '451@sim.test'];
  assert.equal(partiesLine(summary({ to }), undefined), 'Shop → ada@example.org +2');
});

void test('a message to nobody has no arrow to nowhere', () => {
  assert.equal(partiesLine(summary({ to: [] }), undefined), 'Shop');
});

void test('a row whose head could not be read names nobody', () => {
  assert.equal(partiesLine(undefined, undefined), '');
});

void test('the first recipient is named, the others counted', () => {
  assert.equal(shortList([]), '');
  assert.equal(shortList(['a@b.test']), 'a@b.test');
  assert.equal(shortList(['a@b.test', 'c@d.test', 'e@f.test']), 'a@b.test +2');
});

void test('a sender is told by name, else by address, the null reverse-path as <>', () => {
  assert.equal(senderName('"Shop, Inc." <shop@example.com>'), 'Shop, Inc.');
  assert.equal(senderName('shop@example.com'), 'shop@example.com');
  assert.equal(senderName('<shop@example.com>'), 'shop@example.com');
  assert.equal(senderName('<>'), '<>');
});
