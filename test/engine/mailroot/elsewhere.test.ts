import assert from 'node:assert/strict';
import { existsSync, lstatSync, mkdirSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { placeBadMail } from '../../../src/engine/mailroot/elsewhere';
import type { MailRoot } from '../../../src/engine/mailroot/layout';
import { recover } from '../../../src/engine/mailroot/recover';
import { enqueue, leave, prepareMailRoot } from '../../../src/engine/mailroot/store';
import { tempFolder, tempMailRoot } from '../../support/tempFolder';
import { envelope, id } from '../../views/envelopes';

function twoFolders(t: TestContext): { mailRoot: MailRoot; bad: string } {
  return { mailRoot: tempMailRoot(t), bad: join(tempFolder(t), 'shared', 'bad') };
}

void test('BadMail that lies elsewhere is found under its own name: a link leads there', async (t) => {
  const { mailRoot, bad } = twoFolders(t);
  assert.equal(await placeBadMail(mailRoot, bad), undefined);
  assert.equal(realpathSync(mailRoot.BadMail), realpathSync(bad));
  await enqueue(mailRoot, id, ['bytes']);
  const fate = { kind: 'bad', reason: 'general-failure', text: 'No.' } as const;
  await leave(mailRoot, envelope([], { fate }));
  assert.deepEqual(readdirSync(bad).sort(), [`${id}.bad`, `${id}.bdp`, `${id}.bdr`]);
});

void test('set up once more, or at the next start, it stays as it is', async (t) => {
  const { mailRoot, bad } = twoFolders(t);
  await placeBadMail(mailRoot, bad);
  writeFileSync(join(bad, 'mine.txt'), 'mine');
  await prepareMailRoot(mailRoot);
  assert.equal(await placeBadMail(mailRoot, bad), undefined);
  assert.deepEqual(readdirSync(mailRoot.BadMail), ['mine.txt']);
});

void test('moved on, the link leads to the new place; what is in the old one stays there', async (t) => {
  const { mailRoot, bad } = twoFolders(t);
  await placeBadMail(mailRoot, bad);
  writeFileSync(join(bad, 'mine.txt'), 'mine');
  const next = join(tempFolder(t), 'next');
  assert.equal(await placeBadMail(mailRoot, next), undefined);
  assert.equal(realpathSync(mailRoot.BadMail), realpathSync(next));
  assert.deepEqual(readdirSync(bad), ['mine.txt']);
});

void test('set back, it is a folder of the MailRoot again', async (t) => {
  const { mailRoot, bad } = twoFolders(t);
  await placeBadMail(mailRoot, bad);
  assert.equal(await placeBadMail(mailRoot, ''), undefined);
  assert.ok(lstatSync(mailRoot.BadMail).isDirectory());
  assert.ok(existsSync(bad));
});

void test('a BadMail with files in it stays in use, and it is said what to do', async (t) => {
  const { mailRoot, bad } = twoFolders(t);
  writeFileSync(join(mailRoot.BadMail, `${id}.bad`), 'bytes');
  assert.match((await placeBadMail(mailRoot, bad)) ?? '', /BadMail has files in it and stays in use\. Move them there/);
  assert.deepEqual(readdirSync(mailRoot.BadMail), [`${id}.bad`]);
});

void test('a place that can not be made is told, and nothing bad goes to the old place meanwhile', async (t) => {
  const { mailRoot } = twoFolders(t);
  const file = join(tempFolder(t), 'file');
  writeFileSync(file, '');
  assert.match((await placeBadMail(mailRoot, join(file, 'bad'))) ?? '', /BadMail can't be set up.*ENOTDIR/);
  await enqueue(mailRoot, id, ['bytes']);
  const bad = envelope([], { fate: { kind: 'bad', reason: 'general-failure', text: 'No.' } });
  await assert.rejects(leave(mailRoot, bad));
  assert.deepEqual(readdirSync(mailRoot.Queue), [`${id}.eml`]);
});

void test('a place that is gone at the next start does not keep the engine from starting', async (t) => {
  const { mailRoot, bad } = twoFolders(t);
  await placeBadMail(mailRoot, bad);
  rmSync(bad, { recursive: true });
  await prepareMailRoot(mailRoot);
  assert.deepEqual(await recover(mailRoot), []);
  assert.equal(await placeBadMail(mailRoot, bad), undefined);
  assert.ok(existsSync(bad));
});

void test('the MailRoot itself, a folder of it, and one around it are no place for BadMail', async (t) => {
  const mailRoot = tempMailRoot(t);
  for (const place of ['.', 'Queue', '..', mailRoot.Drop])
    assert.match((await placeBadMail(mailRoot, place)) ?? '', /Name another folder/, place);
  assert.equal(await placeBadMail(mailRoot, 'BadMail'), undefined);
  assert.ok(lstatSync(mailRoot.BadMail).isDirectory());
});

void test('a place may be named from the MailRoot, or from the home folder', async (t) => {
  const mailRoot = tempMailRoot(t);
  assert.equal(await placeBadMail(mailRoot, '../beside'), undefined);
  assert.equal(realpathSync(mailRoot.BadMail), realpathSync(join(mailRoot.root, '..', 'beside')));
  const home = homedir();
  const inHome = join(home, `.mailroot-test-${process.pid}`);
  t.after(() => rmSync(inHome, { recursive: true, force: true }));
  mkdirSync(inHome);
  assert.equal(await placeBadMail(mailRoot, inHome.replace(home, '~')), undefined);
  assert.equal(realpathSync(mailRoot.BadMail), realpathSync(inHome));
});
