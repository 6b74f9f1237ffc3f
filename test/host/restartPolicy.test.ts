import assert from 'node:assert/strict';
import { test } from 'node:test';
import { afterDeath, noDeaths } from '../../src/host/restartPolicy';

function deaths(...lives: number[]): { waits: number[]; told: boolean[] } {
  let state = noDeaths;
  const waits: number[] = [];
  const told: boolean[] = [];
  for (const lived of lives) {
    const decision = afterDeath(state, lived);
    state = decision.deaths;
    waits.push(decision.waitMs);
    told.push(decision.tell);
  }
  return { waits, told };
}

void test('an engine that dies again and again is started after longer and longer waits, a minute at most', () => {
  const { waits } = deaths(0, 0, 0, 0, 0, 0, 0, 0);
  assert.deepEqual(waits, [250, 1_000, 4_000, 16_000, 60_000, 60_000, 60_000, 60_000]);
});

void test('the third death in a row is told, and only that', () => {
  assert.deepEqual(deaths(0, 0, 0, 0, 0).told, [false, false, true, false, false]);
});

void test('an engine that lived for a minute has proven itself: counting begins anew', () => {
  const { waits, told } = deaths(0, 0, 60_000, 0, 0);
  assert.deepEqual(waits, [250, 1_000, 250, 1_000, 4_000]);
  assert.deepEqual(told, [false, false, false, false, true]);
});

void test('just short of a minute is not proven', () => {
  assert.deepEqual(deaths(0, 59_999).waits, [250, 1_000]);
});
