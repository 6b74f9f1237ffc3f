/** The picture of a run. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chartOf } from '../../bench/chart';
import { accepting, at, memory, starting } from './sample';

const barsOf = (svg: string): number[] =>
  [...svg.matchAll(/<rect x="300" y="\d+" width="([\d.]+)"/g)].map(([, width]) => Number(width));

void test('everybody has a bar as long as his ratio to Postfix', () => {
  const [mailRoot = 0, postfix = 0, limit = 0] = barsOf(chartOf([accepting]));
  assert.ok(Math.abs(mailRoot / postfix - 2) < 0.01);
  assert.ok(Math.abs(limit / postfix - 2.5) < 0.01);
});

void test('work that Postfix does not do is told against the limit, and work without a yardstick not at all', () => {
  const svg = chartOf([starting, memory]);
  assert.match(svg, /start to first attempt, 1000 queued \(1 = limit\)/);
  assert.ok(!svg.includes('memory'));
  assert.equal(barsOf(svg).length, 2);
});

void test('a ratio beyond the picture is cut off and keeps its number', () => {
  const svg = chartOf([at(accepting, 2_000)]);
  assert.match(svg, />20\.0 →</);
  assert.ok(Math.max(...barsOf(svg)) <= 560);
});

void test('names are text and never markup', () => {
  const svg = chartOf([{ ...accepting, work: 'a < b & c' }]);
  assert.ok(svg.includes('a &lt; b &amp; c'));
});

void test('the picture is one well-formed element as high as what is in it', () => {
  const svg = chartOf([accepting, starting]);
  const [, height = ''] = /viewBox="0 0 860 (\d+)"/.exec(svg) ?? [];
  const lowest = Math.max(...[...svg.matchAll(/ y="(\d+)"/g)].map(([, y]) => Number(y)));
  assert.ok(lowest < Number(height));
  assert.match(svg, /^<svg [^]*<\/svg>\n$/);
});
