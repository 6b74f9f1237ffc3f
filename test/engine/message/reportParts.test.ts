import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readContentType, readParts } from '../../../src/engine/message/reportParts';

void test('a Content-Type is read with its parameters, quoted or not', () => {
  assert.deepEqual(
    readContentType('Multipart/Report; report-type=delivery-status;\r\n\tboundary="a \\"b\\"; c"; charset='),
    {
      type: 'multipart/report',
      parameters: { 'report-type': 'delivery-status', boundary: 'a "b"; c', charset: '' },
    },
  );
});

void test('the first of two boundaries counts', () => {
  assert.equal(readContentType('multipart/report; boundary=a; Boundary=b').parameters['boundary'], 'a');
});

void test('parts are taken apart as they were put together', () => {
  const content = fc.array(fc.string({ unit: 'grapheme-ascii' }), { maxLength: 4 }).map((lines) => lines.join('\r\n'));
  fc.assert(
    fc.property(fc.array(content, { minLength: 1, maxLength: 9 }), (contents) => {
      fc.pre(contents.every((text) => !text.includes('--edge')));
      const body = contents.map((text) => `--edge\r\nContent-Type: text/x\r\n\r\n${text}\r\n`).join('');
      const parts = readParts(Buffer.from(`preamble\r\n${body}--edge--\r\nepilogue`), 0, 'edge');
      assert.deepEqual(
        parts.map((part) => part.content.toString()),
        contents,
      );
    }),
  );
});

void test('the eleventh part is not read: nothing sends so many, but for harm', () => {
  const body = '--edge\r\n\r\nx\r\n'.repeat(50);
  assert.equal(readParts(Buffer.from(body), 0, 'edge').length, 10);
});

void test('a body without the boundary has no parts', () => {
  assert.deepEqual(readParts(Buffer.from('x --edge\r\n--edges\r\n'), 0, 'edge'), []);
});
