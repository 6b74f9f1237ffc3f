/** What a start makes of a claim that a crash left half undone. */
import assert from 'node:assert/strict';
import { linkSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { recover } from '../../../src/engine/mailroot/recover';
import { enqueue } from '../../../src/engine/mailroot/store';
import { tempMailRoot } from '../../support/tempFolder';

const id = '20261123T115001Z-07b3a9c';

test('a crash in the middle of giving back leaves the file in Pickup alone', async (t) => {
  const mailRoot = tempMailRoot(t);
  const other = `${id.slice(0, -1)}d`;
  writeFileSync(join(mailRoot.Pickup, 'a.eml'), 'bytes');
  linkSync(join(mailRoot.Pickup, 'a.eml'), join(mailRoot.Queue, `${id}.eml`));
  await enqueue(mailRoot, other, ['bytes']);
  assert.deepEqual(
    (await recover(mailRoot)).map((each) => each.id),
    [other],
  );
  assert.deepEqual([readdirSync(mailRoot.Pickup), readdirSync(mailRoot.Queue)], [['a.eml'], [`${other}.eml`]]);
});

test('a message with state that a person linked into Pickup is left in the Queue', async (t) => {
  const mailRoot = tempMailRoot(t);
  await enqueue(mailRoot, id, ['bytes']);
  writeFileSync(join(mailRoot.Queue, `${id}.envelope.json`), '{}');
  linkSync(join(mailRoot.Queue, `${id}.eml`), join(mailRoot.Pickup, 'again.eml'));
  await recover(mailRoot);
  assert.deepEqual(readdirSync(mailRoot.Queue), [`${id}.eml`, `${id}.envelope.json`]);
});
