import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTlsOptional } from '../../../src/engine/message/tlsRequired';

for (const [fields, optional] of [
  ['TLS-Required: No', true],
  ['tls-required:no ', true],
  ['TLS-Required: Yes', false],
  ['TLS-Required: No\r\nTLS-Required: No', false],
  ['X-TLS-Required: No', false],
  ['', false],
] as const) {
  test(`${JSON.stringify(fields)}: TLS is ${optional ? '' : 'not '}for us to leave out`, () => {
    const text = `X-Sender: <a@x>\r\n${fields}${fields === '' ? '' : '\r\n'}From: a@x\r\n\r\nTLS-Required: No\r\n`;
    assert.equal(isTlsOptional(Buffer.from(text)), optional);
  });
}
