import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  decodeLtr,
  decodeRtr,
  encodeLtr,
  encodeRtrEntry,
  encodeRtrSession,
  ltrHeader,
  ltrKinds,
  rtrHeader,
  type LtrEntry,
  type RtrSession,
} from '../../../src/engine/mailroot/transcript';

const id = '20261123T115001Z-07b3a9c';
/** The generator's objects have no prototype. */
const plain = <T>(value: T): T => structuredClone(value);
const moment = fc.integer({ min: 0, max: Date.UTC(2099, 0, 1) });
// What a sentence or a remote host may hold, without what is shown escaped.
const line = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/\p{Cc}/gu, '?'));
const address = fc.constantFrom(
  'bob@there.test',
  '"a>b <c>"@there.test',
  '"say \\"hi\\""@there.test',
  'jörg@bücher.test',
);

const entry: fc.Arbitrary<LtrEntry> = fc
  .record(
    {
      at: moment,
      kind: fc.constantFrom(...ltrKinds),
      recipient: address,
      text: fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n')),
    },
    { requiredKeys: ['at', 'kind', 'text'] },
  )
  // No sentence of ours begins with an angle bracket: that is where a recipient stands.
  .filter(({ text }) => !text.startsWith('<'));

const session: fc.Arbitrary<RtrSession> = fc.record({
  attempt: fc.integer({ min: 1, max: 99 }),
  session: fc.integer({ min: 1, max: 99 }),
  name: fc.domain(),
  port: fc.integer({ min: 1, max: 65_535 }),
  at: moment,
  lines: fc.array(
    fc.record({ ms: fc.nat(), mark: fc.constantFrom('>' as const, '<' as const, '*' as const), text: line }),
  ),
});

void test('what is written into a local transcript is read from it', () => {
  fc.assert(
    fc.property(fc.array(entry).map(plain), (entries) => {
      const [title, ...read] = decodeLtr(ltrHeader(id) + entries.map(encodeLtr).join(''));
      assert.deepEqual(title, { kind: 'text', text: `MailRoot local transcript of ${id}` });
      assert.deepEqual(read, entries);
    }),
  );
});

void test('what is written into a remote transcript is read from it', () => {
  fc.assert(
    fc.property(fc.array(session).map(plain), (sessions) => {
      assert.deepEqual(decodeRtr(rtrHeader(id) + sessions.map(encodeRtrSession).join('')), sessions);
    }),
  );
});

void test('whatever a file holds, reading it does not throw and forgets no line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.equal(decodeRtr(text).length, 0);
      const kept = decodeLtr(text).reduce((sum, read) => sum + read.text.split('\n').length, 0);
      const there = text.split(/\r?\n/).filter((each) => each !== '');
      assert.ok(kept >= there.length, JSON.stringify(text));
    }),
  );
});

void test('control characters of a remote host are shown and never obeyed', () => {
  const shown = encodeRtrEntry({ ms: 7, mark: '<', text: '250 \u001b[31mred\u0000\u0007 done' });
  assert.equal(shown, '     7 < 250 \\x1b[31mred\\x00\\x07 done\r\n');
});

void test('a lone carriage return can not forge a line', () => {
  const at = Date.UTC(2026, 10, 23);
  const forged = encodeLtr({ at, kind: 'failed', recipient: 'a@b.test\r\n2026', text: 'said\r2026 end: x' });
  assert.equal(forged, '2026-11-23T00:00:00.000Z failed: <a@b.test\\x0d\\x0a2026> said\\x0d2026 end: x\r\n');
});

void test('a line feed in a reply makes a further line of the same mark', () => {
  assert.equal(
    encodeRtrEntry({ ms: 12, mark: '<', text: '250-one\r\n250 two' }),
    '    12 < 250-one\r\n    12 < 250 two\r\n',
  );
});

void test('a remark somebody wrote into a transcript is kept as it is', () => {
  const remark = '# I asked the postmaster; he is on holiday.';
  const written = encodeLtr({ at: 0, kind: 'attempt', text: 'number 1' });
  assert.deepEqual(decodeLtr(`${written}${remark}\n${written}`)[1], { kind: 'text', text: remark });
  const start = '\r\n== attempt 1, session 1: mx.test port 25 at 1970-01-01T00:00:00.000Z ==\r\n';
  assert.deepEqual(decodeRtr(`${start}${remark}\n`)[0]?.lines, [{ mark: 'text', text: remark }]);
});

void test('a line that is not written to its end yet is read as far as it is', () => {
  const whole = encodeLtr({ at: 0, kind: 'attempt', text: 'number 1' });
  assert.equal(decodeLtr(whole + whole.slice(0, 12)).length, 2);
  const lines = encodeRtrEntry({ ms: 1, mark: '<', text: '220 hello' });
  const start = '== attempt 1, session 1: mx.test port 25 at 1970-01-01T00:00:00.000Z ==\r\n';
  assert.equal(decodeRtr(start + lines.slice(0, -7))[0]?.lines.length, 1);
});

void test('a kind of a later version is kept as text', () => {
  const later = '2026-11-23T11:50:01.200Z quarantined: <a@b.test> by a rule';
  assert.deepEqual(decodeLtr(later), [{ kind: 'text', text: later }]);
});
