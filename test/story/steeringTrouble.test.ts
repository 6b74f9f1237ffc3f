/** Commands to messages when something goes wrong: the disk, a crash, another command. Each is answered, and nothing is left half done. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Command } from '../../src/engine/mailroot/command';
import { decodeEnvelope, encodeEnvelope } from '../../src/engine/mailroot/envelope';
import { recover } from '../../src/engine/mailroot/recover';
import type { Steered } from '../../src/engine/protocol';
import { watchDisk } from '../support/disk';
import { sandbox, type Sandbox } from '../support/sandbox';
import { scriptedHost } from '../support/scriptedHost';

const letter = (...to: string[]): string[] => [
  'From: app@example.com',
  `To: ${to.join(', ')}`,
  'Subject: hi',
  '',
  'Hello',
  '',
];
/** Asks when nothing is in hand; the clock stands still but for what is due at once. */
async function ask(box: Sandbox, id: string, command: Command): Promise<Steered> {
  await box.idle();
  const answers = box.spool.steer({ ids: [id] }, command);
  box.clock.advance(0);
  const [answer] = await answers;
  assert.ok(answer);
  return answer;
}

async function done(box: Sandbox, id: string, command: Command): Promise<string> {
  const answer = await ask(box, id, command);
  assert.equal(answer.kind, 'done', answer.kind === 'refused' ? answer.why : '');
  return answer.said;
}

test('what is asked behind a removal is answered too', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', letter('451x1@sim.test'));
  await box.idle();
  const answers = box.spool.steer({ ids: [id, id] }, { kind: 'remove' });
  box.clock.advance(0);
  assert.deepEqual(
    (await answers).map(({ kind }) => kind),
    ['done', 'refused'],
  );
});

test('a finished message that refuses to be requeued stays where it is', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', letter('ok@sim.test'));
  const before = box.files('Sent');
  const { kind } = await ask(box, id, { kind: 'requeue' });
  assert.equal(kind, 'refused');
  assert.deepEqual([box.files('Sent'), box.files('Queue')], [before, []]);
});

test('a message without an open recipient that is released is settled, not attempted', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', letter('451x1@sim.test'));
  await done(box, id, { kind: 'hold' });
  await box.idle();
  const state = box.state(id);
  const recipients = state.recipients.map((each) => ({
    ...each,
    state: { action: 'relayed' as const, at: 1, nextHop: 'x', reply: { code: 250, text: 'OK' } },
  }));
  writeFileSync(join(box.mailRoot.Queue, `${id}.envelope.json`), encodeEnvelope({ ...state, recipients }));
  const states: string[] = [];
  watchDisk(t, box.mailRoot.Queue, ({ kind, path }) => {
    if (kind === 'rename' && path.includes('.envelope.json')) states.push(readFileSync(path, 'utf8'));
    return undefined;
  });
  const sent = box.outcome(({ folder }) => folder === 'Sent');
  await done(box, id, { kind: 'release' });
  assert.equal((await sent).attempt, 1);
  assert.ok(states.length > 0);
  for (const each of states) assert.equal(decodeEnvelope(each).kind, 'envelope', each);
});

test('a crash right after a release leaves a message that is looked at, not one that is held for ever', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', letter('451x1@sim.test'));
  await done(box, id, { kind: 'hold' });
  await box.idle();
  const released: string[] = [];
  watchDisk(t, box.mailRoot.Queue, ({ kind, path }) => {
    if (kind !== 'open' || !path.includes('.envelope.json')) return undefined;
    released.push(path);
    return released.length > 1 ? { fail: 'EIO' } : undefined;
  });
  await done(box, id, { kind: 'release' });
  await box.idle();
  assert.ok(released.length > 1);
  const [found] = await recover(box.mailRoot);
  assert.ok(Number.isFinite(found?.wakeAt));
});

test('a command while the disk is full is refused in words, and nothing turns in circles meanwhile', async (t) => {
  const host = await scriptedHost(t);
  const box = await sandbox(t, { config: { remoteDomains: { 'there.test': `127.0.0.1:${host.port}` } } });
  let refused = 0;
  watchDisk(t, box.mailRoot.root, ({ kind, path }) => {
    if (kind !== 'open' || !path.includes('.envelope.json')) return undefined;
    refused += 1;
    return { fail: 'ENOSPC' };
  });
  void box.submit('a.eml', letter('bob@there.test'));
  while (refused < 1) await new Promise(setImmediate);
  const [id = ''] = box.files('Queue').flatMap((name) => (name.endsWith('.eml') ? [name.slice(0, -4)] : []));
  const answer = await ask(box, id, { kind: 'hold' });
  assert.ok(answer.kind === 'refused');
  assert.match(answer.why, /ENOSPC.*ask again in a minute/);
  await box.idle();
  assert.ok(refused < 5, `${refused} tries`);
});

test('two that requeue one finished message at the same moment bring it back once', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', letter('550@sim.test'));
  await box.idle();
  const sent = box.outcome((outcome) => outcome.id === id && outcome.folder === 'Sent');
  const answers = box.spool.steer({ ids: [id, id] }, { kind: 'requeue', recipients: ['ok@sim.test'] });
  const [first, second] = await answers;
  assert.equal(first?.kind, 'done');
  assert.ok(second);
  assert.deepEqual((await sent).recipients.map(({ address }) => address).slice(-1), ['ok@sim.test']);
  await box.idle();
  assert.deepEqual(box.files('Queue'), []);
  assert.ok(box.files('Sent').includes(`${id}.envelope.json`));
});

test('a held message that is deleted by hand is forgotten within seconds, with what stood beside it', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', letter('451x1@sim.test'));
  await done(box, id, { kind: 'hold' });
  await box.idle();
  rmSync(join(box.mailRoot.Queue, `${id}.eml`));
  box.clock.advance(10_000);
  while (box.spool.counts().queued > 0) {
    box.clock.advance(0);
    await new Promise(setImmediate);
  }
  assert.deepEqual(box.files('Queue'), []);
});
