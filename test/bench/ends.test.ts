/** What was started in a run is ended. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atEnd, endingAfter } from '../../bench/ends';

void test('what began in a stage ends with it, the last first, and what began before goes on', async () => {
  const ended: string[] = [];
  await endingAfter(async () => {
    atEnd(() => ended.push('disk'));
    await endingAfter(() => {
      atEnd(() => ended.push('server'));
      atEnd(() => ended.push('client'));
      return Promise.resolve();
    });
    assert.deepEqual(ended, ['client', 'server']);
  });
  assert.deepEqual(ended, ['client', 'server', 'disk']);
});

void test('a stage that fails is ended too, and its error is heard', async () => {
  const ended: string[] = [];
  const failing = endingAfter(() => {
    atEnd(() => ended.push('server'));
    return Promise.reject(new Error('port taken'));
  });
  await assert.rejects(failing, /port taken/);
  assert.deepEqual(ended, ['server']);
});

void test('an end that fails keeps no other from its own, and is told', async (t) => {
  const said = t.mock.method(console, 'error', () => undefined);
  const ended: string[] = [];
  await endingAfter(() => {
    atEnd(() => ended.push('disk'));
    atEnd(() => Promise.reject(new Error('gone already')));
    return Promise.resolve();
  });
  assert.deepEqual(ended, ['disk']);
  assert.equal(said.mock.callCount(), 1);
});
