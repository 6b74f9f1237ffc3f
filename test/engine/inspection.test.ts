import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { inspect, type InspectionPorts } from '../../src/engine/inspection';
import type { Checked } from '../../src/engine/mailroot/mend';
import { manualClock } from '../support/manualClock';
import { tempMailRoot } from '../support/tempFolder';

const id = '20261123T115001Z-07b3a9c';
const other = '20261123T115002Z-07b3a9d';
const fresh = '20261123T120000Z-000ffff';

interface Place extends InspectionPorts {
  readonly known: Set<string>;
  readonly inHand: Set<string>;
  readonly looked: string[];
  readonly held: string[];
  readonly put: (name: string, text?: string) => void;
  /** Between the two looks, `meanwhile` happens. */
  readonly check: (mode?: 'report' | 'mend', meanwhile?: () => void) => Promise<Checked[]>;
}

function place(t: TestContext): Place {
  const mailRoot = tempMailRoot(t);
  const clock = manualClock();
  const known = new Set<string>();
  const inHand = new Set<string>();
  const looked: string[] = [];
  const held: string[] = [];
  const ports: InspectionPorts = {
    mailRoot,
    clock,
    isKnown: (asked) => known.has(asked),
    isInHand: (asked) => inHand.has(asked),
    hold: (asked) => held.push(asked),
    look: (asked) => looked.push(asked),
    freshId: () => Promise.resolve(fresh),
  };
  return {
    ...ports,
    known,
    inHand,
    looked,
    held,
    put: (name, text = 'x') => writeFileSync(join(mailRoot.Queue, name), text),
    async check(mode = 'mend', meanwhile = () => undefined) {
      const asked = inspect(mode, ports);
      const asking = { ended: false };
      void asked.finally(() => (asking.ended = true));
      while (clock.pending() === 0 && !asking.ended) await new Promise(setImmediate);
      meanwhile();
      clock.advance(1_000);
      return asked;
    },
  };
}

void test('a message that the engine does not know of is looked at', async (t) => {
  const { put, check, known, looked } = place(t);
  put(`${id}.eml`);
  put(`${other}.eml`);
  known.add(other);
  assert.deepEqual(
    (await check()).map(({ kind, done, isMended }) => [kind, done, isMended]),
    [['unknown', 'looked at by the engine', true]],
  );
  assert.deepEqual(looked, [id]);
});

void test('a report looks at nothing', async (t) => {
  const { put, check, looked } = place(t);
  put(`${id}.eml`);
  put('copy.eml');
  const checked = await check('report');
  assert.deepEqual(
    checked.map(({ kind, isMended }) => [kind, isMended]),
    [
      ['foreign', false],
      ['unknown', false],
    ],
  );
  assert.deepEqual(looked, []);
});

void test('what is in hand, and what was only on its way at the first look, is no finding', async (t) => {
  const { put, check, known, inHand, mailRoot } = place(t);
  put(`${id}.envelope.json`, '{');
  inHand.add(id);
  put(`${other}.ltr`);
  assert.deepEqual(await check('mend', () => rmSync(join(mailRoot.Queue, `${other}.ltr`))), []);
  put(`${other}.eml`);
  assert.deepEqual(await check('mend', () => known.add(other)), []);
});

void test('files being written are no finding while an engine runs', async (t) => {
  const { put, check } = place(t);
  put(`${id}.eml.tmp`);
  assert.deepEqual(await check(), []);
});

void test('what is left of a message, and a state that can not be read, are looked at by its walk', async (t) => {
  const { put, check, looked, known } = place(t);
  known.add(other);
  put(`${id}.ltr`);
  put(`${other}.eml`);
  put(`${other}.envelope.json`, '{');
  assert.deepEqual(
    (await check()).map(({ kind }) => kind),
    ['leftover', 'damaged'],
  );
  assert.deepEqual(looked, [id, other]);
});

void test('a copy under a foreign name is taken up', async (t) => {
  const { put, check, looked, mailRoot } = place(t);
  put('copy.eml');
  assert.deepEqual(
    (await check()).map(({ done }) => done),
    [`taken up as ${fresh}`],
  );
  assert.deepEqual(looked, [fresh]);
  assert.deepEqual(readdirSync(mailRoot.Queue), [`${fresh}.eml`]);
});

void test('a message that is in Sent too gets an id of its own, and is not taken in hand meanwhile', async (t) => {
  const { put, check, mailRoot, known, held, looked } = place(t);
  known.add(id);
  put(`${id}.eml`);
  writeFileSync(join(mailRoot.Sent, `${id}.eml`), 'y');
  assert.deepEqual(
    (await check()).map(({ kind, isMended }) => [kind, isMended]),
    [['twice', true]],
  );
  assert.deepEqual([held, looked], [[id], [id, fresh]]);
  assert.deepEqual([readdirSync(mailRoot.Queue), readdirSync(mailRoot.Sent)], [[`${fresh}.eml`], [`${id}.eml`]]);
});
