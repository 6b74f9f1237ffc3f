import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeRtr, type RtrEntry, type RtrMark } from '../../../src/engine/mailroot/transcript';
import { stageTimes } from '../../../src/engine/story/stageTimes';
import { rtr } from './samples';

const times = (lines: readonly RtrEntry[]): Record<string, number> =>
  Object.fromEntries(stageTimes(lines).map(({ stage, ms }) => [stage, ms]));

const said = (text: string): RtrEntry[] =>
  text
    .trim()
    .split('\n')
    .map((line) => {
      const [, ms = '', mark = '*', rest = ''] = /^\s*(\d+) ([<>*]) (.*)$/.exec(line) ?? [];
      return { ms: Number(ms), mark: mark as RtrMark, text: rest };
    });

void test('the time up to a line belongs to what the line ends', () => {
  const [first] = decodeRtr(rtr);
  assert.ok(first);
  assert.deepEqual(Object.fromEntries(stageTimes(first.lines).map(({ stage, ms }) => [stage, ms])), {
    dns: 3,
    connect: 2,
    greeting: 4,
    ehlo: 3,
    tls: 7,
    mail: 1,
    rcpt: 4,
    quit: 1,
  });
});

void test('pipelined replies are counted for the command they answer, in order', () => {
  const lines = said(`
    0 > MAIL FROM:<a@b>
    0 > RCPT TO:<c@d>
    0 > DATA
    5 < 250 OK
    25 < 250 OK
    26 < 354 Go on`);
  assert.deepEqual(times(lines), { mail: 5, rcpt: 20, data: 1 });
});

void test('waiting for the reply to the content is time of DATA', () => {
  const lines = said(`
    0 > DATA
    1 < 354 Go on
    4 * content: 342 octets
    900 < 250 OK`);
  assert.deepEqual(times(lines), { data: 900 });
});

void test('a reply of several lines belongs to one command', () => {
  const lines = said(`
    0 < 220 hello
    0 > EHLO me
    10 < 250-one
    20 < 250-two
    30 < 250 three
    30 > QUIT
    31 < 221 bye`);
  assert.deepEqual(times(lines), { greeting: 0, ehlo: 30, quit: 1 });
});

void test('the whole AUTH exchange is AUTH', () => {
  const lines = said(`
    0 < 220 hello
    0 > AUTH LOGIN
    2 < 334 VXNlcm5hbWU6
    2 > ********
    4 < 334 UGFzc3dvcmQ6
    4 > ********
    9 < 235 2.7.0 welcome`);
  assert.deepEqual(times(lines), { greeting: 0, auth: 9 });
});

void test('a name that does not resolve costs its time under connect or dns, and nowhere else', () => {
  const spent = times(said('  300 * error: Host not found.'));
  assert.deepEqual(Object.keys(spent).length, 1);
  assert.equal(Object.values(spent)[0], 300);
});

void test('a connection that is refused costs its time under connect', () => {
  assert.deepEqual(times(said('  2 * dns: a -> 192.0.2.1\n  40 * error: refused')), { dns: 2, connect: 38 });
});

void test('a host that never greets costs its time under greeting', () => {
  const lines = said('  1 * dns: a -> b\n  2 * connect: b\n  5000 * error: Timeout');
  assert.deepEqual(times(lines), { dns: 1, connect: 1, greeting: 4_998 });
});

void test('a host that does not answer RCPT costs its time under RCPT', () => {
  const lines = said('  0 < 220 hi\n  0 > MAIL FROM:<>\n  1 < 250 ok\n  1 > RCPT TO:<a@b>\n  3001 * error: Timeout');
  assert.equal(times(lines)['rcpt'], 3_000);
});

void test('stages that did not happen are left out, stages that took no time are not', () => {
  assert.deepEqual(stageTimes([]), []);
  assert.deepEqual(stageTimes(said('  0 * dns: a -> b')), [{ stage: 'dns', ms: 0 }]);
});

void test('words that every object knows are no stages', () => {
  const lines = said('  1 * dns: a -> b\n  3 * constructor: x\n  4 * __proto__\n  9 > __proto__ AAA=');
  assert.deepEqual(times(lines), { dns: 1, connect: 2, greeting: 1, auth: 5 });
});

void test('whatever was said, all of the time is counted once', () => {
  const line = fc.record({
    ms: fc.nat(100_000),
    mark: fc.constantFrom<RtrMark>('>', '<', '*'),
    text: fc.oneof(
      fc.string(),
      fc.constantFrom('EHLO a', '250 ok', '250-x', 'dns: a', 'DATA', '354 go', 'error: x', '__proto__'),
    ),
  });
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const total = stageTimes(lines).reduce((sum, { ms }) => sum + ms, 0);
      assert.equal(total, Math.max(0, ...lines.map(({ ms }) => ms)));
    }),
  );
});
