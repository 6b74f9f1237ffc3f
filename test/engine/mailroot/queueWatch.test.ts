import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { encodeEnvelope } from '../../../src/engine/mailroot/envelope';
import type { MailRoot } from '../../../src/engine/mailroot/layout';
import { watchQueue, type QueueWatch } from '../../../src/engine/mailroot/queueWatch';
import { silentLog } from '../../../src/engine/ports';
import { manualClock, type ManualClock } from '../../support/manualClock';
import { tempFolder, tempMailRoot } from '../../support/tempFolder';

const id = '20261123T115001Z-07b3a9c';
const fresh = '20261123T120000Z-000ffff';

interface Place {
  readonly mailRoot: MailRoot;
  readonly clock: ManualClock;
  readonly watch: QueueWatch;
  readonly known: Set<string>;
  readonly taken: (readonly [string, number])[];
  readonly warnings: string[];
  readonly there: readonly (readonly string[])[];
  readonly put: (name: string, text?: string) => string;
}

function place(t: TestContext): Place {
  const mailRoot = tempMailRoot(t);
  const clock = manualClock();
  const known = new Set<string>();
  const taken: [string, number][] = [];
  const warnings: string[] = [];
  const there: string[][] = [];
  const watch = watchQueue({
    mailRoot,
    clock,
    log: { ...silentLog, warn: (text) => warnings.push(text) },
    isKnown: (asked) => known.has(asked),
    take(asked, at) {
      known.add(asked);
      taken.push([asked, at]);
    },
    found: (ids) => {
      there.push([...ids].sort());
    },
    freshId: () => Promise.resolve(fresh),
  });
  t.after(() => watch.close());
  const put = (name: string, text = 'From: a@x\r\n\r\nhi\r\n'): string => {
    writeFileSync(join(mailRoot.Queue, name), text);
    return join(mailRoot.Queue, name);
  };
  return { mailRoot, clock, watch, known, taken, warnings, there, put };
}

void test('a message that was put into the Queue by hand is taken up when it was the same at two looks', async (t) => {
  const { put, watch, taken } = place(t);
  put(`${id}.eml`);
  await watch.scan();
  assert.deepEqual(taken, []);
  await watch.scan();
  assert.deepEqual(taken, [[id, 0]]);
  await watch.scan();
  assert.equal(taken.length, 1);
});

void test('it is looked for by itself: within ten seconds, and a second later once it was seen', async (t) => {
  const { put, clock, taken, watch } = place(t);
  put(`${id}.eml`);
  clock.advance(10_000);
  await watch.scan();
  clock.advance(1_000);
  await watch.scan();
  assert.equal(taken.length, 1);
});

void test('one that is still being copied is waited for', async (t) => {
  const { put, watch, taken } = place(t);
  const path = put(`${id}.eml`);
  await watch.scan();
  appendFileSync(path, 'more');
  await watch.scan();
  assert.deepEqual(taken, []);
  await watch.scan();
  assert.equal(taken.length, 1);
});

void test('one that came with its state waits for its own moment', async (t) => {
  const { put, watch, taken } = place(t);
  const path = put(`${id}.eml`);
  const envelope = {
    version: 1,
    id,
    arrivedAt: 1,
    source: { kind: 'pickup', file: 'a' },
    why: '',
    reversePath: '',
    recipients: [],
    attempts: 1,
  } as const;
  put(`${id}.envelope.json`, encodeEnvelope({ ...envelope, recipients: [] }));
  utimesSync(path, 2_000_000_000, 2_000_000_000);
  await watch.scan();
  await watch.scan();
  assert.deepEqual(taken, [[id, 2_000_000_000_000]]);
});

void test('what the engine knows is its own business', async (t) => {
  const { put, watch, known, taken } = place(t);
  known.add(id);
  put(`${id}.eml`);
  await watch.scan();
  await watch.scan();
  assert.deepEqual(taken, []);
});

void test('a copy under a foreign name gets a queue id', async (t) => {
  const { put, watch, taken, mailRoot } = place(t);
  put(`${id} - Copy.eml`);
  await watch.scan();
  await watch.scan();
  assert.deepEqual(taken, [[fresh, 0]]);
  assert.deepEqual(readdirSync(mailRoot.Queue), [`${fresh}.eml`]);
});

void test('folders, links, drafts and what is no .eml are left where they are', async (t) => {
  const { put, watch, taken, mailRoot } = place(t);
  mkdirSync(join(mailRoot.Queue, 'folder.eml'));
  symlinkSync(join(tempFolder(t), 'nowhere.eml'), join(mailRoot.Queue, 'link.eml'));
  for (const name of ['notes.txt', '.hidden.eml', 'half.eml.tmp', `${id}.ltr`]) put(name);
  for (let i = 0; i < 3; i++) await watch.scan();
  assert.deepEqual(taken, []);
  assert.equal(readdirSync(mailRoot.Queue).length, 6);
});

void test('while nothing changes in the folder, it is not read again', async (t) => {
  const { watch, mailRoot, taken, known } = place(t);
  writeFileSync(join(mailRoot.Queue, `${id}.eml`), 'x');
  known.add(id);
  await watch.scan();
  // Forgotten without a change to the folder: a readdir would find it.
  known.delete(id);
  await watch.scan();
  await watch.scan();
  assert.deepEqual(taken, []);
  renameSync(join(mailRoot.Queue, `${id}.eml`), join(mailRoot.Queue, 'x.eml'));
  await watch.scan();
  await watch.scan();
  assert.equal(taken.length, 1);
});

void test('a Queue that is gone is told once, and looked at again when it is back', async (t) => {
  const { watch, mailRoot, warnings, put, taken } = place(t);
  rmSync(mailRoot.Queue, { recursive: true });
  await watch.scan();
  await watch.scan();
  assert.equal(warnings.length, 1);
  mkdirSync(mailRoot.Queue);
  put(`${id}.eml`);
  await watch.scan();
  await watch.scan();
  assert.equal(taken.length, 1);
});

void test('what is in the Queue is told at each look that had a reason, so that what was deleted can be forgotten', async (t) => {
  const { put, watch, known, there } = place(t);
  known.add(id);
  const path = put(`${id}.eml`);
  put(`${id}.ltr`);
  await watch.scan();
  await watch.scan();
  assert.deepEqual(there, [[id]]);
  rmSync(path);
  await watch.scan();
  assert.deepEqual(there, [[id], []]);
});
