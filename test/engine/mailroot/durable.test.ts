import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { createDurably, removeFile, syncFolder, writeDurably } from '../../../src/engine/mailroot/durable';
import { watchDisk } from '../../support/disk';
import { tempFolder } from '../../support/tempFolder';

void test('a file is written whole out of its parts, and no draft stays', async (t) => {
  const folder = tempFolder(t);
  const stream = Readable.from([Buffer.from('c'), Buffer.from('d')]);
  await writeDurably(join(folder, 'a.eml'), ['a', Buffer.from('b'), stream, 'e']);
  assert.deepEqual(readdirSync(folder), ['a.eml']);
  assert.equal(readFileSync(join(folder, 'a.eml'), 'utf8'), 'abcde');
});

void test('a stream of text is written as one of octets is', async (t) => {
  const path = join(tempFolder(t), 'a');
  await writeDurably(path, ['Grüße ', Readable.from(['für ', Buffer.from('alle')])]);
  assert.equal(readFileSync(path, 'utf8'), 'Grüße für alle');
});

void test('a file that was there is replaced at once', async (t) => {
  const path = join(tempFolder(t), 'a.json');
  writeFileSync(path, 'a much longer text than what comes');
  await writeDurably(path, ['new']);
  assert.equal(readFileSync(path, 'utf8'), 'new');
});

void test('a write that breaks leaves the old file as it was, and no draft', async (t) => {
  const folder = tempFolder(t);
  const path = join(folder, 'a.json');
  writeFileSync(path, 'old');
  const broken = new Readable({
    read() {
      this.destroy(new Error('client gone'));
    },
  });
  await assert.rejects(writeDurably(path, ['half', broken]), /client gone/);
  assert.equal(readFileSync(path, 'utf8'), 'old');
  assert.deepEqual(readdirSync(folder), ['a.json']);
});

void test('a name taken by a folder is an error that says which', async (t) => {
  const path = join(tempFolder(t), 'taken');
  mkdirSync(path);
  writeFileSync(join(path, 'something'), '');
  await assert.rejects(writeDurably(path, ['x']), /taken/);
  assert.ok(!existsSync(`${path}.tmp`));
});

void test('a folder deleted under us is made anew, the folder around it is not', async (t) => {
  const folder = tempFolder(t);
  await writeDurably(join(folder, 'Drop', 'a.eml'), ['x']);
  assert.equal(readFileSync(join(folder, 'Drop', 'a.eml'), 'utf8'), 'x');
  await assert.rejects(writeDurably(join(folder, 'deleted', 'Drop', 'a.eml'), ['x']), { code: 'ENOENT' });
  assert.deepEqual(readdirSync(folder), ['Drop']);
});

void test('a hundred writers at once all end, each with its own file', async (t) => {
  const folder = tempFolder(t);
  const names = Array.from({ length: 100 }, (_, i) => `${i}.eml`);
  await Promise.all(names.map((name) => writeDurably(join(folder, name), [name])));
  for (const name of names) assert.equal(readFileSync(join(folder, name), 'utf8'), name);
});

void test(
  'folder syncs asked for while one runs are answered together by the next',
  { skip: process.platform === 'win32' },
  async (t) => {
    const folder = tempFolder(t);
    const first = syncFolder(folder);
    const [second, third] = [syncFolder(folder), syncFolder(folder)];
    assert.notEqual(first, second);
    assert.equal(second, third);
    await Promise.all([first, second]);
    assert.notEqual(syncFolder(folder), third, 'what comes later is synced anew');
  },
);

void test(
  'a folder that can not be synced is told to who asked, and does not spoil the next',
  { skip: process.platform === 'win32' },
  async (t) => {
    const folder = join(tempFolder(t), 'not yet');
    const [first, second] = [syncFolder(folder), syncFolder(folder)];
    await assert.rejects(first, { code: 'ENOENT' });
    await assert.rejects(second, { code: 'ENOENT' });
    mkdirSync(folder);
    await syncFolder(folder);
  },
);

void test('a file is taken away; one that is gone already is fine, one that can not be taken is not', async (t) => {
  const folder = tempFolder(t);
  writeFileSync(join(folder, 'a.eml'), 'x');
  await removeFile(join(folder, 'a.eml'));
  await removeFile(join(folder, 'a.eml'));
  assert.deepEqual(readdirSync(folder), []);
  await assert.rejects(removeFile(folder));
});

void test('a new file that cannot be made durable is taken away, and so that a power cut does not bring it back', async (t) => {
  const folder = tempFolder(t);
  const calls: string[] = [];
  watchDisk(t, folder, ({ kind, path }) => {
    calls.push(kind);
    return kind === 'open' && path === folder && !calls.includes('rm') ? { fail: 'EMFILE' } : undefined;
  });
  await assert.rejects(createDurably(join(folder, 'a.eml'), ['x']), { code: 'EMFILE' });
  assert.deepEqual(readdirSync(folder), []);
  assert.deepEqual(calls.slice(-3), ['rm', 'open', 'sync']);
});
