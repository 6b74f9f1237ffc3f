/** Where sessions are kept, how many, and what that costs a stream of mail. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { decodeItr, type InboundSession } from '../../../src/engine/mailroot/inbound';
import type { MailRoot } from '../../../src/engine/mailroot/layout';
import { listSessions, readSession } from '../../../src/engine/mailroot/sessionList';
import { openSessionLog, type SessionLog } from '../../../src/engine/mailroot/sessionLog';
import { silentLog } from '../../../src/engine/ports';
import { manualClock, type ManualClock } from '../../support/manualClock';
import { tempMailRoot } from '../../support/tempFolder';

const session: InboundSession = {
  at: Date.UTC(2026, 10, 23),
  client: { address: '127.0.0.1', port: 40_000 },
  port: 2525,
  lines: [{ ms: 0, mark: '>', text: '220 host.test' }],
};
const idOf = (n: number): string => `20261123T115001Z-${n.toString(16).padStart(7, '0')}`;

interface Opened {
  readonly mailRoot: MailRoot;
  readonly clock: ManualClock;
  readonly log: SessionLog;
  readonly warnings: string[];
  readonly files: () => string[];
}

function opened(t: TestContext, keep = 100): Opened {
  const mailRoot = tempMailRoot(t);
  const clock = manualClock();
  const warnings: string[] = [];
  const log = openSessionLog({
    mailRoot,
    clock,
    log: { ...silentLog, warn: (text) => warnings.push(text) },
    keep: () => keep,
  });
  const files = (): string[] => (existsSync(mailRoot.Sessions) ? readdirSync(mailRoot.Sessions).sort() : []);
  return { mailRoot, clock, log, warnings, files };
}

test('the session of a message in Drop is in Sessions under its id, a refused one under one of its own', async (t) => {
  const { mailRoot, log, files } = opened(t);
  log.dropped(idOf(1), session);
  log.refused(session);
  await log.flush();
  const [accepted = '', refused = ''] = files();
  assert.equal(accepted < refused ? accepted : refused, `${idOf(1)}.itr`);
  assert.ok(files().some((name) => name.endsWith('.refused.itr')));
  const text = readFileSync(join(mailRoot.Sessions, `${idOf(1)}.itr`), 'utf8');
  assert.deepEqual(decodeItr(text), { ...session, id: idOf(1), verdict: 'accepted' });
});

test('the session of a queued message stands beside it at once', async (t) => {
  const { mailRoot, log } = opened(t);
  await log.queued(idOf(1), session);
  assert.match(readFileSync(join(mailRoot.Queue, `${idOf(1)}.itr`), 'utf8'), /, accepted\r\n/);
});

test('the newest of each kind are kept: many accepted ones push out no refused one', async (t) => {
  const { log, files } = opened(t, 3);
  log.refused(session);
  for (let n = 1; n <= 10; n++) log.dropped(idOf(n), session);
  await log.flush();
  for (let n = 11; n <= 12; n++) log.dropped(idOf(n), session);
  await log.flush();
  const accepted = files().filter((name) => !name.includes('refused'));
  assert.deepEqual(
    accepted,
    [10, 11, 12].map((n) => `${idOf(n)}.itr`),
  );
  assert.equal(files().length, 4);
});

test('a stream of mail is not written along with: it waits until things are quiet, and no longer than 5 s', async (t) => {
  const { clock, log, files } = opened(t);
  log.dropped(idOf(0), session);
  for (let n = 1; n <= 40; n++) {
    clock.advance(100);
    log.dropped(idOf(n), session);
  }
  await new Promise(setImmediate);
  assert.equal(files().length, 0);
  for (let n = 41; n <= 60; n++) {
    clock.advance(100);
    log.dropped(idOf(n), session);
  }
  await log.flush();
  assert.ok(files().length > 40);
  assert.equal(clock.pending(), 0);
});

test('a single message is written after a quarter of a second', async (t) => {
  const { clock, log, files } = opened(t);
  log.dropped(idOf(1), session);
  assert.equal((clock.nextDue() ?? 0) - clock.now(), 250);
  clock.advance(250);
  assert.equal(clock.pending(), 0);
  await log.flush();
  assert.deepEqual(files(), [`${idOf(1)}.itr`]);
});

test('0 keeps none, and makes no folder', async (t) => {
  const { log, mailRoot, clock } = opened(t, 0);
  log.dropped(idOf(1), session);
  log.refused(session);
  await log.flush();
  assert.equal(existsSync(mailRoot.Sessions), false);
  assert.equal(clock.pending(), 0);
});

test('files that are not ours stay where they are', async (t) => {
  const { log, mailRoot, files } = opened(t, 1);
  mkdirSync(mailRoot.Sessions);
  writeFileSync(join(mailRoot.Sessions, 'notes.txt'), 'mine');
  for (let n = 1; n <= 3; n++) log.dropped(idOf(n), session);
  await log.flush();
  assert.deepEqual(files(), [`${idOf(3)}.itr`, 'notes.txt']);
});

test('a folder that can not be written is told once; a MailRoot that was deleted is not made anew', async (t) => {
  const { log, mailRoot, warnings } = opened(t);
  writeFileSync(mailRoot.Sessions, 'a file where the folder should be');
  for (const n of [1, 2]) {
    log.dropped(idOf(n), session);
    await log.flush();
  }
  assert.equal(warnings.length, 1);
  rmSync(mailRoot.root, { recursive: true });
  log.dropped(idOf(3), session);
  await log.flush();
  await log.queued(idOf(4), session);
  assert.equal(existsSync(mailRoot.root), false);
  assert.equal(warnings.length, 1);
});

test('all there are, newest first, wherever they stand; what is none is left out', async (t) => {
  const { log, mailRoot } = opened(t);
  log.dropped(idOf(2), session);
  await log.flush();
  await log.queued(idOf(3), session);
  writeFileSync(join(mailRoot.Sent, `${idOf(1)}.itr`), 'rubbish');
  const found = await listSessions(mailRoot);
  assert.deepEqual(
    found.map(({ id }) => id),
    [idOf(3), idOf(2), idOf(1)],
  );
  const read = await Promise.all(found.map(readSession));
  assert.deepEqual(
    read.map((each) => each?.id),
    [idOf(3), idOf(2), undefined],
  );
  rmSync(mailRoot.root, { recursive: true });
  assert.deepEqual(await listSessions(mailRoot), []);
});
