/** What a start makes of a claim that a crash left half undone, and of what is left of a message. */
import assert from 'node:assert/strict';
import { linkSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Envelope } from '../../../src/engine/mailroot/envelope';
import { whileHeld } from '../../../src/engine/mailroot/moment';
import { recover } from '../../../src/engine/mailroot/recover';
import { enqueue, saveState } from '../../../src/engine/mailroot/store';
import { tempMailRoot } from '../../support/tempFolder';

const id = '20261123T115001Z-07b3a9c';
const envelope: Envelope = {
  version: 1,
  id,
  arrivedAt: 1,
  source: { kind: 'pickup', file: 'a.eml' },
  why: 'test',
  reversePath: 'a@x.test',
  recipients: [],
  attempts: 1,
};

test('a crash in the middle of giving back leaves the file in Pickup alone', async (t) => {
  const mailRoot = tempMailRoot(t);
  const other = `${id.slice(0, -1)}d`;
  writeFileSync(join(mailRoot.Pickup, 'a.eml'), 'bytes');
  linkSync(join(mailRoot.Pickup, 'a.eml'), join(mailRoot.Queue, `${id}.eml`));
  await enqueue(mailRoot, other, ['bytes']);
  assert.deepEqual(
    (await recover(mailRoot)).map((each) => each.id),
    [other],
  );
  assert.deepEqual([readdirSync(mailRoot.Pickup), readdirSync(mailRoot.Queue)], [['a.eml'], [`${other}.eml`]]);
});

test('a message with state that a person linked into Pickup is left in the Queue', async (t) => {
  const mailRoot = tempMailRoot(t);
  await enqueue(mailRoot, id, ['bytes']);
  writeFileSync(join(mailRoot.Queue, `${id}.envelope.json`), '{}');
  linkSync(join(mailRoot.Queue, `${id}.eml`), join(mailRoot.Pickup, 'again.eml'));
  await recover(mailRoot);
  assert.deepEqual(readdirSync(mailRoot.Queue), [`${id}.eml`, `${id}.envelope.json`]);
});

for (const [folder, fate] of [
  ['Sent', { kind: 'sent' }],
  ['BadMail', { kind: 'bad', reason: 'general-failure', text: 'Too late.' }],
] as const)
  test(`a message that was deleted by hand on its way to ${folder} leaves no half family there`, async (t) => {
    const mailRoot = tempMailRoot(t);
    await enqueue(mailRoot, id, ['bytes']);
    await saveState(mailRoot, { ...envelope, fate });
    rmSync(join(mailRoot.Queue, `${id}.eml`));
    await recover(mailRoot);
    assert.deepEqual([readdirSync(mailRoot.Queue), readdirSync(mailRoot[folder])], [[], []]);
  });

test('one that is on its way to a BadMail that is not there now keeps its state', async (t) => {
  const mailRoot = tempMailRoot(t);
  await enqueue(mailRoot, id, ['bytes']);
  await saveState(mailRoot, { ...envelope, fate: { kind: 'bad', reason: 'general-failure', text: 'Too late.' } });
  rmSync(join(mailRoot.Queue, `${id}.eml`));
  rmSync(mailRoot.BadMail, { recursive: true });
  await recover(mailRoot);
  assert.ok(readdirSync(mailRoot.BadMail).includes(`${id}.bdp`));
});

test('a start knows of the priority of what waits, and of its moment to the millisecond, without reading a state', async (t) => {
  const mailRoot = tempMailRoot(t);
  const at = Date.UTC(2026, 10, 23, 12) + 1;
  const ids = ['high', 'low', 'normal'].map((_, i) => `${id.slice(0, -1)}${i}`);
  for (const [i, priority] of (['high', 'low', 'normal'] as const).entries()) {
    const each = ids[i] ?? '';
    await enqueue(mailRoot, each, ['bytes']);
    await saveState(mailRoot, { ...envelope, id: each, priority }, at);
    writeFileSync(join(mailRoot.Queue, `${each}.envelope.json`), 'not read');
  }
  const found = (await recover(mailRoot)).sort((a, b) => (a.id < b.id ? -1 : 1));
  assert.deepEqual(
    found.map(({ wakeAt, priority }) => [wakeAt, priority]),
    [
      [at, 'high'],
      [at, 'low'],
      [at, undefined],
    ],
  );
});

test('a start knows which of what waits was let out, whatever its priority, without reading a state', async (t) => {
  const mailRoot = tempMailRoot(t);
  const at = Date.UTC(2026, 10, 23, 12) + 1;
  const known: unknown[] = [];
  for (const [i, priority] of (['high', 'low', 'normal'] as const).entries()) {
    const each = `${id.slice(0, -1)}${i}`;
    await enqueue(mailRoot, each, ['bytes']);
    await saveState(mailRoot, { ...envelope, id: each, priority, mayLeave: ['far.test'] }, i === 2 ? whileHeld : at);
    writeFileSync(join(mailRoot.Queue, `${each}.envelope.json`), 'not read');
  }
  for (const { wakeAt, priority, letOut } of (await recover(mailRoot)).sort((a, b) => (a.id < b.id ? -1 : 1)))
    known.push([wakeAt, priority, letOut]);
  assert.deepEqual(known, [
    [at, 'high', true],
    [at, 'low', true],
    [Number.POSITIVE_INFINITY, undefined, true],
  ]);
});
