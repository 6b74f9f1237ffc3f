import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openFreshIds } from '../../../src/engine/mailroot/freshIds';
import { arrivalOf, queueIds, type FolderName } from '../../../src/engine/mailroot/layout';
import { watchDisk } from '../../support/disk';
import { tempMailRoot } from '../../support/tempFolder';

const now = Date.UTC(2026, 10, 23, 11, 50, 1, 123);
const seed = 0x8000;

for (const [folder, end] of [
  ['Queue', '.eml'],
  ['Queue', '.envelope.json'],
  ['Drop', '.eml'],
  ['Sent', '.eml'],
  ['Sent', '.envelope.json'],
  ['BadMail', '.bad'],
  ['BadMail', '.bdr'],
] as const satisfies [FolderName, string][]) {
  test(`after a restart within the millisecond, no message gets the id of one with a ${end} in ${folder}`, async (t) => {
    const mailRoot = tempMailRoot(t);
    const taken = queueIds(seed)(now);
    writeFileSync(join(mailRoot[folder], taken + end), '');
    const fresh = await openFreshIds(mailRoot, seed);
    const id = await fresh(now);
    assert.notEqual(id, taken);
    assert.equal(arrivalOf(id), now);
  });
}

test('a clock that was set back finds the names of what arrived then', async (t) => {
  const mailRoot = tempMailRoot(t);
  const next = queueIds(seed);
  const early = [next(now), next(now)];
  for (const id of early) writeFileSync(join(mailRoot.Drop, `${id}.eml`), '');
  const fresh = await openFreshIds(mailRoot, seed);
  assert.equal(arrivalOf(await fresh(now + 60_000)), now + 60_000);
  const again = [await fresh(now), await fresh(now), await fresh(now)];
  assert.deepEqual(
    again.filter((id) => early.includes(id)),
    [],
  );
  assert.equal(new Set(again).size, 3);
});

test('more messages in a millisecond than an id can count look at the disk, and go on', async (t) => {
  const mailRoot = tempMailRoot(t);
  const fresh = await openFreshIds(mailRoot, seed);
  const first = await fresh(now);
  writeFileSync(join(mailRoot.Queue, `${first}.eml`), '');
  for (let i = 1; i < 0x10000; i++) await fresh(now);
  assert.notEqual(await fresh(now), first);
});

test('while time goes forward an id costs no look at the disk', async (t) => {
  const mailRoot = tempMailRoot(t);
  writeFileSync(join(mailRoot.Drop, `${queueIds(seed)(now)}.eml`), '');
  const fresh = await openFreshIds(mailRoot, seed);
  let looks = 0;
  watchDisk(t, mailRoot.root, () => {
    looks += 1;
    return undefined;
  });
  for (let i = 1; i <= 100; i++) await fresh(now + i);
  assert.equal(looks, 0);
});

test('a disk that can not be looked at gives no id, rather than one that may be taken', async (t) => {
  const mailRoot = tempMailRoot(t);
  writeFileSync(join(mailRoot.Drop, `${queueIds(0)(now)}.eml`), '');
  const fresh = await openFreshIds(mailRoot, seed);
  watchDisk(t, mailRoot.root, () => ({ fail: 'EIO' }));
  await assert.rejects(fresh(now - 1), { code: 'EIO' });
});

test('a folder deleted under us has no names to be taken', async (t) => {
  const mailRoot = tempMailRoot(t);
  const taken = queueIds(seed)(now);
  writeFileSync(join(mailRoot.Queue, `${taken}.eml`), '');
  const fresh = await openFreshIds(mailRoot, seed);
  rmSync(mailRoot.Sent, { recursive: true });
  assert.notEqual(await fresh(now), taken);
});
