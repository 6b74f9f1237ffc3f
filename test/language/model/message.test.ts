import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readMessage } from '../../../src/language/model/message';
import { limits, type Part } from '../../../src/language/model/part';
import { cut } from '../../../src/language/model/span';
import { corpusMessage, corpusNames, corpusText, message, treeOf } from '../messages';

/** Messages of more than one part; all others are one leaf. */
const trees: Readonly<Record<string, string>> = {
  'alternative-text-and-html': 'multipart/alternative(text/plain, text/html)',
  'amp-alternative': 'multipart/alternative(text/plain, text/x-amp-html, text/html)',
  'attached-html-file': 'multipart/mixed(text/plain, text/html)',
  'boundary-folded-and-unquoted': 'multipart/mixed(text/plain)',
  'boundary-of-odd-characters': 'multipart/mixed(text/plain)',
  'boundary-that-begins-another': 'multipart/mixed(multipart/alternative(text/plain), text/plain)',
  'calendar-invitation': 'multipart/alternative(text/plain, text/calendar)',
  'delivery-status-report': 'multipart/report(text/plain, message/delivery-status, text/rfc822-headers)',
  'digest-of-two': 'multipart/digest(message/rfc822(text/plain), message/rfc822(text/plain))',
  'fault-bcc-in-attached-message': 'message/rfc822(text/plain)',
  'fault-boundary-missing': 'multipart/mixed',
  'fault-boundary-mistyped': 'multipart/mixed(text/plain)',
  'fault-boundary-never-closed': 'multipart/mixed(text/plain)',
  'fault-boundary-never-opened': 'multipart/mixed',
  'fault-boundary-too-long': 'multipart/mixed(text/plain)',
  'fault-boundary-used-twice': 'multipart/mixed(multipart/alternative(text/plain))',
  'fault-multipart-in-base64': 'multipart/mixed(text/plain)',
  'fault-no-message-body-in-part': 'multipart/mixed(text/plain)',
  'filename-rfc2231': 'multipart/mixed(text/plain, application/octet-stream)',
  'forwarded-message': 'multipart/mixed(text/plain, message/rfc822(multipart/alternative(text/plain, text/html)))',
  'json-part': 'multipart/mixed(text/plain, application/json)',
  'lines-that-look-like-delimiters': 'multipart/mixed(text/plain)',
  'mixed-related-alternative-nested':
    'multipart/mixed(multipart/related(multipart/alternative(text/plain, text/html), image/png), text/csv)',
  'mixed-with-attachment': 'multipart/mixed(text/plain, application/pdf)',
  'part-without-headers': 'multipart/mixed(text/plain, text/plain)',
  'pgp-encrypted': 'multipart/encrypted(application/pgp-encrypted, application/octet-stream)',
  'preamble-and-epilogue': 'multipart/mixed(text/plain)',
  'related-with-cid-image': 'multipart/related(text/html, image/png)',
  'signed-smime': 'multipart/signed(text/plain, application/pkcs7-signature)',
};
const leaves: Readonly<Record<string, string>> = {
  'external-body': 'message/external-body',
  'fault-cid-without-part': 'text/html',
  'fault-no-mime-version': 'text/html',
  'html-only': 'text/html',
};

void test('every message of the corpus is read into its tree', () => {
  assert.ok(corpusNames.length >= 60, `${corpusNames.length} messages`);
  for (const name of corpusNames)
    assert.equal(treeOf(corpusMessage(name).root), trees[name] ?? leaves[name] ?? 'text/plain', name);
  for (const name of [...Object.keys(trees), ...Object.keys(leaves)]) assert.ok(corpusNames.includes(name), name);
});

/** What the parts say of the text, put together again: head, blank line, delimiters, content. */
function rebuilt({ text: source, root }: ReturnType<typeof readMessage>): string {
  let at = 0;
  let out = '';
  const take = (to: number): void => {
    assert.ok(to >= at, `back from ${at} to ${to}`);
    out += source.slice(at, to);
    at = to;
  };
  const visit = (part: Part): void => {
    take(part.start);
    for (const field of part.fields) take(field.end);
    assert.equal(at, part.head.end);
    take(part.body.start);
    part.children.forEach(visit);
    take(part.body.end);
    assert.equal(part.end, part.body.end);
  };
  visit(root);
  take(source.length);
  return out;
}

void test('the parts cover the text in order, none overlapping another: put together they are the message', () => {
  for (const name of corpusNames) {
    const read = corpusMessage(name);
    assert.equal(rebuilt(read), corpusText(name), name);
    for (const part of read.parts) {
      for (const child of part.children) {
        assert.ok(part.body.start <= child.start && child.end <= part.body.end, `${name} ${child.path}`);
      }
    }
  }
});

void test('so it is with any text at all', () => {
  const piece = fc.constantFrom(
    ...['Content-Type: multipart/mixed; boundary=a\r\n', 'Content-Type: multipart/mixed;\r\n boundary="b"\n'],
    ...[
      'Content-Type: message/rfc822\r\n',
      '\r\n',
      '\n',
      '--a\r\n',
      '--a--\r\n',
      '--b\n',
      '--b--',
      '--',
      'text',
      ':',
      '\r',
    ],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const source = pieces.join('');
      assert.equal(rebuilt(readMessage(source)), source);
    }),
    { numRuns: 1_000 },
  );
});

void test('the line break in front of a delimiter is no part of the body', () => {
  const read = corpusMessage('alternative-text-and-html');
  assert.deepEqual(
    read.root.children.map((part) => cut(read.text, part.body)),
    ['Hello Bob.', '<p>Hello <b>Bob</b>.</p>'],
  );
});

void test('a multipart knows its delimiters and whether it was closed', () => {
  const { root } = corpusMessage('alternative-text-and-html');
  assert.deepEqual(
    root.boundary?.delimiters.map(({ closing }) => closing),
    [false, false, true],
  );
  assert.equal(root.boundary.closed, true);
  assert.equal(corpusMessage('fault-boundary-never-closed').root.boundary?.closed, false);
});

void test('a part that its multipart forgot to close ends at the delimiter of the one outside', () => {
  const read = message(
    ...['Content-Type: multipart/mixed; boundary=out', '', '--out', 'Content-Type: multipart/mixed; boundary=in', ''],
    ...['--in', '', 'one', '--out', '', 'two', '--out--'],
  );
  assert.equal(treeOf(read.root), 'multipart/mixed(multipart/mixed(text/plain), text/plain)');
  assert.equal(read.root.children[0]?.boundary?.closed, false);
});

void test('blanks behind a delimiter do not matter, and a longer line is no delimiter', () => {
  const read = message('Content-Type: multipart/mixed; boundary=a', '', '--a  ', '', '--ab', '--a-', '--a-- \t');
  assert.deepEqual([treeOf(read.root), read.root.boundary?.closed], ['multipart/mixed(text/plain)', true]);
});

void test('the envelope is the unbroken run of X- lines on top', () => {
  assert.equal(corpusMessage('envelope-lines-on-top').envelope.length, 3);
  assert.equal(corpusMessage('fault-envelope-lines-too-late').envelope.length, 0);
});

void test('parts count as they stand: 1.2 is the second of the first', () => {
  const { parts } = corpusMessage('mixed-related-alternative-nested');
  assert.deepEqual(
    parts.map(({ path }) => path),
    ['', '1', '1.1', '1.1.1', '1.1.2', '1.2', '2'],
  );
});

void test('encoding is 7bit where nothing else is said, and an encoded message is not looked into', () => {
  assert.equal(corpusMessage('plain').root.encoding, '7bit');
  const read = message('Content-Type: message/rfc822', 'Content-Transfer-Encoding: BASE64', '', 'RnJvbTogYQ==');
  assert.deepEqual([read.root.kind, read.root.encoding], ['leaf', 'base64']);
});

void test('more parts than we read are left as text, and that is said', () => {
  const source = `Content-Type: multipart/mixed; boundary=a\r\n\r\n${'--a\r\n\r\nx\r\n'.repeat(limits.parts + 5)}--a--\r\n`;
  const read = readMessage(source);
  assert.equal(read.parts.length, limits.parts);
  assert.deepEqual(read.leftOut, ['parts']);
  assert.equal(read.root.boundary?.closed, true);
  assert.deepEqual(corpusMessage('plain').leftOut, []);
});

void test('more levels than we read are left as text, and that is said', () => {
  const levels = Array.from(
    { length: 300 },
    (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`,
  );
  const read = readMessage(levels.join(''));
  assert.equal(read.parts.at(-1)?.level, limits.levels);
  assert.deepEqual(read.leftOut, ['levels']);
});

void test('time grows with the size, whatever is in the text', () => {
  const hostile = [
    `Content-Type: multipart/mixed; boundary=a\r\n\r\n${'--b\r\n'.repeat(200_000)}`,
    `Subject: ${'x'.repeat(1_000_000)}\r\n\r\n`,
    'x'.repeat(1_000_000),
    `To: ${'<'.repeat(500_000)}${'('.repeat(500_000)}\r\n\r\n`,
    `Content-Type: text/plain${'; a'.repeat(300_000)}\r\n\r\n`,
    `Content-Type: multipart/mixed; boundary=${'-'.repeat(900)}\r\n\r\n${`${'-'.repeat(950)}\n`.repeat(1_000)}`,
    'A: b\r\n'.repeat(150_000),
    `A: ${'\r\n b'.repeat(300_000)}`,
  ];
  for (const source of hostile) {
    const before = process.cpuUsage();
    readMessage(source);
    const { user } = process.cpuUsage(before);
    assert.ok(user < 2_000_000, `${source.slice(0, 40)} took ${user} µs`);
  }
});
