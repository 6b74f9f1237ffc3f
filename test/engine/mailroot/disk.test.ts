import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as disk from '../../../src/engine/mailroot/disk';
import { tempFolder } from '../../support/tempFolder';

const ways = [
  ['at once', () => disk.makeCallsAtOnce()],
  ['by threads', () => () => undefined],
] as const;

for (const [way, go] of ways) {
  void test(`a file is written, read, looked at, moved and taken away: ${way}`, async (t) => {
    t.after(go());
    const folder = tempFolder(t);
    const [path, other] = [join(folder, 'a'), join(folder, 'b')];
    const file = await disk.open(path, 'w');
    await disk.write(file, Buffer.from('Grüße'));
    await disk.sync(file);
    assert.equal((await disk.fstat(file)).size, 7);
    await disk.close(file);
    await disk.utimes(path, 1_000);
    assert.equal((await disk.stat(path)).mtimeMs, 1_000_000);
    await disk.rename(path, other);
    assert.deepEqual(await disk.readdir(folder), ['b']);
    assert.equal((await disk.readFile(other)).toString(), 'Grüße');
    await disk.unlink(other);
    assert.deepEqual(await disk.readdir(folder), []);
  });

  void test(`what is not there is an error with its code, told to who waits for it: ${way}`, async (t) => {
    t.after(go());
    const missing = join(tempFolder(t), 'missing');
    for (const asking of [disk.readFile(missing), disk.unlink(missing), disk.rename(missing, `${missing}2`)])
      await assert.rejects(asking, { code: 'ENOENT' });
    await assert.rejects(disk.open(missing, 'r'), { code: 'ENOENT' });
  });
}

void test('a write that the disk takes in pieces is written whole', async (t) => {
  t.after(disk.makeCallsAtOnce());
  const { write } = disk.atOnce;
  t.after(() => (disk.atOnce.write = write));
  disk.atOnce.write = (file, bytes) => write(file, (bytes as Uint8Array).subarray(0, 3));
  const path = join(tempFolder(t), 'a');
  const file = await disk.open(path, 'w');
  await disk.write(file, Buffer.from('in pieces'));
  await disk.close(file);
  assert.equal(readFileSync(path, 'utf8'), 'in pieces');
});

void test('a large file is read by a thread, also where calls are made at once', async (t) => {
  t.after(disk.makeCallsAtOnce());
  const { readFile } = disk.atOnce;
  t.after(() => (disk.atOnce.readFile = readFile));
  disk.atOnce.readFile = () => assert.fail('it would keep everything waiting');
  const path = join(tempFolder(t), 'large');
  writeFileSync(path, Buffer.alloc(300_000));
  assert.equal((await disk.readFile(path)).length, 300_000);
});

void test('a disk on which calls take long gets them by threads, and is tried again later', () => {
  const pace = new disk.Pace(0);
  for (let i = 0; i < 1_000; i++) {
    assert.equal(pace.isQuick(), true);
    pace.took(0.02);
  }
  // One that takes long, as any disk has now and then, changes nothing.
  pace.took(30);
  assert.equal(pace.isQuick(), true);
  while (pace.isQuick()) pace.took(30);
  let byThreads = 1;
  while (!pace.isQuick()) byThreads += 1;
  assert.equal(byThreads, 1_000);
  pace.took(0.02);
  assert.equal(pace.isQuick(), true);
});
