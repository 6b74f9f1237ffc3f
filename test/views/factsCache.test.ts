import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { FactsCache } from '../../src/views/factsCache';
import type { FolderEntry } from '../../src/engine/mailroot/list';
import { tempMailRoot } from '../support/tempFolder';

interface Counted {
  readonly cache: FactsCache;
  readonly entry: FolderEntry;
  readonly path: string;
  readonly reads: () => number;
}

function counted(t: TestContext): Counted {
  const mailRoot = tempMailRoot(t);
  const path = join(mailRoot.Drop, 'a.eml');
  writeFileSync(path, 'Subject: a\r\n\r\n');
  let count = 0;
  const cache = new FactsCache({
    read: (entry) => {
      count += 1;
      return Promise.resolve({ entry });
    },
    files: ({ path: file }) => [file],
  });
  return { cache, path, reads: () => count, entry: { folder: 'Drop', kind: 'message', id: 'a', path } };
}

void test('a message that did not change is read once', async (t) => {
  const { cache, entry, reads } = counted(t);
  await cache.of(entry);
  await cache.of(entry);
  assert.equal(reads(), 1);
});

void test('rows that are drawn at the same time share one reading', async (t) => {
  const { cache, entry, reads } = counted(t);
  await cache.of(entry);
  await Promise.all([cache.of(entry), cache.of(entry), cache.of(entry)]);
  assert.equal(reads(), 1);
});

void test('a message that changed on disk is read again', async (t) => {
  const { cache, entry, path, reads } = counted(t);
  await cache.of(entry);
  writeFileSync(path, 'Subject: changed, and longer\r\n\r\n');
  await cache.of(entry);
  assert.equal(reads(), 2);
});

void test('a message that went away keeps its face until the folder is listed again', async (t) => {
  const { cache, entry, path, reads } = counted(t);
  const before = await cache.of(entry);
  rmSync(path);
  assert.equal(await cache.of(entry), before);
  assert.equal(reads(), 1);
  await cache.keepOnly('Drop', []);
  await cache.of(entry);
  assert.equal(reads(), 2, 'then a reader sees that it is gone');
});

void test('what was read can be had without waiting', async (t) => {
  const { cache, entry } = counted(t);
  assert.equal(cache.peek(entry), undefined);
  const facts = await cache.of(entry);
  assert.equal(cache.peek(entry), facts);
});

void test('what lies outside the Queue does not change: it is asked for once', async (t) => {
  const { cache, entry, path, reads } = counted(t);
  await cache.kept(entry);
  writeFileSync(path, 'Subject: changed, and longer\r\n\r\n');
  await cache.kept(entry);
  assert.equal(reads(), 1);
  await cache.kept({ ...entry, folder: 'Queue' });
  assert.equal(reads(), 2);
});

void test('rows that are no longer listed are forgotten', async (t) => {
  const { cache, entry, reads } = counted(t);
  await cache.of(entry);
  await cache.keepOnly('Drop', [entry]);
  await cache.of(entry);
  assert.equal(reads(), 1);
  await cache.keepOnly('Drop', []);
  await cache.of(entry);
  assert.equal(reads(), 2);
});
