import assert from 'node:assert/strict';
import { test } from 'node:test';
import { percentDecoded } from '../../../src/language/model/cidUrl';

test('a cid: URL names a Content-ID percent-encoded, and one that is badly encoded as it stands', () => {
  assert.equal(percentDecoded('logo%40shop.example'), 'logo@shop.example');
  assert.equal(percentDecoded('100%@shop.example'), '100%@shop.example');
});
