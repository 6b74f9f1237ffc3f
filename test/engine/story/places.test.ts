import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namesAddress, placedFields, placedLtr, rcptLines, sessionLines } from '../../../src/engine/story/places';
import { decodeLtr } from '../../../src/engine/mailroot/transcript';
import { ltr, rtr } from './samples';
import { head, itr } from './situation';

const lineOf = (text: string, part: string): number => text.split('\r\n').findIndex((line) => line.includes(part));

void test('every entry of a local transcript is placed at its first line', () => {
  const folded = ltr.replace('User unknown\r\n', 'User unknown\r\n  and a second line\r\n');
  const placed = placedLtr(folded);
  assert.deepEqual(
    placed.map(({ entry }) => entry),
    decodeLtr(folded),
  );
  for (const { entry, line } of placed) {
    const begins = entry.text.split('\n')[0] ?? '';
    assert.ok(folded.split('\r\n')[line]?.includes(begins), `${line}: ${begins}`);
  }
});

void test('of a transcript whose beginning was left out, lines count from the beginning of the file', () => {
  assert.equal(placedLtr(ltr, 1_000)[0]?.line, 1_000);
  assert.equal(sessionLines(rtr, 1_000).get('1/1'), 1_000 + lineOf(rtr, '== attempt 1'));
});

void test('a remark of somebody else takes no indented line with it', () => {
  const remark = 'seen by ann\r\n  and by bob\r\n2026-11-23T11:50:01.200Z attempt: number 1\r\n';
  assert.deepEqual(
    placedLtr(remark).map(({ line }) => line),
    [0, 1, 2],
  );
});

void test('sessions are found by attempt and number', () => {
  const lines = sessionLines(rtr);
  assert.equal(lines.get('2/1'), lineOf(rtr, '== attempt 2, session 1'));
  assert.equal(lines.get('3/1'), undefined);
});

void test('a folded field is placed at its first line, and counts as two', () => {
  const lines = placedFields(head).map(({ name, line }) => [name, line]);
  assert.deepEqual(lines, [
    ['From', 0],
    ['To', 1],
    ['Cc', 3],
    ['Subject', 4],
  ]);
});

void test('the RCPT command of an address is found whatever its case, and nothing in what is no session', () => {
  assert.equal(rcptLines(itr)('550@SIM.test'), lineOf(itr, 'RCPT TO'));
  assert.equal(rcptLines(itr)('ann@sim.test'), undefined);
  assert.equal(rcptLines('< RCPT TO:<550@sim.test>')('550@sim.test'), undefined);
});

void test('an address is not named by one that ends or begins like it', () => {
  assert.ok(namesAddress('Ann <ann@x.test>, bob@x.test', 'bob@x.test'));
  assert.ok(namesAddress('BOB@X.TEST', 'bob@x.test'));
  for (const value of ['jimbob@x.test', 'bob@x.tester', 'jim.bob@x.test', 'bob+1@x.test', ''])
    assert.equal(namesAddress(value, 'bob@x.test'), false, value);
  assert.equal(namesAddress('anything', ''), false);
});
