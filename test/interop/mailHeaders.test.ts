/** Values of header fields as Python reads them: dates, encoded words, addresses, parameters. What both take is the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeWords } from '../../src/engine/message/encodedWord';
import { readAddresses } from '../../src/language/model/addresses';
import { readDate } from '../../src/language/model/dates';
import { parameterText, readStructured } from '../../src/language/model/parameters';
import { encodeHeaderText } from '../../src/language/writing/encodeWords';
import { missing, runProgram } from './program';

const script = `
import sys, json, email.utils, email.header, email.message
def date(value):
    try: return email.utils.parsedate_to_datetime(value).timestamp() * 1000
    except Exception: return None
def words(value): return str(email.header.make_header(email.header.decode_header(value)))
def addresses(value): return [address for name, address in email.utils.getaddresses([value])]
def boundary(value):
    message = email.message.Message(); message['Content-Type'] = value
    return [message.get_content_type(), message.get_param('boundary'), message.get_content_charset()]
read = { 'dates': date, 'words': words, 'addresses': addresses, 'types': boundary }
asked = json.load(sys.stdin)
print(json.dumps({ kind: [read[kind](value) for value in values] for kind, values in asked.items() }))
`;

const skip = missing('python3');

async function byPython(asked: Readonly<Record<string, readonly string[]>>): Promise<Record<string, unknown[]>> {
  return JSON.parse(await runProgram('python3', ['-c', script], JSON.stringify(asked))) as Record<string, unknown[]>;
}

/** Three hundred examples, the same in every run. */
function examples(of: fc.Arbitrary<string>): string[] {
  return fc.sample(of, { numRuns: 300, seed: 20_261_124 });
}

const day = fc.constantFrom('1', '09', '24', '28');
const month = fc.constantFrom('Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec');
const year = fc.constantFrom('1999', '2026', '2031');
const time = fc.constantFrom('00:00:00', '09:30', '23:59:59', '7:05:01');
const zone = fc.constantFrom('+0000', '-0000', '+0100', '-1130', '+0545', 'GMT', 'EST', 'PDT', 'UT');

void test('dates are the same moments', { skip }, async () => {
  const dates = examples(fc.tuple(day, month, year, time, zone).map((parts) => parts.join(' ')));
  const { dates: read } = await byPython({ dates });
  for (const [i, value] of dates.entries()) {
    const ours = readDate(value);
    assert.equal(ours.kind === 'date' && ours.at, read?.[i], value);
  }
});

void test('encoded words say the same, those that we write among them', { skip }, async () => {
  const sign = fc.constantFrom('a', 'B', ' ', 'ü', 'ß', '你', '👋', '=', '?', '_', ',');
  const plain = examples(
    fc.string({ unit: sign, minLength: 1, maxLength: 60 }).filter((text) => text.trim() === text && !/ {2}/.test(text)),
  );
  const words = plain.map(encodeHeaderText);
  const { words: read } = await byPython({ words });
  for (const [i, value] of words.entries()) {
    assert.equal(read?.[i], plain[i], value);
    assert.equal(decodeWords(value), plain[i], value);
  }
});

void test('addresses are the same, with names, comments and groups around them', { skip }, async () => {
  const box = fc.constantFrom(
    ...['bob@example.org', 'Bob <bob@example.org>', '"Smith, Bob" <bob@example.org>', 'bob@example.org (the builder)'],
    ...[
      '=?utf-8?Q?J=C3=B6rg?= <j@example.org>',
      'a+b@x.example',
      '"a b"@example.org',
      '<c@d.example>',
      'Friends: e@f.example, g@h.example;',
    ],
  );
  const addresses = examples(fc.array(box, { minLength: 1, maxLength: 5 }).map((boxes) => boxes.join(', ')));
  const { addresses: read } = await byPython({ addresses });
  for (const [i, value] of addresses.entries()) {
    const ours = readAddresses(value, { start: 0, end: value.length }).map(({ text }) => text);
    assert.deepEqual(ours, read?.[i], value);
  }
});

void test(
  'media types, boundaries and charsets are the same, quoted or not, with comments or without',
  { skip },
  async () => {
    const type = fc.constantFrom('text/plain', 'Multipart/Mixed', 'application/json', 'message/rfc822');
    const boundary = fc.constantFrom(
      '',
      '; boundary=abc',
      '; boundary="a b;c"',
      ';\tBOUNDARY="=_x"',
      '; boundary="a\\"b"',
    );
    const charset = fc.constantFrom(
      '',
      '; charset=utf-8',
      '; charset="UTF-8"',
      ' ; charset = iso-8859-1',
      "; charset*=us-ascii''utf-8",
    );
    const types = examples(fc.tuple(type, boundary, charset).map((parts) => parts.join('')));
    const { types: read } = await byPython({ types });
    for (const [i, value] of types.entries()) {
      const ours = readStructured(value, { start: 0, end: value.length });
      const parameters = [parameterText(ours, 'boundary'), parameterText(ours, 'charset')?.toLowerCase()];
      assert.deepEqual([ours.word, ...parameters.map((each) => each ?? null)], read?.[i], value);
    }
  },
);
