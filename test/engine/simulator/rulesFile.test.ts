/** mailroot.sim.json: read at the start and when it changes; what is wrong with it is said, and never stops anything. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { ReadRules } from '../../../src/engine/simulator/rules';
import { rulesFileName, watchRulesFile } from '../../../src/engine/simulator/rulesFile';
import { manualClock } from '../../support/manualClock';
import { tempFolder } from '../../support/tempFolder';

const one = '{ "rules": [{ "do": { "reply": "550 no" } }] }';

interface Watched {
  readonly write: (text: string | undefined) => void;
  /** What was read last. */
  readonly now: () => ReadRules;
  /** Resolves when it was read again. */
  readonly read: () => Promise<ReadRules>;
  readonly times: () => number;
}

async function watched(t: TestContext, text?: string): Promise<Watched> {
  const path = join(tempFolder(t), rulesFileName);
  const write = (content: string | undefined): void =>
    content === undefined ? rmSync(path) : writeFileSync(path, content);
  if (text !== undefined) write(text);
  const clock = manualClock();
  const all: ReadRules[] = [];
  const file = await watchRulesFile(path, clock, (read) => {
    all.push(read);
    return Promise.resolve();
  });
  t.after(() => file.close());
  const now = (): ReadRules => all.at(-1) ?? { rules: [], complaints: ['nothing was read'] };
  const read = async (): Promise<ReadRules> => {
    const before = all.length;
    while (all.length === before) {
      clock.advance(1_000);
      await new Promise(setImmediate);
    }
    return now();
  };
  return { write, now, read, times: () => all.length };
}

void test('a file that is there is read at the start', async (t) => {
  const { now } = await watched(t, one);
  assert.equal(now().rules.length, 1);
  assert.deepEqual(now().complaints, []);
});

void test('a file that is not there means no rules, and no complaint', async (t) => {
  assert.deepEqual((await watched(t)).now(), { rules: [], complaints: [] });
});

void test('it is read again when it changes, appears or goes', async (t) => {
  const { write, read } = await watched(t);
  write(one);
  assert.equal((await read()).rules.length, 1);
  write('{ "rules": [{ "do": { "reply": "550 no" } }, { "do": { "silent": true } }] }');
  assert.equal((await read()).rules.length, 2);
  write(undefined);
  assert.equal((await read()).rules.length, 0);
});

void test('a file that is no JSON is complained about, and none of its rules stays', async (t) => {
  const { write, read } = await watched(t, one);
  write('{ "rules": [');
  const broken = await read();
  assert.deepEqual(broken.rules, []);
  assert.match(broken.complaints[0] ?? '', /^is not JSON .*None of its rules is in force\.$/);
  write('{ "rule": [] }');
  assert.match((await read()).complaints[0] ?? '', /has no "rules"/);
});

void test('a bare list will do', async (t) => {
  assert.equal((await watched(t, '[{ "do": { "silent": true } }]')).now().rules.length, 1);
});

void test('a file that did not change is not read again', async (t) => {
  const { times } = await watched(t, one);
  const before = times();
  for (let i = 0; i < 20; i++) await new Promise(setImmediate);
  assert.equal(times(), before);
});
