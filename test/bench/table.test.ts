/** What a reader of RESULTS.md sees. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { figuresOf } from '../../bench/results';
import { documentOf, shown, tableOf } from '../../bench/table';
import { accepting, memory, resultsOf, starting } from './sample';

void test('figures of a work are medians, with ratios to Postfix and to the limit', () => {
  const [mailRoot, postfix] = figuresOf(accepting);
  assert.deepEqual(mailRoot, { name: 'MailRoot', median: 200, spread: 0.15, ratios: { Postfix: 2, limit: 0.8 } });
  assert.equal(postfix?.ratios['Postfix'], 1);
});

void test('where less is better the ratio turns round, so that more than 1 stays better', () => {
  assert.deepEqual(figuresOf(starting)[0]?.ratios, { limit: 0.5 });
});

void test('a work without a yardstick has no ratio', () => {
  assert.deepEqual(figuresOf(memory)[0]?.ratios, {});
});

void test('the table names a work once and has a row for each who did it', () => {
  const lines = tableOf([accepting, memory]).split('\n');
  assert.equal(lines.length, 6);
  const cells = lines.map((line) => line.split('|').map((cell) => cell.trim()));
  assert.deepEqual(cells[2]?.slice(1, 7), [
    'accept 4 KiB, 8 sessions',
    'MailRoot',
    '200 msg/s',
    '15 %',
    '2.00',
    '0.80',
  ]);
  assert.deepEqual(cells[3]?.slice(1, 7), ['', 'Postfix', '100 msg/s', '10 %', '', '0.40']);
  assert.deepEqual(cells[5]?.slice(1, 7), ['memory of the engine', 'MailRoot', '61.0 MB', '3 %', '', '']);
});

void test('all lines of a table are as wide as one another', () => {
  const widths = new Set(
    tableOf([accepting, starting, memory])
      .split('\n')
      .map(({ length }) => length),
  );
  assert.equal(widths.size, 1);
});

void test('figures are shown to three digits', () => {
  assert.deepEqual([1234.5, 61.04, 0.876].map(shown), ['1235', '61.0', '0.88']);
});

void test('the document tells machine, versions, durability and who did not take part', () => {
  const text = documentOf(resultsOf([accepting]));
  for (const part of ['2026-11-25', 'Linux 6.1', 'Postfix 3.7.11', 'strace saw it.', 'SKIPPED: Haraka', 'RESULTS.svg'])
    assert.ok(text.includes(part), part);
  assert.ok(!text.includes('other work to do'));
});

void test('that the machine was busy is said plainly', () => {
  const text = documentOf(resultsOf([accepting], '9.8 10.1 10.9'));
  assert.match(text, /Load averages: 9\.8 10\.1 10\.9 at the beginning.*The machine had other work to do/);
});
