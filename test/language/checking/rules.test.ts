/** How rules are switched and how they behave on what is large, hostile or of another encoding. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readMessage } from '../../../src/language/model/message';
import { countLineEnds } from '../../../src/language/checking/lineEnds';
import { rules, severityOf } from '../../../src/language/checking/rules';
import { text } from '../messages';
import { codesOf, diagnose, factsOf, letter } from '../facts';

void test('a rule is switched off by its code, and the others go on', () => {
  const facts = factsOf(text('From: a@b.example', 'To: c@d.example', 'Bcc: e@f.example', '', 'x'));
  const codes = (settings: Record<string, unknown>): string[] => diagnose(facts, settings).map(({ code }) => code);
  assert.deepEqual(codes({}), ['bcc-stripped', 'missing-date', 'missing-message-id']);
  assert.deepEqual(codes({ 'bcc-stripped': 'off', 'missing-date': 'off' }), ['missing-message-id']);
  for (const { code } of rules) assert.ok(!codes({ [code]: 'off' }).includes(code), code);
});

void test('a rule gets another severity; what is no severity changes nothing', () => {
  const [rule] = rules;
  assert.ok(rule);
  assert.equal(severityOf(rule, { [rule.code]: 'hint' }), 'hint');
  assert.equal(severityOf(rule, { [rule.code]: 'fatal' }), rule.severity);
  assert.equal(severityOf(rule, { [rule.code]: 1 }), rule.severity);
});

void test('a file that was too large says that its head alone is checked, and nothing about the rest', () => {
  const head = text(
    'From: a@b.example',
    'To: c@d.example',
    'Date: Tue, 24 Nov 2026 09:00:00 +0000',
    'Message-ID: <a@b>',
    '',
  );
  const found = diagnose(factsOf(head.trimEnd(), { headOnly: true }));
  assert.deepEqual(
    found.map(({ code, text: said }) => [code, said]),
    [['not-checked', 'The file is over 5 MB: only its head is checked.']],
  );
});

void test('more parts than are read are told', () => {
  const source = letter(
    ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=a'],
    ['--a\r\n\r\nx'.repeat(1), ...Array<string>(10_010).fill('--a\r\n\r\nx'), '--a--'],
  );
  assert.ok(codesOf(source).includes('not-checked'));
});

void test('lengths are counted in octets of the encoding of the file', () => {
  const umlauts = 'ü'.repeat(600);
  const source = letter(
    ['MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit'],
    [umlauts],
  );
  assert.ok(codesOf(source).includes('line-too-long'));
  const latin = (given: string): Buffer => Buffer.from(given, 'latin1');
  assert.ok(!codesOf(source, { encode: latin }).includes('line-too-long'));
});

void test('998 octets are a line, 999 are too many', () => {
  assert.deepEqual(codesOf(letter([], ['x'.repeat(998)])), []);
  assert.deepEqual(codesOf(letter([], ['x'.repeat(999)])), ['line-too-long']);
});

void test('dots: the setting decides what is taken off, and the rule follows', () => {
  const stuffed = `X-Sender: <a@b.example>\r\nX-Receiver: <c@d.example>\r\n${letter([], ['..a'])}`;
  assert.ok(codesOf(stuffed).includes('dot-stuffed'));
  assert.ok(!codesOf(stuffed, { dotStuffed: 'never' }).includes('dot-stuffed'));
  assert.ok(codesOf(letter([], ['..a']), { dotStuffed: 'always' }).includes('dot-stuffed'));
  assert.ok(!codesOf(letter([], ['..a'])).includes('dot-stuffed'));
});

void test('hops: the setting decides how many are too many', () => {
  const hops = Array<string>(5).fill('Received: from a by b; Tue, 24 Nov 2026 09:00:00 +0000');
  assert.deepEqual(codesOf(letter(hops)), []);
  assert.deepEqual(codesOf(letter(hops), { maxHopCount: 4 }), ['too-many-hops']);
});

void test("the editor's encoding is held against the charset", () => {
  const source = letter(
    ['MIME-Version: 1.0', 'Content-Type: text/plain; charset=iso-8859-1', 'Content-Transfer-Encoding: 8bit'],
    ['Grüße'],
  );
  assert.deepEqual(codesOf(source, { encoding: 'utf8' }), ['editor-encoding']);
  assert.deepEqual(codesOf(source, { encoding: 'iso88591' }), []);
  assert.deepEqual(codesOf(source, { encoding: 'windows1252' }), []);
});

void test('line ends are counted, and the odd one is found', () => {
  const count = (source: string): unknown => countLineEnds(Buffer.from(source));
  assert.deepEqual(count('a\r\nb\r\nc\nd\re\r\n'), { crlf: 3, lf: 1, cr: 1, firstOdd: 2 });
  assert.deepEqual(count('a\nb\nc\r\n'), { crlf: 1, lf: 2, cr: 0, firstOdd: 2 });
  assert.deepEqual(count('a\nb\n'), { crlf: 0, lf: 2, cr: 0 });
  assert.deepEqual(count('a'), { crlf: 0, lf: 0, cr: 0 });
});

void test('any text is checked without a rule throwing', () => {
  const piece = fc.constantFrom(
    ...[
      'From: a',
      'To: <b',
      'Date: x',
      'Content-Type: multipart/mixed; boundary=',
      'Content-Type: text/html',
      'Message-ID:',
    ],
    ...[
      'Content-Transfer-Encoding: base64',
      'DKIM-Signature: a=rsa-sha256; bh=x; h',
      'List-Unsubscribe:',
      '--',
      '--b',
      '\r\n',
      '\n',
    ],
    ...[':', ' ', '=?utf-8?Q?', '?=', '${a}', 'cid:', '\u0000', 'ü', '"', '(', 'X-Sender: <', 'X-Receiver:', '='],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const facts = factsOf(pieces.join(''));
      for (const { fix } of diagnose(facts)) fix?.();
    }),
    { numRuns: 1_000 },
  );
});

void test('a message of megabytes is checked in a moment, whatever is in it', () => {
  const hostile = [
    letter(['Content-Transfer-Encoding: base64'], Array<string>(60_000).fill('A'.repeat(76))),
    letter(['Content-Type: text/html'], ['<img src="cid:x">'.repeat(100_000)]),
    letter([`X-Long: ${'=?utf-8?Q?'.repeat(100_000)}`]),
    letter([`Cc: ${'<a@b.example>, '.repeat(20_000)}`]),
    letter([], Array<string>(200_000).fill('.')),
    letter(['Content-Type: multipart/mixed; boundary=b'], Array<string>(100_000).fill('--B')),
    letter(['Content-Transfer-Encoding: quoted-printable'], ['='.repeat(500_000)]),
    letter(['List-Unsubscribe: '.concat('<a>,'.repeat(100_000))]),
    letter([], ['\u0000'.repeat(500_000)]),
  ];
  for (const source of hostile) {
    const message = readMessage(source);
    const before = process.cpuUsage();
    diagnose(factsOf(source, { message }));
    const { user } = process.cpuUsage(before);
    assert.ok(user < 3_000_000, `${source.slice(150, 230)} took ${user / 1000} ms`);
  }
});
