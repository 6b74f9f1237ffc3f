import assert from 'node:assert/strict';
import { test } from 'node:test';
import { subjectOf } from '../../../src/engine/message/subject';

test('the subject of a queued file stands behind its envelope lines, decoded; a message may have none', () => {
  const file =
    'X-Sender: a@here.test\r\nX-Receiver: b@far.test\r\n\r\nFrom: a@here.test\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\n';
  assert.equal(subjectOf(Buffer.from(file.replace('\r\n\r\nFrom', '\r\nFrom'))), 'Grüße');
  assert.equal(subjectOf(Buffer.from('From: a@here.test\r\n\r\nSubject: in the body\r\n')), '');
});
