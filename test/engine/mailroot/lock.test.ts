import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { test } from 'node:test';
import {
  beat,
  readLock,
  releaseLock,
  takeLock,
  updateLock,
  type LockFile,
  type LockWorld,
} from '../../../src/engine/mailroot/lock';
import type { MailRoot } from '../../../src/engine/mailroot/layout';
import { UserError } from '../../../src/engine/ports';
import { watchDisk } from '../../support/disk';
import { tempMailRoot } from '../../support/tempFolder';

const now = Date.UTC(2026, 10, 23, 11, 50, 1);
const mine: LockFile = { pid: process.pid, host: hostname(), startedAt: now, socket: '/tmp/mine.sock' };
/** A process that has ended: its pid runs no more. */
const deadPid = spawnSync(process.execPath, ['-e', '']).pid;
/** A process that runs: whoever started us. */
const livePid = process.ppid;

const silent: LockWorld = { now, answers: () => Promise.resolve(false) };
const answering: LockWorld = { now, answers: () => Promise.resolve(true) };

/** A lock that somebody left, with its last heartbeat so many seconds ago. */
async function left(mailRoot: MailRoot, by: Partial<LockFile>, secondsAgo: number): Promise<LockFile> {
  const lock = { ...mine, startedAt: now - 60_000, ...by };
  await takeLock(mailRoot, lock, silent);
  utimesSync(mailRoot.lock, now / 1000 - secondsAgo, now / 1000 - secondsAgo);
  return lock;
}

const noDrafts = (mailRoot: MailRoot): void =>
  assert.deepEqual(
    readdirSync(mailRoot.root).filter((name) => name.includes('.tmp')),
    [],
  );

test('the first engine takes the lock; a second one is told who has it', async (t) => {
  const mailRoot = tempMailRoot(t);
  const holder = await left(mailRoot, { pid: livePid }, 1);
  await assert.rejects(takeLock(mailRoot, mine, answering), (error: unknown) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, new RegExp(`process ${livePid} on .*mailroot stop`));
    return true;
  });
  assert.deepEqual(await readLock(mailRoot), holder);
  noDrafts(mailRoot);
});

test('the lock of a process that is gone is replaced, however fresh it is', async (t) => {
  const mailRoot = tempMailRoot(t);
  await left(mailRoot, { pid: deadPid }, 0);
  await takeLock(mailRoot, mine, answering);
  assert.deepEqual(await readLock(mailRoot), mine);
  noDrafts(mailRoot);
});

test('after a restart of the machine another process may have the pid: a lock that neither beats nor answers is stale', async (t) => {
  const mailRoot = tempMailRoot(t);
  await left(mailRoot, { pid: livePid }, 3_600);
  await takeLock(mailRoot, mine, silent);
  assert.deepEqual(await readLock(mailRoot), mine);
});

test('an engine that was stopped or asleep, and answers on its socket, keeps its lock', async (t) => {
  const mailRoot = tempMailRoot(t);
  const holder = await left(mailRoot, { pid: livePid }, 3_600);
  await assert.rejects(takeLock(mailRoot, mine, answering), UserError);
  assert.deepEqual(await readLock(mailRoot), holder);
});

test('an engine whose socket somebody cleaned away keeps its lock while its heart beats', async (t) => {
  const mailRoot = tempMailRoot(t);
  await left(mailRoot, { pid: livePid }, 10);
  await assert.rejects(takeLock(mailRoot, mine, silent), UserError);
});

test('a container started again may get the very pid that it had: its own old lock does not keep it out for long', async (t) => {
  const mailRoot = tempMailRoot(t);
  await left(mailRoot, { pid: process.pid }, 20);
  await assert.rejects(takeLock(mailRoot, mine, answering), UserError);
  await takeLock(mailRoot, mine, { ...answering, now: now + 11_000 });
  assert.deepEqual(await readLock(mailRoot), mine);
});

test('a lock from another host is believed while its heartbeat is fresh, and replaced when it is old', async (t) => {
  const mailRoot = tempMailRoot(t);
  await left(mailRoot, { host: 'elsewhere', pid: 1 }, 0);
  await assert.rejects(
    takeLock(mailRoot, mine, { ...silent, now: now + 10_000 }),
    /on elsewhere\. .*delete .*engine\.lock/,
  );
  await takeLock(mailRoot, mine, { ...silent, now: now + 60_000 });
  assert.deepEqual(await readLock(mailRoot), mine);
});

test('a clock that was set back makes no lock of another host stale', async (t) => {
  const mailRoot = tempMailRoot(t);
  await left(mailRoot, { host: 'elsewhere', pid: 1 }, 0);
  await assert.rejects(takeLock(mailRoot, mine, { ...silent, now: now - 3_600_000 }), UserError);
});

for (const rubbish of ['', '{"pid": "many"}', 'null', '{"pid":1,"host":"x"'])
  test(`rubbish in the lock file counts as no lock: ${JSON.stringify(rubbish)}`, async (t) => {
    const mailRoot = tempMailRoot(t);
    writeFileSync(mailRoot.lock, rubbish);
    await takeLock(mailRoot, mine, silent);
    assert.deepEqual(await readLock(mailRoot), mine);
    noDrafts(mailRoot);
  });

test('of many engines starting at one moment over a stale lock, one gets it', async (t) => {
  for (let round = 0; round < 20; round++) {
    const mailRoot = tempMailRoot(t);
    await left(mailRoot, { pid: deadPid }, 0);
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) => takeLock(mailRoot, { ...mine, pid: livePid, startedAt: now + i }, answering)),
    );
    assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1);
    noDrafts(mailRoot);
  }
});

test('a lock that vanished while it was judged is not removed: the fresh one of whoever was faster stays where it is', async (t) => {
  const mailRoot = tempMailRoot(t);
  await left(mailRoot, { pid: deadPid }, 0);
  const other: LockFile = { ...mine, pid: livePid, startedAt: now + 1 };
  const calls = { reads: 0, links: 0, moved: 0 };
  watchDisk(t, mailRoot.root, ({ kind, path, to }) => {
    // Another engine removes the stale lock before we look again, and has linked its own before we try to.
    if (kind === 'readFile' && path === mailRoot.lock && ++calls.reads === 2) rmSync(mailRoot.lock);
    if (kind === 'rename' && path === mailRoot.lock) calls.moved += 1;
    if (kind === 'link' && to === mailRoot.lock && ++calls.links === 2)
      writeFileSync(mailRoot.lock, `${JSON.stringify(other)}\n`);
    return undefined;
  });
  await assert.rejects(takeLock(mailRoot, mine, answering), /already runs/);
  assert.equal(calls.moved, 0);
  assert.deepEqual(await readLock(mailRoot), other);
  noDrafts(mailRoot);
});

test('a guard left by an engine that died in the middle of replacing is taken over after a while, by one', async (t) => {
  const mailRoot = tempMailRoot(t);
  await left(mailRoot, { pid: deadPid }, 0);
  const guard = `${mailRoot.lock}.replacing.tmp`;
  mkdirSync(guard);
  utimesSync(guard, now / 1000, now / 1000);
  await assert.rejects(takeLock(mailRoot, mine, silent), /just starting/);
  const late = { ...answering, now: now + 60_000 };
  const tries = await Promise.allSettled(
    Array.from({ length: 8 }, (_, i) => takeLock(mailRoot, { ...mine, pid: livePid, startedAt: now + i }, late)),
  );
  assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1);
  noDrafts(mailRoot);
});

test('a fresh lock that slipped in between judging and removing gets its name back', async (t) => {
  const mailRoot = tempMailRoot(t);
  await left(mailRoot, { pid: deadPid }, 0);
  const other: LockFile = { ...mine, pid: livePid, startedAt: now + 1 };
  let slipped = false;
  watchDisk(t, mailRoot.root, ({ kind, path }) => {
    if (kind === 'rename' && path === mailRoot.lock && !slipped) {
      slipped = true;
      writeFileSync(`${mailRoot.lock}.slip.tmp`, `${JSON.stringify(other)}\n`);
      renameSync(`${mailRoot.lock}.slip.tmp`, mailRoot.lock);
    }
    return undefined;
  });
  await assert.rejects(takeLock(mailRoot, mine, answering), /already runs/);
  assert.ok(slipped);
  assert.deepEqual(await readLock(mailRoot), other);
  noDrafts(mailRoot);
});

test('the heartbeat says whether the lock is still ours', async (t) => {
  const mailRoot = tempMailRoot(t);
  await takeLock(mailRoot, mine, silent);
  assert.equal(await beat(mailRoot, mine, now), true);
  writeFileSync(mailRoot.lock, JSON.stringify({ ...mine, startedAt: now + 5 }));
  assert.equal(await beat(mailRoot, mine, now), false);
});

test('a lock that cannot be read just now is not taken for a lost one', async (t) => {
  const mailRoot = tempMailRoot(t);
  await takeLock(mailRoot, mine, silent);
  watchDisk(t, mailRoot.root, ({ kind }) => (kind === 'readFile' ? { fail: 'EMFILE' } : undefined));
  await assert.rejects(beat(mailRoot, mine, now), { code: 'EMFILE' });
});

test('what the lock says is renewed only while it is ours, and no draft stays when the disk is full', async (t) => {
  const mailRoot = tempMailRoot(t);
  await takeLock(mailRoot, mine, silent);
  await updateLock(mailRoot, { ...mine, smtpPort: 2525 });
  assert.equal((await readLock(mailRoot))?.smtpPort, 2525);
  await updateLock(mailRoot, { ...mine, startedAt: now + 1, smtpPort: 1 });
  assert.equal((await readLock(mailRoot))?.smtpPort, 2525);
  watchDisk(t, mailRoot.root, ({ kind }) => (kind === 'write' ? { fail: 'ENOSPC' } : undefined));
  await assert.rejects(updateLock(mailRoot, { ...mine, smtpPort: 2 }), { code: 'ENOSPC' });
  noDrafts(mailRoot);
});

test('only our own lock is given back, and no draft stays behind', async (t) => {
  const mailRoot = tempMailRoot(t);
  await takeLock(mailRoot, mine, silent);
  await releaseLock(mailRoot, { ...mine, startedAt: now + 1 });
  assert.equal(existsSync(mailRoot.lock), true);
  await releaseLock(mailRoot, mine);
  assert.equal(existsSync(mailRoot.lock), false);
  noDrafts(mailRoot);
});
