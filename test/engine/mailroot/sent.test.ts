/** Sent while many messages finish at once: the newest stay, and one look serves all that came meanwhile. */
import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { MailRoot } from '../../../src/engine/mailroot/layout';
import { openSentKeeper, pruneSent } from '../../../src/engine/mailroot/sent';
import { silentLog } from '../../../src/engine/ports';
import { manualClock } from '../../support/manualClock';
import { tempMailRoot } from '../../support/tempFolder';

const idOf = (i: number): string => `20261123T115001Z-07b${i.toString(16).padStart(4, '0')}`;
const messagesIn = ({ Sent }: MailRoot): string[] =>
  readdirSync(Sent)
    .filter((name) => name.endsWith('.eml'))
    .sort();

function finished({ Sent }: MailRoot, from: number, count: number): void {
  for (let i = from; i < from + count; i++)
    for (const part of ['.eml', '.ltr', '.rtr', '.envelope.json']) writeFileSync(join(Sent, idOf(i) + part), '');
}

void test('after the last of many that finish at once has asked, the newest are there and no others', async (t) => {
  const mailRoot = tempMailRoot(t);
  const keeper = openSentKeeper(mailRoot, { clock: manualClock(), log: silentLog, keep: () => 5 });
  const asked: Promise<void>[] = [];
  for (let i = 0; i < 30; i++) {
    finished(mailRoot, i, 1);
    asked.push(keeper.prune());
  }
  await Promise.all(asked);
  assert.deepEqual(
    messagesIn(mailRoot),
    [25, 26, 27, 28, 29].map((i) => `${idOf(i)}.eml`),
  );
  assert.equal(readdirSync(mailRoot.Sent).length, 20);
});

void test('whoever asks while a look is under way waits for one that began after he asked', async (t) => {
  const mailRoot = tempMailRoot(t);
  const keeper = openSentKeeper(mailRoot, { clock: manualClock(), log: silentLog, keep: () => 1 });
  finished(mailRoot, 0, 20);
  const first = keeper.prune();
  finished(mailRoot, 20, 3);
  await keeper.prune();
  assert.deepEqual(messagesIn(mailRoot), [`${idOf(22)}.eml`]);
  await first;
});

void test('how many are kept is asked at each look: the setting may change', async (t) => {
  const mailRoot = tempMailRoot(t);
  let keep = 4;
  const keeper = openSentKeeper(mailRoot, { clock: manualClock(), log: silentLog, keep: () => keep });
  finished(mailRoot, 0, 6);
  await keeper.prune();
  assert.equal(messagesIn(mailRoot).length, 4);
  keep = 0;
  await keeper.prune();
  assert.deepEqual(readdirSync(mailRoot.Sent), []);
});

void test('files of nobody stay, however few are kept', async (t) => {
  const mailRoot = tempMailRoot(t);
  finished(mailRoot, 0, 2);
  for (const name of ['notes.txt', `${idOf(0)}.mine`]) writeFileSync(join(mailRoot.Sent, name), '');
  assert.equal(await pruneSent(mailRoot, 0), 2);
  assert.deepEqual(readdirSync(mailRoot.Sent).sort(), [`${idOf(0)}.mine`, 'notes.txt'].sort());
});

void test('a look that fails is told to who waited for it, and the next begins anew', async (t) => {
  const mailRoot = tempMailRoot(t);
  const keeper = openSentKeeper(mailRoot, { clock: manualClock(), log: silentLog, keep: () => 1 });
  rmSync(mailRoot.Sent, { recursive: true });
  writeFileSync(mailRoot.Sent, 'a file where the folder should be');
  const [first, second] = await Promise.allSettled([keeper.prune(), keeper.prune()]);
  assert.deepEqual([first.status, second.status], ['rejected', 'rejected']);
  rmSync(mailRoot.Sent);
  await keeper.prune();
});

void test('what is asked in a stream of mail is done once a second, and the rest at the end', async (t) => {
  const mailRoot = tempMailRoot(t);
  const clock = manualClock();
  const keeper = openSentKeeper(mailRoot, { clock, log: silentLog, keep: () => 1 });
  finished(mailRoot, 0, 2);
  keeper.ask();
  await keeper.prune();
  assert.equal(messagesIn(mailRoot).length, 1);
  finished(mailRoot, 2, 2);
  keeper.ask();
  keeper.ask();
  assert.equal(clock.pending(), 1);
  clock.advance(1_000);
  await keeper.prune();
  assert.deepEqual(messagesIn(mailRoot), [`${idOf(3)}.eml`]);
  finished(mailRoot, 4, 1);
  keeper.ask();
  await keeper.close();
  assert.deepEqual(messagesIn(mailRoot), [`${idOf(4)}.eml`]);
  assert.equal(clock.pending(), 0);
});

void test('a look that nobody waits for and that fails is told to the log', async (t) => {
  const mailRoot = tempMailRoot(t);
  const told: string[] = [];
  const log = { ...silentLog, warn: (text: string) => told.push(text) };
  const clock = manualClock();
  const keeper = openSentKeeper(mailRoot, { clock, log, keep: () => 1 });
  keeper.ask();
  await keeper.prune();
  keeper.ask();
  rmSync(mailRoot.Sent, { recursive: true });
  writeFileSync(mailRoot.Sent, 'a file where the folder should be');
  await keeper.close();
  assert.match(told.join(), /^Sent can't be looked through: ENOTDIR/);
});
