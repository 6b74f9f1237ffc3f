import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Envelope } from '../../../src/engine/mailroot/envelope';
import { findingsOf } from '../../../src/engine/mailroot/findings';
import type { Family, Snapshot } from '../../../src/engine/mailroot/snapshot';

const id = '20261123T115001Z-07b3a9c';
const now = Date.UTC(2026, 10, 23, 12);
const minute = 60_000;
const waiting: Envelope = {
  version: 1,
  id,
  arrivedAt: now - minute,
  source: { kind: 'pickup', file: 'a.eml' },
  why: 'test',
  reversePath: 'a@x.test',
  recipients: [{ address: 'b@x.test', state: { action: 'pending' } }],
  attempts: 1,
  nextAttemptAt: now + minute,
};
const withState = (changes: Partial<Envelope> = {}): Pick<Family, 'state'> => ({
  state: { kind: 'envelope', envelope: { ...waiting, ...changes } },
});
const found = (family: Partial<Family>, rest: Partial<Snapshot> = {}): string[] =>
  findingsOf({ families: [{ id, elsewhere: [], ...family }], drafts: [], foreign: [], ...rest }, now).map(
    ({ kind, text }) => `${kind}: ${text}`,
  );

void test('a message without state, one that waits for its moment, and one that is held are as they should be', () => {
  assert.deepEqual(found({ wakeAt: now }), []);
  assert.deepEqual(found({ wakeAt: now + minute, ...withState() }), []);
  assert.deepEqual(found({ wakeAt: now - minute, ...withState() }), [], 'too early costs a look, no more');
});

void test('a message that would be looked at later than its next attempt is due has overslept', () => {
  assert.deepEqual(found({ wakeAt: now + 9 * minute, ...withState() }), [
    'overslept: is due at 2026-11-23T12:01:00.000Z, but would not be looked at before 2026-11-23T12:09:00.000Z',
  ]);
});

void test('a message without a next attempt is idle if nothing will look at it', () => {
  const { nextAttemptAt, ...idle } = waiting;
  assert.ok(nextAttemptAt);
  const state = { state: { kind: 'envelope', envelope: idle } } as const;
  assert.match(found({ wakeAt: now + minute, ...state }).join(), /^overslept: has no next attempt/);
  assert.deepEqual(found({ wakeAt: now, ...state }), []);
});

void test('a fate that is written and not carried out', () => {
  assert.deepEqual(found({ wakeAt: now, ...withState({ fate: { kind: 'sent' } }) }), [
    'leaving: is finished and was on its way to Sent',
  ]);
  const bad = { kind: 'bad', reason: 'general-failure', text: 'x' } as const;
  assert.deepEqual(found(withState({ fate: bad })), ['leaving: is finished and was on its way to BadMail']);
});

void test('state or transcripts without their message', () => {
  assert.match(found({}).join(), /^leftover: .*its message is gone/);
  assert.match(found(withState()).join(), /^leftover/);
});

void test('a state that can not be read, and files that can not', () => {
  assert.deepEqual(found({ wakeAt: now, state: { kind: 'damaged', why: 'not JSON' } }), [
    "damaged: has a state that can't be read (not JSON)",
  ]);
  assert.deepEqual(found({ wakeAt: now, unreadable: 'EACCES' }), ["unreadable: can't be read: EACCES"]);
});

void test('a message whose id is in another folder too is told, and what else is wrong with it when it has a place of its own', () => {
  assert.match(found({ wakeAt: now, elsewhere: ['Sent'] }).join(), /^twice: is in the Queue and in Sent/);
  assert.match(found({ wakeAt: now, elsewhere: ['Sent', 'BadMail'] }).join(), /in Sent and BadMail/);
  const damaged = found({ wakeAt: now, elsewhere: ['BadMail'], state: { kind: 'damaged', why: 'not JSON' } });
  assert.deepEqual([damaged.length, damaged[0]?.startsWith('twice: ')], [1, true]);
});

void test('drafts and messages under foreign names are told by folder and name', () => {
  const rest = { drafts: [{ folder: 'Drop', name: `${id}.eml.tmp` }], foreign: ['letter.eml'] } as const;
  const ids = findingsOf({ families: [], ...rest }, now).map((finding) => `${finding.kind} ${finding.id}`);
  assert.deepEqual(ids, [`draft Drop/${id}.eml.tmp`, 'foreign Queue/letter.eml']);
});
