/** A part of a file: as much as there is, and no file left open. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { filePart } from '../../../src/engine/mailroot/filePart';
import { tempFolder } from '../../support/tempFolder';

void test('a part has the octets from a place on, and says how large the whole is', async (t) => {
  const path = join(tempFolder(t), 'a.eml');
  writeFileSync(path, 'Subject: x\r\n\r\nhi\r\n');
  const { bytes, size, mtimeMs } = await filePart(path, 9, 3);
  assert.deepEqual([bytes.toString(), size, mtimeMs], ['x\r\n', 18, statSync(path).mtimeMs]);
});

void test('it ends where the file ends, and is empty behind that', async (t) => {
  const path = join(tempFolder(t), 'a.eml');
  writeFileSync(path, 'abc');
  assert.equal((await filePart(path, 1, 1_000)).bytes.toString(), 'bc');
  assert.equal((await filePart(path, 3, 1_000)).bytes.length, 0);
  assert.equal((await filePart(path, 9, 1_000)).bytes.length, 0);
});

void test('a file that is not there says so', async (t) => {
  await assert.rejects(filePart(join(tempFolder(t), 'a.eml'), 0, 10), { code: 'ENOENT' });
});

const noProc = existsSync('/proc/self/fd') ? false : 'open files are listed in /proc';

void test('no file is left open by a part that can not be read', { skip: noProc }, async (t) => {
  const folder = tempFolder(t);
  await assert.rejects(filePart(folder, 0, 10), { code: 'EISDIR' });
  const open = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(join('/proc/self/fd', fd));
    } catch {
      return '';
    }
  });
  assert.ok(!open.includes(folder));
});
