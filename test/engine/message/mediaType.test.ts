import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMessageType } from '../../../src/engine/message/mediaType';

test('a message inside of another is told by its media type; its headers alone and reports are none', () => {
  for (const type of ['message/rfc822', 'message/global', 'message/news']) assert.ok(isMessageType(type), type);
  for (const type of ['text/rfc822-headers', 'message/delivery-status', 'message/rfc822x', 'text/plain'])
    assert.ok(!isMessageType(type), type);
});
