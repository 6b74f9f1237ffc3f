import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { listFolder } from '../../src/engine/mailroot/list';
import type { FolderName, MailRoot } from '../../src/engine/mailroot/layout';
import { plain, type Arrangement } from '../../src/views/arrange';
import { FactsCache } from '../../src/views/factsCache';
import { FolderContents, type Layout } from '../../src/views/folderContents';
import { factsReader } from '../../src/views/factsReader';
import { tempMailRoot } from '../support/tempFolder';

interface Opened {
  readonly mailRoot: MailRoot;
  readonly contents: FolderContents;
  /** How often a head was read, and what was told of it. */
  readonly reads: () => number;
  readonly told: string[];
}

function opened(t: TestContext, folder: FolderName = 'Drop'): Opened {
  const mailRoot = tempMailRoot(t);
  let reads = 0;
  const told: string[] = [];
  const reader = factsReader(() => mailRoot);
  const cache = new FactsCache({
    ...reader,
    read: (entry) => {
      reads += 1;
      return reader.read(entry);
    },
  });
  const contents = new FolderContents({
    folder,
    list: () => listFolder(mailRoot, folder),
    cache,
    onReading: (done, total) => told.push(`${done}/${total}`),
  });
  return { mailRoot, contents, reads: () => reads, told };
}

function idOf(number: number): string {
  return `20261124T100000Z-${number.toString(16).padStart(7, '0')}`;
}

function arrived(
  mailRoot: MailRoot,
  number: number,
  [subject, to = 'ann@example.com']: readonly [string, string?],
): void {
  const text = `From: shop@example.com\r\nTo: ${to}\r\nSubject: ${subject}\r\n\r\nhi\r\n`;
  writeFileSync(join(mailRoot.Drop, `${idOf(number)}.eml`), text);
}

const arranged = (change: Partial<Arrangement>): Arrangement => ({ ...plain, ...change });
const ids = (layout: Layout): string[] => (layout.kind === 'rows' ? layout.rows.map(({ id }) => id) : []);

void test('as long as names are enough, no message is read', async (t) => {
  const { mailRoot, contents, reads } = opened(t);
  for (const number of [1, 2, 3]) arrived(mailRoot, number, ['x']);
  assert.deepEqual(ids(await contents.laidOut(plain)), [idOf(3), idOf(2), idOf(1)]);
  assert.deepEqual(ids(await contents.laidOut(arranged({ sorting: 'oldest' }))), [idOf(1), idOf(2), idOf(3)]);
  assert.deepEqual(ids(await contents.laidOut(arranged({ filter: 'id:000002' }))), [idOf(2)]);
  assert.equal(reads(), 0);
});

void test('a filter shows what fits, and how many there are in all', async (t) => {
  const { mailRoot, contents } = opened(t);
  arrived(mailRoot, 1, ['Your order']);
  arrived(mailRoot, 2, ['Your invoice']);
  arrived(mailRoot, 3, ['Weekly letter']);
  const layout = await contents.laidOut(arranged({ filter: 'subject:your -invoice' }));
  assert.deepEqual(ids(layout), [idOf(1)]);
  assert.deepEqual([layout.shown, layout.total], [1, 3]);
});

void test('groups hold their messages, newest first', async (t) => {
  const { mailRoot, contents } = opened(t);
  arrived(mailRoot, 1, ['a', 'ann@one.test']);
  arrived(mailRoot, 2, ['b', 'bob@two.test']);
  arrived(mailRoot, 3, ['c', 'cid@one.test, bob@two.test']);
  const layout = await contents.laidOut(arranged({ grouping: 'domain' }));
  if (layout.kind !== 'groups') throw new Error('It is grouped.');
  assert.deepEqual(
    layout.groups.map(({ label, rows }) => [label, rows.map(({ id }) => id)]),
    [
      ['one.test', [idOf(3), idOf(1)]],
      ['two.test', [idOf(3), idOf(2)]],
    ],
  );
});

void test('a change on disk is seen when it is told, and not listed again before', async (t) => {
  const { mailRoot, contents } = opened(t);
  arrived(mailRoot, 1, ['a']);
  await contents.laidOut(plain);
  arrived(mailRoot, 2, ['b']);
  assert.equal((await contents.laidOut(plain)).total, 1);
  contents.changed();
  assert.equal((await contents.laidOut(plain)).total, 2);
});

void test('each message is read once, however often it is laid out', async (t) => {
  const { mailRoot, contents, reads } = opened(t);
  for (const number of [1, 2, 3]) arrived(mailRoot, number, ['x']);
  for (const filter of ['x', 'from:shop', 'to:ann']) await contents.laidOut(arranged({ filter }));
  assert.equal(reads(), 3);
});

void test('a folder that is read for long says how far it is', async (t) => {
  const { mailRoot, contents, told } = opened(t);
  for (let number = 0; number < 2_100; number++) arrived(mailRoot, number, [`order ${number}`]);
  const layout = await contents.laidOut(arranged({ filter: 'subject:"order 77"' }));
  assert.equal(ids(layout).length, 11, '77, and 770 to 779');
  assert.deepEqual(told, ['2048/2100']);
});

void test('what is wanted meanwhile is what all get who still wait, and what was wanted before is read no further', async (t) => {
  const { mailRoot, contents, reads } = opened(t);
  for (let number = 0; number < 500; number++) arrived(mailRoot, number, [`order ${number}`]);
  await contents.laidOut(plain);
  const first = contents.laidOut(arranged({ filter: 'subject:order' }));
  const second = contents.laidOut(arranged({ filter: 'id:0000007' }));
  assert.deepEqual([ids(await first), ids(await second)], [[idOf(7)], [idOf(7)]]);
  assert.ok(reads() < 500, `${reads()} were read`);
});

void test('a message in several groups is shown once, as far as is counted', async (t) => {
  const { mailRoot, contents } = opened(t);
  arrived(mailRoot, 1, ['c', 'cid@one.test, bob@two.test']);
  const { shown, total } = await contents.laidOut(arranged({ grouping: 'domain' }));
  assert.deepEqual([shown, total], [1, 1]);
});

void test('a folder that can not be read is tried again when it is asked for again', async (t) => {
  const { mailRoot, contents } = opened(t);
  let broken = true;
  const cache = new FactsCache(factsReader(() => mailRoot));
  const list = (): ReturnType<typeof listFolder> =>
    broken ? Promise.reject(new Error('too many files')) : listFolder(mailRoot, 'Drop');
  const fragile = new FolderContents({ folder: 'Drop', cache, list, onReading: () => undefined });
  await assert.rejects(fragile.laidOut(plain), /too many files/);
  broken = false;
  assert.deepEqual(await fragile.laidOut(plain), await contents.laidOut(plain));
});

void test('a message that goes away while the folder is read is no trouble', async (t) => {
  const { mailRoot, contents } = opened(t);
  arrived(mailRoot, 1, ['stays']);
  arrived(mailRoot, 2, ['goes']);
  await contents.laidOut(plain);
  rmSync(join(mailRoot.Drop, `${idOf(2)}.eml`));
  assert.deepEqual(ids(await contents.laidOut(arranged({ filter: 'stays' }))), [idOf(1)]);
});

void test('a folder that is not there is empty', async (t) => {
  const { mailRoot, contents } = opened(t);
  rmSync(mailRoot.Drop, { recursive: true });
  assert.deepEqual(await contents.laidOut(plain), { kind: 'rows', total: 0, shown: 0, rows: [] });
});
