import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { FolderName, MailRoot } from '../../src/engine/mailroot/layout';
import { watchFolders } from '../../src/host/folderWatch';
import { tempMailRoot } from '../support/tempFolder';

interface Watched {
  readonly mailRoot: MailRoot;
  /** Resolves when this folder is told to have changed after now. */
  readonly change: (folder: FolderName) => Promise<void>;
  readonly told: FolderName[];
}

function watched(t: TestContext): Watched {
  const mailRoot = tempMailRoot(t);
  const told: FolderName[] = [];
  let waiting: { folder: FolderName; resolve: () => void }[] = [];
  const watch = watchFolders(mailRoot, (folders) => {
    told.push(...folders);
    for (const { resolve } of waiting.filter(({ folder }) => folders.includes(folder))) resolve();
    waiting = waiting.filter(({ folder }) => !folders.includes(folder));
  });
  t.after(() => watch.dispose());
  return { mailRoot, told, change: (folder) => new Promise((resolve) => waiting.push({ folder, resolve })) };
}

const within = { timeout: 10_000 };

void test('a file that comes into a folder is told', within, async (t) => {
  const { mailRoot, change, told } = watched(t);
  const changed = change('Drop');
  writeFileSync(join(mailRoot.Drop, 'a.eml'), 'x');
  await changed;
  assert.ok(!told.includes('Queue'));
});

void test('a burst is told together', within, async (t) => {
  const { mailRoot, change, told } = watched(t);
  const changed = change('Drop');
  for (let i = 0; i < 200; i++) writeFileSync(join(mailRoot.Drop, `${i}.eml`), 'x');
  await changed;
  assert.ok(told.length <= 2, `told ${told.length} times`);
});

void test('a move is told of both folders', within, async (t) => {
  const { mailRoot, change } = watched(t);
  const put = change('Pickup');
  writeFileSync(join(mailRoot.Pickup, 'a.eml'), 'x');
  await put;
  const moved = Promise.all([change('Pickup'), change('Queue')]);
  renameSync(join(mailRoot.Pickup, 'a.eml'), join(mailRoot.Queue, 'a.eml'));
  await moved;
});

void test('a folder deleted and made anew is watched again', within, async (t) => {
  const { mailRoot, change } = watched(t);
  const gone = change('BadMail');
  rmSync(mailRoot.BadMail, { recursive: true });
  await gone;
  const back = change('BadMail');
  mkdirSync(mailRoot.BadMail);
  await back;
  const filled = change('BadMail');
  writeFileSync(join(mailRoot.BadMail, 'a.bad'), 'x');
  await filled;
});
