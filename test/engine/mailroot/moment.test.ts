import assert from 'node:assert/strict';
import { test } from 'node:test';
import { priorities } from '../../../src/engine/mailroot/envelope';
import { mtimeFor, readMoment, whileHeld } from '../../../src/engine/mailroot/moment';
import { envelope } from '../../views/envelopes';

const anybody = envelope([]);

test('an mtime gives moment, priority and leave back, also as a file system and seconds with fractions keep it', () => {
  for (const at of [1, 1_795_000_000_123, whileHeld])
    for (const priority of priorities)
      for (const mayLeave of [[], ['far.test']]) {
        const mtime = mtimeFor({ ...anybody, priority, mayLeave }, at);
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
  const low = mtimeFor({ ...anybody, priority: 'high', mayLeave: ['far.test'] }, at);
  assert.deepEqual(readMoment(Math.floor(low)), { at });
});
