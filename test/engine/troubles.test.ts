import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTroubles, type Troubles } from '../../src/engine/troubles';

function opened(): { troubles: Troubles; said: string[]; changes: () => number } {
  const said: string[] = [];
  let changes = 0;
  const log = {
    info: (text: string) => said.push(`info ${text}`),
    warn: (text: string) => said.push(`warn ${text}`),
    error: (text: string) => said.push(`error ${text}`),
  };
  return { troubles: openTroubles(log, () => (changes += 1)), said, changes: () => changes };
}

void test('a trouble is told when it comes and when it is over', () => {
  const { troubles, said } = opened();
  troubles.tell('BadMail', 'BadMail is full.');
  assert.deepEqual(troubles.all(), ['BadMail is full.']);
  troubles.clear('BadMail');
  assert.deepEqual(troubles.all(), []);
  assert.deepEqual(said, ['warn BadMail is full.', 'info No more: BadMail is full.']);
});

void test('the same trouble again is no news; another sentence about it is shown and not logged', () => {
  const { troubles, said, changes } = opened();
  troubles.tell('BadMail', '1 message waits.');
  troubles.tell('BadMail', '1 message waits.');
  assert.equal(changes(), 1);
  troubles.tell('BadMail', '2 messages wait.');
  assert.deepEqual(troubles.all(), ['2 messages wait.']);
  assert.deepEqual([changes(), said.length], [2, 1]);
});

void test('troubles of several causes stand beside one another', () => {
  const { troubles } = opened();
  troubles.tell('a', 'A.');
  troubles.tell('b', 'B.');
  assert.deepEqual(troubles.all(), ['A.', 'B.']);
});

void test('clearing what was no trouble is no news', () => {
  const { troubles, said, changes } = opened();
  troubles.clear('BadMail');
  assert.deepEqual([said, changes()], [[], 0]);
});
