import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { isForPickup, watchPickup, type PickupWatch } from '../../../src/engine/pickup/watch';
import { manualClock, type ManualClock } from '../../support/manualClock';
import { withoutPrivilege } from '../../support/privilege';
import { tempFolder } from '../../support/tempFolder';

interface Pickup {
  readonly folder: string;
  readonly clock: ManualClock;
  readonly watch: PickupWatch;
  readonly taken: string[];
  readonly warnings: string[];
  /** What is told as a trouble now. */
  readonly told: ReadonlyMap<string, string>;
}

function pickup(t: TestContext, take?: (name: string) => Promise<void>): Pickup {
  const folder = tempFolder(t);
  const clock = manualClock();
  const taken: string[] = [];
  const warnings: string[] = [];
  const told = new Map<string, string>();
  const watch = watchPickup({
    folder,
    clock,
    maxOctets: () => 1_000,
    troubles: {
      tell(cause, sentence) {
        if (!told.has(cause)) warnings.push(sentence);
        told.set(cause, sentence);
      },
      clear: (cause) => told.delete(cause),
    },
    settleMs: () => 200,
    take: async (name) => {
      await take?.(name);
      taken.push(name);
      rmSync(join(folder, name));
    },
  });
  t.after(() => watch.close());
  return { folder, clock, watch, taken, warnings, told };
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

test('a file renamed into Pickup is taken like any other, however old it is', async (t) => {
  const box = pickup(t);
  const elsewhere = join(tempFolder(t), 'a.eml');
  writeFileSync(elsewhere, 'From: a@x');
  utimesSync(elsewhere, 1, 1);
  renameSync(elsewhere, join(box.folder, 'a.eml'));
  await quiet(box);
  assert.deepEqual(box.taken, ['a.eml']);
});

test('a file that is too large stays and is told of; it is taken when the limit is raised, and then nothing is told', async (t) => {
  const box = pickup(t);
  const path = join(box.folder, 'a.eml');
  writeFileSync(path, 'x'.repeat(1_001));
  await quiet(box);
  assert.deepEqual(box.taken, []);
  assert.match(
    box.told.get('Pickup/a.eml') ?? '',
    /has 1001 octets, more than mailroot\.smtp\.maxMessageKilobytes allows/,
  );
  writeFileSync(path, 'x'.repeat(1_000));
  await quiet(box);
  assert.deepEqual(box.taken, ['a.eml']);
  assert.equal(box.told.size, 0);
});

test('what was told of a file is over when somebody takes it away', async (t) => {
  const box = pickup(t);
  symlinkSync('nowhere', join(box.folder, 'link.eml'));
  await quiet(box);
  assert.equal(box.told.size, 1);
  rmSync(join(box.folder, 'link.eml'));
  await quiet(box);
  assert.equal(box.told.size, 0);
});

test('a read-only file is taken once', async (t) => {
  const box = pickup(t);
  writeFileSync(join(box.folder, 'a.eml'), 'From: a@x', { mode: 0o444 });
  await quiet(box);
  await quiet(box, 60_000);
  assert.deepEqual(box.taken, ['a.eml']);
});

test('an unreadable file stays and is told of once; when it can be read, it is taken', async (t) => {
  const box = pickup(t);
  const path = join(box.folder, 'a.eml');
  await withoutPrivilege([box.folder], async () => {
    writeFileSync(path, 'From: a@x');
    chmodSync(path, 0o000);
    await quiet(box);
    await quiet(box, 5_000);
    assert.deepEqual(box.taken, []);
    assert.equal(box.warnings.length, 1);
    assert.match(box.warnings[0] ?? '', /^Pickup\/a\.eml can't be taken yet: EACCES/);
    chmodSync(path, 0o600);
    await quiet(box, 1_000);
  });
  assert.deepEqual(box.taken, ['a.eml']);
});

test('a name that is not UTF-8 is told of, since the file can not be taken under it', async (t) => {
  const box = pickup(t);
  try {
    writeFileSync(Buffer.concat([Buffer.from(`${box.folder}/`), Buffer.from([0xff, 0x2e, 0x65])]), 'From: a@x');
  } catch {
    t.skip('this file system has names in UTF-8 alone');
    return;
  }
  await quiet(box);
  await quiet(box);
  assert.deepEqual(box.taken, []);
  assert.equal(box.warnings.length, 1);
  assert.match(box.warnings[0] ?? '', /not UTF-8: rename it/);
});

test('a pipe is not taken and not waited for, and is told of', { skip: process.platform === 'win32' }, async (t) => {
  const box = pickup(t);
  execFileSync('mkfifo', [join(box.folder, 'a.eml')]);
  await quiet(box, 60_000);
  assert.deepEqual(box.taken, []);
  assert.match(box.warnings.join(), /Pickup\/a\.eml is not taken: it is no regular file/);
});

test('folders and links are not taken; of a link one hears once', async (t) => {
  const box = pickup(t);
  mkdirSync(join(box.folder, 'archive'));
  const target = join(tempFolder(t), 'elsewhere.eml');
  writeFileSync(target, 'From: a@x');
  symlinkSync(target, join(box.folder, 'link.eml'));
  await quiet(box, 60_000);
  assert.deepEqual(box.taken, []);
  assert.equal(statSync(target).size, 9);
  assert.deepEqual(box.warnings, ['Pickup/link.eml is not taken: it is a symbolic link. Put the file itself there.']);
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
  const watch = watchPickup({
    folder,
    clock,
    maxOctets: () => 1_000,
    troubles: { tell: () => undefined, clear: () => undefined },
    settleMs: () => 200,
    take,
  });
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
  const wanted = ['a.eml', 'Message.txt', 'no extension', 'A.LOG', '7f3a.bad', 'a.eml.bak', 'a.orig'];
  const unwanted = ['a.tmp', 'A.TMP', '.hidden', '~$draft.eml', 'a.eml~', '#a.eml#', '.a.eml.swp', 'a.eml.swp', '4913'];
  assert.deepEqual(wanted.filter(isForPickup), wanted);
  assert.deepEqual(unwanted.filter(isForPickup), []);
});
