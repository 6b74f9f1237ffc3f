import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openUsage } from '../../../src/engine/mailroot/usage';
import { watchDisk } from '../../support/disk';
import { manualClock } from '../../support/manualClock';
import { tempFolder } from '../../support/tempFolder';

const put = (folder: string, name: string, octets: number): void =>
  writeFileSync(join(folder, name), Buffer.alloc(octets));

void test('what is there is counted, what is put in is added', async (t) => {
  const folder = tempFolder(t);
  put(folder, 'a.eml', 600);
  const usage = openUsage(() => folder, manualClock());
  assert.equal(await usage.fits(400, 1_000), true);
  assert.equal(usage.octets(), 600);
  usage.grew(400);
  assert.equal(await usage.fits(1, 1_000), false);
});

void test('folders in it and files that vanish are no octets', async (t) => {
  const folder = tempFolder(t);
  mkdirSync(join(folder, 'sub'));
  put(folder, 'a.eml', 10);
  const usage = openUsage(() => folder, manualClock());
  assert.equal(await usage.fits(0, 10), true);
  assert.equal(usage.octets(), 10);
});

void test('somebody made room: a scan sees it before anybody is refused, but not more often than each second', async (t) => {
  const folder = tempFolder(t);
  const clock = manualClock();
  put(folder, 'a.eml', 1_000);
  const usage = openUsage(() => folder, clock);
  assert.equal(await usage.fits(1, 1_000), false);
  rmSync(join(folder, 'a.eml'));
  assert.equal(await usage.fits(1, 1_000), false, 'looked a moment ago');
  clock.advance(1_000);
  assert.equal(await usage.fits(1, 1_000), true);
});

void test('a folder with room is not looked into again for each message', async (t) => {
  const folder = tempFolder(t);
  const clock = manualClock();
  let scans = 0;
  watchDisk(t, folder, ({ kind }) => {
    if (kind === 'readdir') scans += 1;
    return undefined;
  });
  const usage = openUsage(() => folder, clock);
  for (let i = 0; i < 100; i++) assert.equal(await usage.fits(1, 1_000), true);
  assert.equal(scans, 1);
  put(folder, 'by-hand.eml', 2_000);
  clock.advance(600_000);
  await usage.fits(1, 1_000);
  await usage.fits(1, 1_000);
  assert.equal(scans, 2);
});

void test('many that ask at once are answered by one scan', async (t) => {
  const folder = tempFolder(t);
  let scans = 0;
  watchDisk(t, folder, ({ kind }) => {
    if (kind === 'readdir') scans += 1;
    return undefined;
  });
  const usage = openUsage(() => folder, manualClock());
  await Promise.all(Array.from({ length: 20 }, () => usage.fits(1, 1_000)));
  assert.equal(scans, 1);
});

void test('a folder that can not be read holds what it held', async (t) => {
  const folder = tempFolder(t);
  const clock = manualClock();
  put(folder, 'a.eml', 100);
  const usage = openUsage(() => folder, clock);
  await usage.fits(0, 100);
  rmSync(folder, { recursive: true });
  clock.advance(1_000);
  assert.equal(await usage.fits(1, 100), false);
  assert.equal(usage.octets(), 100);
});
