import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readStory } from '../../../src/engine/story/attempts';
import { ltr, rtr } from './samples';

void test('attempts are told newest first, each with its decisions and its sessions', () => {
  const { attempts } = readStory(ltr, rtr);
  assert.deepEqual(
    attempts.map(({ number }) => number),
    [2, 1],
  );
  const [second, first] = attempts;
  assert.ok(first && second);
  assert.equal(second.sessions.length, 1);
  assert.ok(first.decisions.some(({ kind }) => kind === 'failed'));
  assert.ok(second.decisions.some(({ kind }) => kind === 'relayed'));
  assert.equal(first.at, Date.UTC(2026, 10, 23, 11, 50, 1, 210));
});

void test('what stands ahead of the first attempt is where the message comes from', () => {
  const { before } = readStory(ltr, rtr);
  assert.deepEqual(
    before.map(({ kind }) => kind),
    ['arrival', 'envelope'],
  );
});

void test('a message that is being attempted for the first time has a dialogue before it has decisions', () => {
  const { attempts } = readStory('', rtr);
  assert.deepEqual(
    attempts.map(({ number, decisions }) => [number, decisions.length]),
    [
      [2, 0],
      [1, 0],
    ],
  );
  assert.equal(attempts[1]?.at, Date.UTC(2026, 10, 23, 11, 50, 1, 212));
});

void test('an attempt without any connection has decisions alone', () => {
  const { attempts } = readStory(ltr, '');
  assert.deepEqual(
    attempts.map(({ sessions }) => sessions.length),
    [0, 0],
  );
});

void test('nothing written yet is an empty story', () => {
  assert.deepEqual(readStory('', ''), { before: [], attempts: [] });
});

void test('a remark that somebody wrote into the file is kept where it stands', () => {
  const remarked = ltr.replace('2026-11-23T11:55:00.000Z attempt', 'ann: asked the other side\r\n$&');
  const [, first] = readStory(remarked, rtr).attempts;
  assert.ok(first?.decisions.some((line) => line.kind === 'text' && line.text.startsWith('ann: asked')));
});

void test('a session lasts until its last line', () => {
  const [second, first] = readStory(ltr, rtr).attempts;
  assert.equal(first?.sessions[0]?.totalMs, 25);
  assert.equal(second?.sessions[0]?.totalMs, 29);
});

void test('several sessions of one attempt stand in the order in which they began', () => {
  const two = rtr.replace('attempt 2, session 1: sim.test', 'attempt 1, session 2: other.test');
  const [first] = readStory(ltr, two).attempts.filter(({ number }) => number === 1);
  assert.deepEqual(
    first?.sessions.map(({ name }) => name),
    ['sim.test', 'other.test'],
  );
});
