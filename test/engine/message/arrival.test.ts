import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { arrivalParameters, arrivedAt } from '../../../src/engine/message/arrival';
import { readEnvelopeBlock, writeEnvelopeBlock } from '../../../src/engine/message/envelopeBlock';

void test('an arrival written on top of a file is read from it, to the millisecond', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Date.UTC(2099, 0) }), (at) => {
      const text = writeEnvelopeBlock({ address: '', parameters: arrivalParameters(at) }, []);
      assert.equal(arrivedAt(readEnvelopeBlock(Buffer.from(text))), at);
    }),
  );
});

void test('no arrival, or one that is no time, is none', () => {
  assert.equal(arrivedAt({}), undefined);
  assert.equal(arrivedAt({ sender: { address: '', parameters: { ARRIVED: 'soon' } } }), undefined);
});
