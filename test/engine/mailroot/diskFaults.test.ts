/** What the store leaves behind when the disk says no, and what it calls durable. */
import assert from 'node:assert/strict';
import {
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Envelope } from '../../../src/engine/mailroot/envelope';
import { finishLeaving, recover, stateOrCondemn } from '../../../src/engine/mailroot/recover';
import { claim, drop, enqueue, isQueued, leave, prepareMailRoot, saveState } from '../../../src/engine/mailroot/store';
import { pruneSent } from '../../../src/engine/mailroot/sent';
import { mailRootAt } from '../../../src/engine/mailroot/layout';
import { watchDisk, type DiskCall, type Verdict } from '../../support/disk';
import { tempFolder, tempMailRoot } from '../../support/tempFolder';

const id = '20261123T115001Z-07b3a9c';
const posix = { skip: process.platform === 'win32' && 'folders are not synced on Windows' };
const envelope: Envelope = {
  version: 1,
  id,
  arrivedAt: Date.UTC(2026, 10, 23, 11, 50, 1),
  source: { kind: 'pickup', file: 'a.eml' },
  why: 'test',
  reversePath: 'a@x.test',
  recipients: [{ address: 'b@x.test', state: { action: 'pending' } }],
  attempts: 1,
};
const sent: Envelope = { ...envelope, fate: { kind: 'sent' } };

/** Fails the calls that fit with EIO, and lists all that were made. */
function failing(fits: (call: DiskCall) => boolean): { judge: (call: DiskCall) => Verdict; calls: string[] } {
  const calls: string[] = [];
  const judge = (call: DiskCall): Verdict => {
    calls.push(`${call.kind} ${call.path.split(/[\\/]/).slice(-2).join('/')}`);
    return fits(call) ? { fail: 'EIO' } : undefined;
  };
  return { judge, calls };
}
const nothing = (): boolean => false;

test('the bytes of a Pickup file are synced before it is ours: who wrote it may not have asked for that', async (t) => {
  const mailRoot = tempMailRoot(t);
  writeFileSync(join(mailRoot.Pickup, 'a.eml'), 'bytes');
  const { judge, calls } = failing(nothing);
  watchDisk(t, mailRoot.root, judge);
  await claim(mailRoot, 'a.eml', id);
  const order = [calls.indexOf('sync Pickup/a.eml'), calls.indexOf('rename Pickup/a.eml')];
  assert.ok(order[0] !== undefined && order[0] >= 0 && order[0] < (order[1] ?? 0), calls.join('\n'));
});

test('a thousand Pickup files at once are claimed with few files open', async (t) => {
  const mailRoot = tempMailRoot(t);
  const names = Array.from({ length: 1_000 }, (_, i) => `${i}.eml`);
  for (const name of names) writeFileSync(join(mailRoot.Pickup, name), name);
  let open = 0;
  let most = 0;
  watchDisk(t, mailRoot.Pickup, ({ kind, path }) => {
    if (kind === 'open' && path.endsWith('.eml')) most = Math.max(most, ++open);
    if (kind === 'rename') open -= 1;
    return undefined;
  });
  await Promise.all(names.map((name, i) => claim(mailRoot, name, `${id.slice(0, -4)}${(i + 4096).toString(16)}`)));
  assert.equal(readdirSync(mailRoot.Queue).length, 1_000);
  assert.ok(most < 100, `${most} files were open at once`);
});

test('a claim that cannot be made durable leaves the file in Pickup, to be offered again', posix, async (t) => {
  const mailRoot = tempMailRoot(t);
  writeFileSync(join(mailRoot.Pickup, 'a.eml'), 'bytes');
  const { judge } = failing(({ kind, path }) => kind === 'sync' && path === mailRoot.Queue);
  watchDisk(t, mailRoot.root, judge);
  await assert.rejects(claim(mailRoot, 'a.eml', id), { code: 'EIO' });
  assert.deepEqual([readdirSync(mailRoot.Pickup), readdirSync(mailRoot.Queue)], [['a.eml'], []]);
});

test('a file that the user wrote under that name meanwhile is not overwritten by giving back', posix, async (t) => {
  const mailRoot = tempMailRoot(t);
  writeFileSync(join(mailRoot.Pickup, 'a.eml'), 'first');
  watchDisk(t, mailRoot.root, ({ kind, path }) => {
    if (kind !== 'sync' || path !== mailRoot.Queue) return undefined;
    writeFileSync(join(mailRoot.Pickup, 'a.eml'), 'second');
    return { fail: 'EIO' };
  });
  assert.equal(await claim(mailRoot, 'a.eml', id), true, 'the first is ours then');
  assert.equal(readFileSync(join(mailRoot.Pickup, 'a.eml'), 'utf8'), 'second');
  assert.equal(readFileSync(join(mailRoot.Queue, `${id}.eml`), 'utf8'), 'first');
});

test('a Queue deleted under us is made anew by the next claim', async (t) => {
  const mailRoot = tempMailRoot(t);
  writeFileSync(join(mailRoot.Pickup, 'a.eml'), 'bytes');
  rmSync(mailRoot.Queue, { recursive: true });
  assert.equal(await claim(mailRoot, 'a.eml', id), true);
  assert.deepEqual(readdirSync(mailRoot.Queue), [`${id}.eml`]);
});

for (const [what, put] of Object.entries({ enqueue, drop })) {
  test(
    `${what}: what could not be made durable is not there, since the client hears that nothing was kept`,
    posix,
    async (t) => {
      const mailRoot = tempMailRoot(t);
      const { judge } = failing(({ kind, path }) => kind === 'sync' && !path.endsWith('.tmp'));
      watchDisk(t, mailRoot.root, judge);
      await assert.rejects(put(mailRoot, id, ['bytes']), { code: 'EIO' });
      assert.deepEqual([readdirSync(mailRoot.Queue), readdirSync(mailRoot.Drop)], [[], []]);
    },
  );
}

test('two that save the state of one message at once leave one of both, whole', async (t) => {
  const mailRoot = tempMailRoot(t);
  await enqueue(mailRoot, id, ['bytes']);
  const long: Envelope = { ...envelope, why: 'x'.repeat(100_000) };
  await Promise.all([saveState(mailRoot, long), saveState(mailRoot, envelope), saveState(mailRoot, long)]);
  assert.equal((await stateOrCondemn(mailRoot, id)).kind, 'envelope');
});

test('an earlier moment is in the mtime before the state is written: a crash between the two is never too late', async (t) => {
  const mailRoot = tempMailRoot(t);
  await enqueue(mailRoot, id, ['bytes']);
  const path = join(mailRoot.Queue, `${id}.eml`);
  utimesSync(path, 2_000_000_000, 2_000_000_000);
  const { judge } = failing(({ kind, path: at }) => kind === 'rename' && at.includes('.envelope.json'));
  watchDisk(t, mailRoot.root, judge);
  await assert.rejects(saveState(mailRoot, envelope, 1_900_000_000_000), { code: 'EIO' });
  assert.equal(statSync(path).mtimeMs, 1_900_000_000_000);
  await assert.rejects(saveState(mailRoot, envelope, 2_100_000_000_000), { code: 'EIO' });
  assert.equal(statSync(path).mtimeMs, 1_900_000_000_000, 'a later one is there only with its state');
});

test('a fate makes the message due at once, so that a start finishes what a crash left', async (t) => {
  const mailRoot = tempMailRoot(t);
  await enqueue(mailRoot, id, ['bytes']);
  await saveState(mailRoot, envelope, envelope.arrivedAt + 4 * 3_600_000);
  await saveState(mailRoot, sent);
  assert.deepEqual(await recover(mailRoot), [{ id, wakeAt: envelope.arrivedAt, hasState: true }]);
});

test('state follows its message only when that is durably where it goes', posix, async (t) => {
  const mailRoot = tempMailRoot(t);
  await enqueue(mailRoot, id, ['bytes']);
  await saveState(mailRoot, sent);
  const { judge, calls } = failing(nothing);
  watchDisk(t, mailRoot.root, judge);
  await leave(mailRoot, sent);
  const moved = calls.findIndex((call) => call.startsWith('rename Queue') && call.endsWith('.envelope.json'));
  for (const folder of ['Queue', 'Sent']) {
    const synced = calls.findIndex((call) => call === `sync MailRoot/${folder}`);
    assert.ok(synced >= 0 && synced < moved, calls.join('\n'));
  }
});

test('damaged state goes to BadMail last: a crash on the way leaves no message that looks new', async (t) => {
  const mailRoot = tempMailRoot(t);
  await enqueue(mailRoot, id, ['bytes']);
  writeFileSync(join(mailRoot.Queue, `${id}.envelope.json`), '{');
  const { judge } = failing(({ kind, path }) => kind === 'rename' && path.endsWith(`${id}.envelope.json`));
  watchDisk(t, mailRoot.root, judge);
  await assert.rejects(stateOrCondemn(mailRoot, id), { code: 'EIO' });
  assert.deepEqual(readdirSync(mailRoot.Queue), [`${id}.envelope.json`]);
  assert.deepEqual(readdirSync(mailRoot.BadMail).sort(), [`${id}.bad`, `${id}.bdr`]);
});

test('a condemning that a crash cut off is finished at the next start', async (t) => {
  const mailRoot = tempMailRoot(t);
  writeFileSync(join(mailRoot.Queue, `${id}.envelope.json`), '{');
  writeFileSync(join(mailRoot.Queue, `${id}.ltr`), 'story');
  writeFileSync(join(mailRoot.BadMail, `${id}.bad`), 'bytes');
  assert.deepEqual(await recover(mailRoot), []);
  assert.deepEqual(readdirSync(mailRoot.Queue), []);
  assert.deepEqual(readdirSync(mailRoot.BadMail).sort(), [`${id}.bad`, `${id}.bdp`, `${id}.bdr`, `${id}.ltr`]);
});

test('damaged state without its message stays for somebody to look at', async (t) => {
  const mailRoot = tempMailRoot(t);
  writeFileSync(join(mailRoot.Queue, `${id}.envelope.json`), '{');
  assert.deepEqual(await recover(mailRoot), []);
  assert.deepEqual(readdirSync(mailRoot.Queue), [`${id}.envelope.json`]);
});

test('what is left of a message that was deleted by hand goes at the next start', async (t) => {
  const mailRoot = tempMailRoot(t);
  await enqueue(mailRoot, id, ['bytes']);
  await saveState(mailRoot, envelope, 1);
  writeFileSync(join(mailRoot.Queue, `${id}.rtr`), 'story');
  rmSync(join(mailRoot.Queue, `${id}.eml`));
  assert.deepEqual(await recover(mailRoot), []);
  assert.deepEqual(readdirSync(mailRoot.Queue), []);
});

test('one message that cannot be mended at the start keeps nobody else, and is due at once', async (t) => {
  const mailRoot = tempMailRoot(t);
  const other = `${id.slice(0, -1)}d`;
  await enqueue(mailRoot, other, ['bytes']);
  await enqueue(mailRoot, id, ['bytes']);
  await saveState(mailRoot, sent);
  renameSync(join(mailRoot.Queue, `${id}.eml`), join(mailRoot.Sent, `${id}.eml`));
  const { judge } = failing(({ kind, path }) => kind === 'rename' && path.includes(id));
  watchDisk(t, mailRoot.root, judge);
  const found = await recover(mailRoot);
  assert.deepEqual(found, [
    { id, wakeAt: 0, hasState: true },
    { id: other, wakeAt: 0, hasState: false },
  ]);
});

test('the moment that a message waits for is the same after a restart, to the millisecond', async (t) => {
  const mailRoot = tempMailRoot(t);
  await enqueue(mailRoot, id, ['bytes']);
  for (let ms = 0; ms < 1_000; ms += 7) {
    await saveState(mailRoot, envelope, envelope.arrivedAt + ms);
    assert.equal((await recover(mailRoot))[0]?.wakeAt, envelope.arrivedAt + ms);
  }
});

test('a message whose moment cannot be read is due at once, not forgotten', async (t) => {
  const mailRoot = tempMailRoot(t);
  await enqueue(mailRoot, id, ['bytes']);
  await saveState(mailRoot, envelope, envelope.arrivedAt);
  const { judge } = failing(({ kind }) => kind === 'stat');
  watchDisk(t, mailRoot.root, judge);
  assert.deepEqual(await recover(mailRoot), [{ id, wakeAt: 0, hasState: true }]);
});

test('a disk that cannot say whether a message is there is not taken for a deletion', async (t) => {
  const mailRoot = tempMailRoot(t);
  await enqueue(mailRoot, id, ['bytes']);
  const { judge } = failing(({ kind }) => kind === 'stat');
  watchDisk(t, mailRoot.root, judge);
  await assert.rejects(isQueued(mailRoot, id), { code: 'EIO' });
});

test('what stands half in the Queue follows its fate when it is looked at again', async (t) => {
  const mailRoot = tempMailRoot(t);
  await enqueue(mailRoot, id, ['bytes']);
  writeFileSync(join(mailRoot.Queue, `${id}.ltr`), 'story');
  await saveState(mailRoot, sent);
  let failed = 0;
  watchDisk(t, mailRoot.root, ({ kind, path }) =>
    kind === 'rename' && path.endsWith('.ltr') && ++failed === 1 ? { fail: 'EIO' } : undefined,
  );
  await assert.rejects(leave(mailRoot, sent), { code: 'EIO' });
  await finishLeaving(mailRoot, id);
  assert.deepEqual(readdirSync(mailRoot.Queue), []);
  assert.deepEqual(readdirSync(mailRoot.Sent).sort(), [`${id}.eml`, `${id}.envelope.json`, `${id}.ltr`]);
});

test('a new MailRoot is durable itself: each folder is in a folder that was synced', posix, async (t) => {
  const above = tempFolder(t);
  const mailRoot = mailRootAt(join(above, 'new', 'MailRoot'));
  const { judge, calls } = failing(nothing);
  watchDisk(t, above, judge);
  await prepareMailRoot(mailRoot);
  assert.ok(calls.some((call) => call.startsWith('sync ') && call.endsWith(above.split('/').at(-1) ?? '?')));
  assert.ok(calls.includes('sync new/MailRoot'));
});

test('a disk that is read-only is told in words, with what still works', async (t) => {
  const above = tempFolder(t);
  const mailRoot = mailRootAt(join(above, 'MailRoot'));
  watchDisk(t, above, () => ({ fail: 'EROFS' }));
  await assert.rejects(prepareMailRoot(mailRoot), (error: Error) => {
    assert.equal(error.name, 'UserError');
    assert.match(error.message, /MailRoot can't be written: its disk is read-only\. .*can be browsed/);
    return true;
  });
});

test('a file where a folder should be is told in words, and left alone', async (t) => {
  const mailRoot = mailRootAt(tempFolder(t));
  writeFileSync(mailRoot.Queue, 'mine');
  await assert.rejects(prepareMailRoot(mailRoot), /there is a file where a folder should be/);
  assert.equal(readFileSync(mailRoot.Queue, 'utf8'), 'mine');
});

test('Sent deleted under us has nothing to prune', async (t) => {
  const mailRoot = tempMailRoot(t);
  rmSync(mailRoot.Sent, { recursive: true });
  assert.equal(await pruneSent(mailRoot, 3), 0);
  assert.equal(existsSync(mailRoot.Sent), false);
});
