import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { test, type TestContext } from 'node:test';
import { mailBelow } from '../../src/host/mailBelow';

const mostFiles = 50;

function folder(t: TestContext, ...files: readonly string[]): string {
  const home = mkdtempSync(join(tmpdir(), 'mailroot-below-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  for (const file of files) {
    mkdirSync(join(home, file, '..'), { recursive: true });
    writeFileSync(join(home, file), 'From: a@example.com\r\n\r\nx\r\n');
  }
  return home;
}

async function below(home: string): Promise<string[]> {
  return (await mailBelow([home], mostFiles)).map((path) => relative(home, path).replace(/\\/g, '/'));
}

void test('mail is found in every folder, the nearest first', async (t) => {
  const home = folder(t, 'MailRoot/Drop/b.eml', 'MailRoot/BadMail/c.bad', 'a.eml', 'notes.txt');
  assert.deepEqual(await below(home), ['a.eml', 'MailRoot/BadMail/c.bad', 'MailRoot/Drop/b.eml']);
});

void test('packages, hidden folders and links are left out', async (t) => {
  const home = folder(t, 'a.eml', 'node_modules/x/b.eml', '.git/c.eml');
  symlinkSync(home, join(home, 'round'));
  assert.deepEqual(await below(home), ['a.eml']);
});

void test('so many and no more, and nothing where there is no folder', async (t) => {
  const home = folder(t, ...Array.from({ length: mostFiles + 20 }, (_, i) => `${i}.eml`));
  assert.equal((await below(home)).length, mostFiles);
  assert.deepEqual(await mailBelow([join(home, 'missing')], mostFiles), []);
});

void test('a folder that is named is left out, with all below it', async (t) => {
  const home = folder(t, 'MailRoot/Drop/b.eml', 'MailRootOfAnother/c.eml', 'a.eml');
  const found = await mailBelow([home], mostFiles, join(home, 'MailRoot'));
  assert.deepEqual(found, [join(home, 'a.eml'), join(home, 'MailRootOfAnother', 'c.eml')]);
});
