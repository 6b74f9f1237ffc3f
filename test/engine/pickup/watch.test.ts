import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { isForPickup, watchPickup, type PickupWatch } from '../../../src/engine/pickup/watch';
import { silentLog } from '../../../src/engine/ports';
import { manualClock, type ManualClock } from '../../support/manualClock';
import { tempFolder } from '../../support/tempFolder';

interface Pickup {
  readonly folder: string;
  readonly clock: ManualClock;
  readonly watch: PickupWatch;
  readonly taken: string[];
}

function pickup(t: TestContext, take?: (name: string) => Promise<void>): Pickup {
  const folder = tempFolder(t);
  const clock = manualClock();
  const taken: string[] = [];
  const watch = watchPickup({
    folder,
    clock,
    log: silentLog,
    settleMs: () => 200,
    take: async (name) => {
      await take?.(name);
      taken.push(name);
      rmSync(join(folder, name));
    },
  });
  t.after(() => watch.close());
  return { folder, clock, watch, taken };
}

async function quiet({ clock, watch }: Pickup, ms = 200): Promise<void> {
  await watch.scan();
  clock.advance(ms);
  await watch.scan();
}

test('a file is taken when its size and time were the same for the settle time, not before', async (t) => {
  const box = pickup(t);
  writeFileSync(join(box.folder, 'a.eml'), 'From: a@x');
  await box.watch.scan();
  box.clock.advance(199);
  await box.watch.scan();
  assert.deepEqual(box.taken, []);
  box.clock.advance(1);
  await box.watch.scan();
  assert.deepEqual(box.taken, ['a.eml']);
});

test('a file that grows is waited for', async (t) => {
  const box = pickup(t);
  const path = join(box.folder, 'a.eml');
  writeFileSync(path, 'From: a@x');
  await box.watch.scan();
  for (let i = 0; i < 5; i++) {
    appendFileSync(path, 'more');
    box.clock.advance(150);
    await box.watch.scan();
  }
  assert.deepEqual(box.taken, []);
  await quiet(box);
  assert.deepEqual(box.taken, ['a.eml']);
});

test('an empty file gets ten seconds for its writer to begin', async (t) => {
  const box = pickup(t);
  writeFileSync(join(box.folder, 'a.eml'), '');
  await quiet(box, 9_999);
  assert.deepEqual(box.taken, []);
  box.clock.advance(1);
  await box.watch.scan();
  assert.deepEqual(box.taken, ['a.eml']);
});

test('a draft is ignored until it is renamed', async (t) => {
  const box = pickup(t);
  writeFileSync(join(box.folder, 'a.eml.tmp'), 'From: a@x');
  await quiet(box, 60_000);
  assert.deepEqual(box.taken, []);
  renameSync(join(box.folder, 'a.eml.tmp'), join(box.folder, 'a.eml'));
  await quiet(box);
  assert.deepEqual(box.taken, ['a.eml']);
});

test('folders and links are not taken', async (t) => {
  const box = pickup(t);
  mkdirSync(join(box.folder, 'archive'));
  const target = join(tempFolder(t), 'elsewhere.eml');
  writeFileSync(target, 'From: a@x');
  symlinkSync(target, join(box.folder, 'link.eml'));
  await quiet(box, 60_000);
  assert.deepEqual(box.taken, []);
  assert.equal(existsSync(target), true);
});

test('a file that cannot be taken stays, and is offered again until it can', async (t) => {
  let locked = true;
  const box = pickup(t, () => (locked ? Promise.reject(new Error('EBUSY')) : Promise.resolve()));
  writeFileSync(join(box.folder, 'a.eml'), 'From: a@x');
  await quiet(box);
  assert.deepEqual(box.taken, []);
  assert.equal(existsSync(join(box.folder, 'a.eml')), true);
  locked = false;
  await quiet(box);
  assert.deepEqual(box.taken, ['a.eml']);
});

test('a Pickup folder that was deleted is made anew after a second, and watched again', async (t) => {
  const box = pickup(t);
  rmSync(box.folder, { recursive: true });
  await box.watch.scan();
  assert.equal(existsSync(box.folder), false, 'who deletes a whole MailRoot is not hindered');
  await quiet(box, 1_000);
  writeFileSync(join(box.folder, 'a.eml'), 'From: a@x');
  await quiet(box);
  assert.deepEqual(box.taken, ['a.eml']);
});

test('when the MailRoot around it is gone too, Pickup is not made anew', async (t) => {
  const root = tempFolder(t);
  const folder = join(root, 'MailRoot', 'Pickup');
  mkdirSync(folder, { recursive: true });
  const take = (): Promise<void> => Promise.resolve();
  const clock = manualClock();
  const watch = watchPickup({ folder, clock, log: silentLog, settleMs: () => 200, take });
  t.after(() => watch.close());
  rmSync(join(root, 'MailRoot'), { recursive: true });
  for (let i = 0; i < 5; i++) {
    await watch.scan();
    clock.advance(1_000);
  }
  assert.equal(existsSync(join(root, 'MailRoot')), false);
});

test('a clock that is set back by an hour delays a file by its settle time, not by an hour', async (t) => {
  const box = pickup(t);
  writeFileSync(join(box.folder, 'a.eml'), 'From: a@x');
  await box.watch.scan();
  box.clock.advance(-3_600_000);
  await quiet(box);
  assert.deepEqual(box.taken, ['a.eml']);
});

test('any extension is for Pickup; drafts, dot-files and backups of editors are not', () => {
  const wanted = ['a.eml', 'Message.txt', 'no extension', 'A.LOG', '7f3a.bad'];
  const unwanted = ['a.tmp', 'A.TMP', '.hidden', '~$draft.eml', 'a.eml~', '#a.eml#', '.a.eml.swp', 'a.eml.swp', '4913'];
  assert.deepEqual(wanted.filter(isForPickup), wanted);
  assert.deepEqual(unwanted.filter(isForPickup), []);
});
