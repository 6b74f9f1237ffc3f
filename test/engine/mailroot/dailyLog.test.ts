import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { openDailyLog, type DailyLog } from '../../../src/engine/mailroot/dailyLog';
import { manualClock, type ManualClock } from '../../support/manualClock';
import { tempFolder } from '../../support/tempFolder';

interface Place {
  readonly folder: string;
  readonly clock: ManualClock;
  readonly log: DailyLog;
  readonly troubles: (string | undefined)[];
  readonly add: (name: string, text: string, header?: string) => void;
  readonly text: (name: string) => string;
}

function place(t: TestContext): Place {
  const folder = join(tempFolder(t), 'Log');
  const clock = manualClock();
  const troubles: (string | undefined)[] = [];
  const log = openDailyLog({ clock, trouble: (why) => troubles.push(why) });
  return {
    folder,
    clock,
    log,
    troubles,
    add: (name, text, header = '#Fields: a\n') => log.append({ path: join(folder, name), header: () => header, text }),
    text: (name) => readFileSync(join(folder, name), 'utf8'),
  };
}

void test('what comes within a moment is written together, under one header', async (t) => {
  const { add, text, log, folder } = place(t);
  add('a.log', '1\n');
  add('a.log', '2\n');
  assert.equal(existsSync(folder), false);
  await log.flush();
  assert.equal(text('a.log'), '#Fields: a\n1\n2\n');
});

void test('it is written by itself a quarter of a second later', async (t) => {
  const { add, clock, folder, log } = place(t);
  add('a.log', '1\n');
  clock.advance(249);
  assert.equal(existsSync(folder), false);
  clock.advance(1);
  await log.flush();
  assert.deepEqual(readdirSync(folder), ['a.log']);
});

void test('each file has its own lines and its own header', async (t) => {
  const { add, text, log } = place(t);
  add('a.log', '1\n');
  add('b.log', '2\n');
  await log.flush();
  assert.deepEqual([text('a.log'), text('b.log')], ['#Fields: a\n1\n', '#Fields: a\n2\n']);
});

void test('another header is written where the fields change, not where the date above them does', async (t) => {
  const { add, text, log } = place(t);
  add('a.log', '1\n', '#Date: 1\n#Fields: a\n');
  await log.flush();
  add('a.log', '2\n', '#Date: 2\n#Fields: a\n');
  await log.flush();
  add('a.log', '3\n', '#Date: 3\n#Fields: b\n');
  await log.flush();
  assert.equal(text('a.log'), '#Date: 1\n#Fields: a\n1\n2\n#Date: 3\n#Fields: b\n3\n');
});

void test('what could not be written is let go and told; later lines are written, under a header', async (t) => {
  const { add, text, log, folder, troubles } = place(t);
  mkdirSync(join(folder, 'a.log'), { recursive: true });
  add('a.log', 'lost\n');
  await log.flush();
  assert.match(troubles[0] ?? '', /EISDIR/);
  rmSync(join(folder, 'a.log'), { recursive: true });
  add('a.log', 'kept\n');
  await log.flush();
  assert.equal(text('a.log'), '#Fields: a\nkept\n');
  assert.equal(troubles.at(-1), undefined);
});

void test('trouble with one file keeps nothing from another', async (t) => {
  const { add, text, log, folder } = place(t);
  mkdirSync(join(folder, 'a.log'), { recursive: true });
  add('a.log', 'lost\n');
  add('b.log', 'kept\n');
  await log.flush();
  assert.equal(text('b.log'), '#Fields: a\nkept\n');
});
