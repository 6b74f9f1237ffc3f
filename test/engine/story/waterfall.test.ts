import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeRtr, type RtrEntry, type RtrMark } from '../../../src/engine/mailroot/transcript';
import { waterfall } from '../../../src/engine/story/waterfall';
import { rtr } from './samples';

function spans(attempt: number): (string | number)[][] {
  const [session] = decodeRtr(rtr).filter((each) => each.attempt === attempt);
  return waterfall(session?.lines ?? []).map(({ stage, fromMs, toMs }) => [stage, fromMs, toMs]);
}

void test('a session stage by stage; what was said to the content is a stage of its own', () => {
  assert.deepEqual(spans(2), [
    ['dns', 0, 0],
    ['connect', 0, 1],
    ['greeting', 1, 2],
    ['ehlo', 2, 3],
    ['mail', 3, 4],
    ['rcpt', 4, 5],
    ['data', 5, 10],
    ['reply', 10, 28],
    ['quit', 28, 29],
  ]);
});

void test('pipelined commands begin together and end with their own replies', () => {
  const all = spans(1);
  assert.deepEqual(all.slice(-3), [
    ['mail', 19, 20],
    ['rcpt', 19, 24],
    ['quit', 24, 25],
  ]);
});

void test('a greeting after TLS is another one', () => {
  const lines: RtrEntry[] = (
    [
      [0, '*', 'connect: 127.0.0.1'],
      [1, '<', '220 hi'],
      [1, '>', 'EHLO a'],
      [2, '<', '250 STARTTLS'],
      [2, '>', 'STARTTLS'],
      [3, '<', '220 go'],
      [9, '*', 'tls: TLSv1.3 X'],
      [9, '*', 'certificate: a; by b'],
      [9, '>', 'EHLO a'],
      [11, '<', '250 ok'],
    ] as const
  ).map(([ms, mark, text]) => ({ ms, mark, text }));
  assert.deepEqual(
    waterfall(lines).map(({ stage, fromMs, toMs }) => [stage, fromMs, toMs]),
    [
      ['connect', 0, 0],
      ['greeting', 0, 1],
      ['ehlo', 1, 2],
      ['tls', 2, 9],
      ['ehlo', 9, 11],
    ],
  );
});

void test('whatever is said, no stage ends before it begins or outside of the session', () => {
  const line = fc.record({
    ms: fc.nat(10_000),
    mark: fc.constantFrom<RtrMark>('>', '<', '*'),
    text: fc.oneof(
      fc.string(),
      fc.constantFrom('EHLO x', 'DATA', 'RCPT TO:<a@b>', '250 ok', '354 go', 'content: 3 octets', 'tls: x'),
    ),
  });
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const last = Math.max(0, ...lines.map(({ ms }) => ms));
      for (const { fromMs, toMs } of waterfall(lines)) assert.ok(fromMs >= 0 && fromMs <= toMs && toMs <= last);
    }),
  );
});
