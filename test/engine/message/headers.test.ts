import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { headerText, headerValue, headerValues, readHeaders } from '../../../src/engine/message/headers';
import { decodeWords } from '../../../src/engine/message/encodedWord';

const block = (text: string, encoding: BufferEncoding = 'utf8'): ReturnType<typeof readHeaders> =>
  readHeaders(Buffer.from(text, encoding));

test('fields keep their order, and names compare without case', () => {
  const headers = block('From: a@x.test\r\nRECEIVED: one\r\nReceived: two\r\n\r\nbody');
  assert.equal(headerValue(headers, 'from'), 'a@x.test');
  assert.deepEqual(headerValues(headers, 'received'), ['one', 'two']);
});

test('a folded field is one field, unfolded', () => {
  assert.equal(headerValue(block('Subject: a\r\n b\r\n\tc\r\n\r\n'), 'Subject'), 'a b\tc');
});

test('the body begins behind the first blank line, with CRLF, LF and mixed line ends', () => {
  for (const text of ['A: 1\r\n\r\nbody', 'A: 1\n\nbody', 'A: 1\r\n\nbody', 'A: 1\n\r\nbody']) {
    const headers = block(text);
    assert.equal(text.slice(headers.bodyAt), 'body');
    assert.equal(headers.closed, true);
  }
});

test('a line that is no field ends the block without a blank line, and belongs to the body', () => {
  const text = 'A: 1\r\nthis is no field\r\nB: 2\r\n';
  const headers = block(text);
  assert.equal(headers.closed, false);
  assert.equal(text.slice(headers.bodyAt), 'this is no field\r\nB: 2\r\n');
});

test('a blank line made of a space folds into nothing', () => {
  assert.equal(headerValue(block('A: 1\r\n \r\nB: 2\r\n\r\n'), 'B'), '2');
});

test('offsets are bytes: the fields cover the block without gap', () => {
  const bytes = Buffer.from('Subject: grüße\r\n\tfolded\r\nX: y\r\n\r\nbody');
  const { fields } = readHeaders(bytes);
  assert.deepEqual(
    fields.map((field) => bytes.subarray(field.start, field.end).toString()),
    ['Subject: grüße\r\n\tfolded\r\n', 'X: y\r\n'],
  );
});

test('raw UTF-8 is read as UTF-8 and anything else as Latin-1, never mangled', () => {
  assert.equal(headerValue(block('Subject: grüße\r\n\r\n'), 'Subject'), 'grüße');
  assert.equal(headerValue(block('Subject: gr\xfc\xdfe\r\n\r\n', 'latin1'), 'Subject'), 'grüße');
});

test('any bytes at all are read without throwing, and every offset lies within them in order', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const { fields, bodyAt } = readHeaders(bytes);
      let at = 0;
      for (const field of fields) {
        assert.equal(field.start, at);
        assert.ok(field.end > field.start);
        at = field.end;
      }
      assert.ok(bodyAt >= at && bodyAt <= bytes.length);
    }),
  );
});

for (const [encoded, decoded] of [
  ['=?utf-8?Q?caf=C3=A9?=', 'café'],
  ['=?UTF-8?B?Z3LDvMOfZQ==?= and more', 'grüße and more'],
  ['=?utf-8?q?one?= =?utf-8?q?_two?=', 'one two'],
  ['=?utf-8?B?4oI=?= =?utf-8?B?rA==?=', '€'],
  ['=?windows-1252?Q?=80_=93quoted=94?=', '€ “quoted”'],
  ['=?iso-8859-1*de?Q?gr=FC=DFe?=', 'grüße'],
  ['=?no-such-charset?Q?abc?=', '=?no-such-charset?Q?abc?='],
  ['=?utf-8?Q?broken', '=?utf-8?Q?broken'],
  ['plain', 'plain'],
] as const) {
  test(`the encoded word ${encoded} reads ${decoded}`, () => {
    assert.equal(decodeWords(encoded), decoded);
  });
}

test('a header is given decoded for a person', () => {
  assert.equal(headerText(block('Subject: =?utf-8?Q?=E2=9C=93_done?=\r\n\r\n'), 'subject'), '✓ done');
});

void test('a value of a megabyte of CR, or of folds, is read in a moment', () => {
  for (const value of ['\r'.repeat(1_000_000), '\r\n a'.repeat(300_000), ' \r'.repeat(500_000)]) {
    const before = process.cpuUsage();
    const { fields } = readHeaders(Buffer.from(`Subject: a${value}x\r\n\r\n`));
    assert.ok(process.cpuUsage(before).user < 1_000_000);
    assert.equal(fields.length, 1);
  }
});

void test('blanks are taken out between encoded words alone, not in text that has their signs', () => {
  assert.equal(decodeWords('what?= =?really a'), 'what?= =?really a');
  assert.equal(decodeWords('=?utf-8?Q?a?= =?utf-8?Q?b?= c'), 'ab c');
});
