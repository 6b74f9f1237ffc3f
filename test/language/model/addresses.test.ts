import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mailboxes } from '../../../src/engine/message/address';
import { problemOf, readAddresses } from '../../../src/language/model/addresses';
import { cut } from '../../../src/language/model/span';

const read = (value: string): ReturnType<typeof readAddresses> => readAddresses(value, { start: 0, end: value.length });
const addresses = (value: string): string[] => read(value).map(({ text }) => text);
const problems = (value: string): (string | undefined)[] => read(value).map(({ problem }) => problem);

void test('mailboxes are read with their names, groups and comments left aside', () => {
  assert.deepEqual(addresses('bob@example.org'), ['bob@example.org']);
  assert.deepEqual(addresses('Bob <bob@example.org>, "Smith, Ann" <ann@example.com>'), [
    'bob@example.org',
    'ann@example.com',
  ]);
  assert.deepEqual(addresses('Friends: a@example.org, B <b@example.org>;, c@example.org'), [
    'a@example.org',
    'b@example.org',
    'c@example.org',
  ]);
  assert.deepEqual(addresses('undisclosed-recipients:;'), []);
  assert.deepEqual(addresses('a@example.org (Ann (the first)), (who) b@example.org'), [
    'a@example.org',
    'b@example.org',
  ]);
  assert.deepEqual(addresses('"bob smith"@example.org, bob@[192.0.2.1]'), [
    '"bob smith"@example.org',
    'bob@[192.0.2.1]',
  ]);
  assert.deepEqual(addresses(''), []);
});

void test('a mailbox tells where its name, local part and domain stand', () => {
  const value = ' "Smith, Bob" <bob@example.org> ';
  const [box] = read(value);
  assert.ok(box?.name && box.domain);
  assert.deepEqual(
    [box, box.name, box.local, box.domain].map((span) => cut(value, span)),
    ['"Smith, Bob" <bob@example.org>', '"Smith, Bob"', 'bob', 'example.org'],
  );
});

void test('what is no address says why', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['<>', 'empty'],
    ['Bob <bob@example.org', 'unclosed'],
    ['Bob <bob@example.org> Carol', 'text-behind'],
    ['bob smith@example.org', 'blank-inside'],
    ['a@b@example.org', 'two-ats'],
    ['@example.org', 'no-local-part'],
    ['a..b@example.org', 'dots'],
    ['.a@example.org', 'dots'],
    ['bob@', 'bad-domain'],
    ['bob@-a.example', 'bad-domain'],
    ['bob@a..example', 'bad-domain'],
    ['b\\ob@example.org', 'bad-character'],
    ['<@relay.example:bob@example.org>', 'two-ats'],
    [`${'a'.repeat(65)}@example.org`, 'too-long'],
    [`a@${'b.'.repeat(200)}org`, 'too-long'],
  ];
  for (const [value, problem] of cases) assert.deepEqual(problems(value), [problem], value);
});

void test('UTF-8, plus signs, literals, underscores and a bare name are fine', () => {
  for (const fine of [
    'jörg@bücher.example',
    'a+b@example.org',
    'a@[IPv6:2001:db8::1]',
    'a@my_host.example',
    'root',
    "o'brien@example.org",
  ])
    assert.equal(problemOf(fine), undefined, fine);
});

void test('where nothing is wrong, the engine finds the same addresses', () => {
  const name = fc.constantFrom('', 'Bob', '"Smith, Bob"', '=?utf-8?Q?J=C3=B6rg?=', 'O. Brien', '"a\\"b"');
  const address = fc.constantFrom('bob@example.org', 'a+b@x.example', 'jörg@bücher.example', 'A.B@Example.COM');
  const box = fc.tuple(name, address).map(([n, a]) => (n === '' ? a : `${n} <${a}>`));
  const list = fc.array(fc.oneof(box, fc.constant('Friends: x@example.org, y@example.org;')), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(list, fc.constantFrom(', ', ',', ',\r\n '), (boxes, comma) => {
      const value = boxes.join(comma);
      assert.deepEqual(problems(value).filter(Boolean), []);
      const engine = mailboxes(value.replace(/\r\n/g, '')).map((each) => each.address);
      assert.deepEqual(addresses(value), engine, value);
    }),
  );
});

const signs = ['a', 'b', '@', '<', '>', '(', ')', ',', ';', ':', '"', '\\', '[', ']', ' ', '\r', '\n', '.'];

void test('any text is read without throwing, each mailbox in its place', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...signs) }), (value) => {
      for (const { start, end, address, local } of read(value)) {
        assert.ok(0 <= start && start <= address.start && address.end <= end && end <= value.length);
        assert.ok(local.start === address.start && local.end <= address.end);
      }
    }),
    { numRuns: 2_000 },
  );
});
