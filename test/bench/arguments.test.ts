/** The command line of the bench. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asked, kinds } from '../../bench/arguments';

void test('without arguments everything is done in five rounds', () => {
  const { quick, rounds, only, against, record, disk } = asked([]);
  assert.deepEqual(
    { quick, rounds, only, against, record, disk },
    {
      quick: false,
      rounds: 5,
      only: kinds,
      against: undefined,
      record: false,
      disk: undefined,
    },
  );
});

void test('a quick run has fewer rounds, unless it is told how many', () => {
  assert.equal(asked(['--quick']).rounds, 3);
  assert.equal(asked(['--quick', '--rounds', '7']).rounds, 7);
});

void test('kinds of work can be picked, and a file to be held against', () => {
  const wanted = asked(['accept', 'drain', '--against', 'bench/RESULTS.json', '--record', '--disk', '/mnt']);
  assert.deepEqual(wanted.only, ['accept', 'drain']);
  assert.equal(wanted.against, 'bench/RESULTS.json');
  assert.equal(wanted.disk, '/mnt');
  assert.ok(wanted.record);
});

void test('what makes no sense is refused with what would', () => {
  assert.throws(() => asked(['acept']), /"acept" is no kind of work\. It goes: npm run bench/);
  assert.throws(() => asked(['--rounds', 'many']), /--rounds many is no number of rounds/);
  assert.throws(() => asked(['--rounds', '0']), /no number of rounds/);
  assert.throws(() => asked(['--fast']), /--fast.*It goes/);
});
