import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { DropFull, openDropRoom, quotaOctets, type DropRoom } from '../../../src/engine/delivery/dropRoom';
import { openUsage } from '../../../src/engine/mailroot/usage';
import { watchDisk } from '../../support/disk';
import { manualClock } from '../../support/manualClock';
import { tempFolder } from '../../support/tempFolder';

const megabyte = 1024 * 1024;

function room(folder: string, quotaMegabytes: number): DropRoom {
  const usage = openUsage(() => folder, manualClock());
  return openDropRoom(usage, () => ({ quotaMegabytes, maxMessageKilobytes: 100 }));
}

void test('the quota is ten times the largest message, what the setting says, or none', () => {
  assert.equal(quotaOctets({ quotaMegabytes: 0, maxMessageKilobytes: 51_200 }), 500 * megabyte);
  assert.equal(quotaOctets({ quotaMegabytes: 2, maxMessageKilobytes: 51_200 }), 2 * megabyte);
  assert.equal(quotaOctets({ quotaMegabytes: -1, maxMessageKilobytes: 51_200 }), Number.POSITIVE_INFINITY);
});

void test('over the quota it is said in the words of IIS, with what it holds and the setting', async (t) => {
  const folder = tempFolder(t);
  writeFileSync(join(folder, 'a.eml'), Buffer.alloc(megabyte));
  const full = await room(folder, 1)
    .enter(1)
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  assert.ok(full instanceof DropFull);
  assert.equal(full.responseCode, 452);
  assert.match(full.message, /^4\.2\.2 Mailbox Full: Drop holds 1\.0 of 1\.0 MB \(mailroot\.drop\.quotaMegabytes\)/);
});

void test('what was written counts', async (t) => {
  const folder = tempFolder(t);
  const drop = room(folder, 1);
  await drop.enter(megabyte / 2);
  drop.wrote(megabyte / 2);
  await drop.enter(megabyte / 2);
  writeFileSync(join(folder, 'b.eml'), Buffer.alloc(megabyte / 2));
  drop.wrote(megabyte / 2);
  await assert.rejects(drop.enter(megabyte), DropFull);
});

void test('without a quota the disk is not looked at', async (t) => {
  const folder = tempFolder(t);
  let looks = 0;
  watchDisk(t, folder, () => {
    looks += 1;
    return undefined;
  });
  const drop = room(folder, -1);
  await drop.enter(1e12);
  drop.wrote(1e12);
  assert.equal(looks, 0);
});
