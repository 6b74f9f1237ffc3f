import assert from 'node:assert/strict';
import { test } from 'node:test';
import { priorities, type Envelope } from '../../../src/engine/mailroot/envelope';
import { mtimeFor, readMoment, whileHeld } from '../../../src/engine/mailroot/moment';

const envelope: Envelope = {
  version: 1,
  id: '20261123T115001Z-07b3a9c',
  arrivedAt: 0,
  source: { kind: 'pickup', file: 'a.eml' },
  why: '',
  reversePath: '',
  recipients: [],
  attempts: 0,
};

test('an mtime gives moment, priority and leave back, also as a file system and seconds with fractions keep it', () => {
  for (const at of [1, 1_795_000_000_123, whileHeld])
    for (const priority of priorities)
      for (const mayLeave of [[], ['far.test']]) {
        const mtime = mtimeFor({ ...envelope, priority, mayLeave }, at);
        for (const kept of [mtime, (mtime / 1000) * 1000, Math.floor(mtime * 1000) / 1000, mtime - 0.001]) {
          const wanted = {
            at,
            ...(priority !== 'normal' && { priority }),
            ...(mayLeave.length > 0 && { letOut: true }),
          };
          assert.deepEqual(readMoment(kept), wanted, `${priority} ${mayLeave.join()} ${kept}`);
        }
      }
});

test('where whole milliseconds or seconds are all that is kept, a message is an ordinary one', () => {
  const at = 1_795_000_000_000;
  const low = mtimeFor({ ...envelope, priority: 'high', mayLeave: ['far.test'] }, at);
  assert.deepEqual(readMoment(Math.floor(low)), { at });
});
