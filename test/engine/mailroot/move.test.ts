import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { moveAcross, moveFile, moveParts } from '../../../src/engine/mailroot/move';
import { watchDisk } from '../../support/disk';
import { tempFolder, tempMailRoot } from '../../support/tempFolder';

const id = '20261123T115001Z-07b3a9c';

/** As if `BadMail` were on a file system of its own. */
function onAnotherDisk(t: TestContext, folder: string, part: string): void {
  const isOver = (path: string): boolean => path.includes(`${part}/`);
  watchDisk(t, folder, ({ kind, path, to = path }) =>
    kind === 'rename' && isOver(path) !== isOver(to) ? { fail: 'EXDEV' } : undefined,
  );
}

void test('a family moves by renames, and the message gets its other name', async (t) => {
  const mailRoot = tempMailRoot(t);
  writeFileSync(join(mailRoot.Sent, `${id}.eml`), 'bytes');
  await moveParts(mailRoot, { id, from: 'Sent', to: 'BadMail', parts: ['.eml', '.ltr'] });
  assert.equal(readFileSync(join(mailRoot.BadMail, `${id}.bad`), 'utf8'), 'bytes');
  assert.deepEqual(readdirSync(mailRoot.Sent), []);
});

void test('to a folder on another disk it is copied, whole, and the source goes', async (t) => {
  const mailRoot = tempMailRoot(t);
  writeFileSync(join(mailRoot.Queue, `${id}.eml`), 'bytes');
  onAnotherDisk(t, mailRoot.root, 'BadMail');
  await moveParts(mailRoot, { id, from: 'Queue', to: 'BadMail', parts: ['.eml', '.ltr', '.rtr'] });
  assert.deepEqual(readdirSync(mailRoot.BadMail), [`${id}.bad`]);
  assert.equal(readFileSync(join(mailRoot.BadMail, `${id}.bad`), 'utf8'), 'bytes');
  assert.deepEqual(readdirSync(mailRoot.Queue), []);
});

void test('a copy to another disk that is full leaves the source where it was, and no half of it', async (t) => {
  const folder = tempFolder(t);
  const [from, to] = [join(folder, 'a'), join(folder, 'b')];
  writeFileSync(from, 'bytes');
  watchDisk(t, folder, ({ kind }) => {
    if (kind === 'rename') return { fail: 'EXDEV' };
    return kind === 'write' ? { fail: 'ENOSPC' } : undefined;
  });
  await assert.rejects(moveAcross(from, to), /ENOSPC/);
  assert.deepEqual(readdirSync(folder), ['a']);
});

const noProc = existsSync('/proc/self/fd') ? false : 'open files are listed in /proc';

void test('a copy to another disk that can not begin leaves no file open', { skip: noProc }, async (t) => {
  const folder = tempFolder(t);
  const from = join(folder, 'a');
  writeFileSync(from, 'bytes');
  watchDisk(t, folder, ({ kind }) => (kind === 'rename' ? { fail: 'EXDEV' } : undefined));
  await assert.rejects(moveAcross(from, join(folder, 'not', 'mounted', 'b')), /ENOENT/);
  const open = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(join('/proc/self/fd', fd));
    } catch {
      return '';
    }
  });
  assert.ok(!open.includes(from), 'it is open still');
});

void test('what is not there was moved before', async (t) => {
  const folder = tempFolder(t);
  await moveFile(join(folder, 'a'), join(folder, 'b'));
  assert.equal(existsSync(join(folder, 'b')), false);
  await assert.rejects(moveAcross(join(folder, 'a'), join(folder, 'b')), /ENOENT/);
});
