import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { test } from 'node:test';
import { beat, readLock, releaseLock, takeLock, updateLock, type LockFile } from '../../../src/engine/mailroot/lock';
import { UserError } from '../../../src/engine/ports';
import { tempMailRoot } from '../../support/tempFolder';

const now = Date.UTC(2026, 10, 23, 11, 50, 1);
const mine: LockFile = { pid: process.pid, host: hostname(), startedAt: now, socket: '/tmp/mine.sock' };
/** A process that has ended: its pid runs no more. */
const deadPid = spawnSync(process.execPath, ['-e', '']).pid;

test('the first engine takes the lock; a second one is told who has it', async (t) => {
  const mailRoot = tempMailRoot(t);
  await takeLock(mailRoot, mine, now);
  await assert.rejects(takeLock(mailRoot, { ...mine, startedAt: now + 1 }, now), (error: unknown) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, new RegExp(`process ${process.pid} on`));
    return true;
  });
  assert.deepEqual(await readLock(mailRoot), mine);
});

test('the lock of a process that is gone is replaced', async (t) => {
  const mailRoot = tempMailRoot(t);
  await takeLock(mailRoot, { ...mine, pid: deadPid }, now);
  await takeLock(mailRoot, mine, now);
  assert.deepEqual(await readLock(mailRoot), mine);
});

test('a lock from another host is believed while its heartbeat is fresh, and replaced when it is old', async (t) => {
  const mailRoot = tempMailRoot(t);
  await takeLock(mailRoot, { ...mine, host: 'elsewhere', pid: 1 }, now);
  utimesSync(mailRoot.lock, now / 1000, now / 1000);
  await assert.rejects(takeLock(mailRoot, mine, now + 10_000), UserError);
  await takeLock(mailRoot, mine, now + 60_000);
  assert.deepEqual(await readLock(mailRoot), mine);
});

test('rubbish in the lock file counts as no lock', async (t) => {
  const mailRoot = tempMailRoot(t);
  writeFileSync(mailRoot.lock, '{"pid": "many"}');
  await takeLock(mailRoot, mine, now);
  assert.deepEqual(await readLock(mailRoot), mine);
});

test('of many engines starting at one moment over a stale lock, one gets it', async (t) => {
  const mailRoot = tempMailRoot(t);
  await takeLock(mailRoot, { ...mine, pid: deadPid }, now);
  const tries = await Promise.allSettled(
    Array.from({ length: 8 }, (_, i) => takeLock(mailRoot, { ...mine, startedAt: now + i }, now)),
  );
  assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1);
});

test('the heartbeat says whether the lock is still ours', async (t) => {
  const mailRoot = tempMailRoot(t);
  await takeLock(mailRoot, mine, now);
  assert.equal(await beat(mailRoot, mine, now), true);
  await updateLock(mailRoot, { ...mine, startedAt: now + 5 });
  assert.equal(await beat(mailRoot, mine, now), false);
});

test('only our own lock is given back, and no draft stays behind', async (t) => {
  const mailRoot = tempMailRoot(t);
  await takeLock(mailRoot, mine, now);
  await releaseLock(mailRoot, { ...mine, startedAt: now + 1 });
  assert.equal(existsSync(mailRoot.lock), true);
  await releaseLock(mailRoot, mine);
  assert.equal(existsSync(mailRoot.lock), false);
  assert.deepEqual(
    readdirSync(mailRoot.root).filter((name) => name.includes('.tmp')),
    [],
  );
});
