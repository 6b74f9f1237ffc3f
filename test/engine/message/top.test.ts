/** What stands on top of a message without being of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { topLength } from '../../../src/engine/message/top';

void test('envelope lines and the traces behind them are on top; below another field they are the message', () => {
  assert.equal(topLength(['X-Sender', 'X-Receiver', 'Return-Path', 'received', 'From']), 4);
  assert.equal(topLength(['Received', 'From', 'Received']), 1);
  assert.equal(topLength(['From', 'X-Receiver', 'Received']), 0);
  assert.equal(topLength([]), 0);
});
