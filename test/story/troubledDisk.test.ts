/** A disk that says no while mail is on its way: nothing is lost, nothing is sent twice by an engine that lives on, and it resumes. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DiskCall } from '../support/disk';
import { watchDisk } from '../support/disk';
import { minute, sandbox } from '../support/sandbox';
import { hangUp, scriptedHost } from '../support/scriptedHost';

const toBob = ['From: ann@here.test', 'To: bob@there.test', 'Subject: hi', '', 'hi', ''];

const isState = ({ kind, path }: DiskCall): boolean => kind === 'open' && path.includes('.envelope.json');

test('a disk that is full when the remote host said 250: the message is not sent again, and is in Sent when there is room', async (t) => {
  const host = await scriptedHost(t);
  const box = await sandbox(t, { config: { remoteDomains: { 'there.test': `127.0.0.1:${host.port}` } } });
  let refused = 0;
  let full = true;
  watchDisk(t, box.mailRoot.root, (call) => {
    if (!full || !isState(call)) return undefined;
    refused += 1;
    return { fail: 'ENOSPC' };
  });
  const outcome = box.submit('a.eml', toBob);
  for (const times of [1, 2, 3]) {
    while (refused < times) await new Promise(setImmediate);
    await box.idle();
    if (times === 3) full = false;
    box.clock.advance(minute);
  }
  assert.equal((await outcome).folder, 'Sent');
  assert.equal(host.contents.length, 1);
  await box.idle();
  assert.deepEqual(box.files('Queue'), []);
});

test('a disk that is full after the failure notification was queued: the sender hears of it once', async (t) => {
  const box = await sandbox(t);
  let refused = 0;
  let full = true;
  watchDisk(t, box.mailRoot.root, (call) => {
    if (!full || !isState(call)) return undefined;
    refused += 1;
    return { fail: 'ENOSPC' };
  });
  const outcome = box.submit('a.eml', ['From: ann@here.test', 'To: 550@sim.test', '', 'hi', '']);
  const dsn = await box.outcome(({ id }) => id.endsWith('-f1'));
  assert.equal(dsn.folder, 'Drop');
  while (refused < 1) await new Promise(setImmediate);
  await box.idle();
  rmSync(join(box.mailRoot.Drop, `${dsn.id}.eml`));
  full = false;
  box.clock.advance(minute);
  assert.equal((await outcome).folder, 'Sent');
  await box.idle();
  assert.deepEqual([box.files('Queue'), box.files('Drop')], [[], []]);
});

test('an engine that ends when there is room again writes down first what the disk had not taken', async (t) => {
  const host = await scriptedHost(t);
  const box = await sandbox(t, { config: { remoteDomains: { 'there.test': `127.0.0.1:${host.port}` } } });
  let refused = 0;
  let full = true;
  watchDisk(t, box.mailRoot.root, (call) => {
    if (!full || !isState(call)) return undefined;
    refused += 1;
    return { fail: 'ENOSPC' };
  });
  const outcome = box.submit('a.eml', toBob);
  while (refused < 1) await new Promise(setImmediate);
  await box.idle();
  full = false;
  await box.restart();
  assert.equal((await outcome).folder, 'Sent');
  await box.idle();
  assert.deepEqual([host.contents.length, box.files('Queue')], [1, []]);
});

test('an attempt that could not be written down before it began is not begun', async (t) => {
  const host = await scriptedHost(t, { greeting: hangUp });
  const box = await sandbox(t, { config: { remoteDomains: { 'there.test': `127.0.0.1:${host.port}` } } });
  const { id } = await box.submit('a.eml', toBob);
  assert.equal(host.connections(), 1);
  let refused = 0;
  watchDisk(t, box.mailRoot.root, (call) => {
    if (!isState(call) || refused > 0) return undefined;
    refused += 1;
    return { fail: 'EIO' };
  });
  await box.idle();
  box.clock.advance(15 * minute);
  while (refused < 1) await new Promise(setImmediate);
  await box.idle();
  assert.equal(host.connections(), 1);
  await box.later(minute, (outcome) => outcome.id === id);
  assert.equal(host.connections(), 2);
  assert.equal(box.state(id).attempts, 2);
});

test('a move into Sent that failed half way is finished a minute later, without a restart', async (t) => {
  const box = await sandbox(t);
  let refused = 0;
  watchDisk(t, box.mailRoot.root, ({ kind, path }) =>
    kind === 'rename' && path.endsWith('.rtr') && ++refused === 1 ? { fail: 'EIO' } : undefined,
  );
  void box.submit('a.eml', ['From: ann@here.test', 'To: ok@sim.test', '', 'hi', '']);
  while (refused < 1) await new Promise(setImmediate);
  await box.idle();
  assert.deepEqual(
    box.files('Queue').map((name) => name.replace(/^[^.]*/, '')),
    ['.envelope.json', '.rtr'],
  );
  box.clock.advance(minute);
  await box.idle();
  assert.deepEqual(box.files('Queue'), []);
  assert.equal(box.files('Sent').length, 4);
});

test('a message deleted while its outcome could not be written leaves nothing behind, also in memory', async (t) => {
  const host = await scriptedHost(t);
  const box = await sandbox(t, { config: { remoteDomains: { 'there.test': `127.0.0.1:${host.port}` } } });
  let refused = 0;
  watchDisk(t, box.mailRoot.root, (call) => {
    if (!isState(call)) return undefined;
    refused += 1;
    return { fail: 'EIO' };
  });
  void box.submit('a.eml', toBob);
  while (refused < 1) await new Promise(setImmediate);
  await box.idle();
  for (const name of box.files('Queue')) if (name.endsWith('.eml')) rmSync(join(box.mailRoot.Queue, name));
  box.clock.advance(minute);
  await box.idle();
  assert.deepEqual(box.files('Queue'), []);
  assert.equal(box.spool.counts().queued, 0);
});

test('after a restart in the same millisecond a new message does not take the name of the one before', async (t) => {
  const box = await sandbox(t);
  const first = await box.submit('a.eml', ['From: ann@here.test', 'To: bob@here.test', 'Subject: one', '', '']);
  box.clock.advance(-200);
  await box.restart();
  const second = await box.submit('b.eml', ['From: ann@here.test', 'To: bob@here.test', 'Subject: two', '', '']);
  assert.notEqual(first.id, second.id);
  assert.equal(box.files('Drop').length, 2);
});
