import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mediaTypeOf } from '../../../src/language/knowledge/mediaTypeOf';

void test('a file has the media type of its ending, in any case; else it is octets', () => {
  const names = ['a.pdf', 'A.PDF', 'b.tar.gz', 'message.eml', 'noending', '.hidden', 'x.unknown'];
  assert.deepEqual(names.map(mediaTypeOf), [
    'application/pdf',
    'application/pdf',
    'application/gzip',
    'message/rfc822',
    ...['application/octet-stream', 'application/octet-stream', 'application/octet-stream'],
  ]);
});
