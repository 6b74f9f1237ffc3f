import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { chooseFolder, isMailRoot } from '../../src/host/folderChoice';
import { tempFolder } from '../support/tempFolder';

function make(...path: string[]): string {
  const folder = join(...path);
  mkdirSync(join(folder, 'Pickup'), { recursive: true });
  return folder;
}

void test('without a workspace folder there is nothing to choose', () => {
  assert.deepEqual(chooseFolder([], 'MailRoot'), { chosen: undefined, existing: [], proposed: undefined });
});

void test('a workspace without a MailRoot is offered one', (t) => {
  const shop = tempFolder(t);
  assert.deepEqual(chooseFolder([shop], 'MailRoot'), {
    chosen: undefined,
    existing: [],
    proposed: join(shop, 'MailRoot'),
  });
});

void test('the MailRoot of the workspace is taken', (t) => {
  const shop = tempFolder(t);
  const mailRoot = make(shop, 'MailRoot');
  assert.deepEqual(chooseFolder([shop], 'MailRoot'), { chosen: mailRoot, existing: [mailRoot], proposed: mailRoot });
});

void test('of several folders the first that has one, or the one chosen before', (t) => {
  const [a, b, c] = [tempFolder(t), tempFolder(t), tempFolder(t)];
  const [ofB, ofC] = [make(b, 'MailRoot'), make(c, 'MailRoot')];
  assert.equal(chooseFolder([a, b, c], 'MailRoot').chosen, ofB);
  assert.deepEqual(chooseFolder([a, b, c], 'MailRoot').existing, [ofB, ofC]);
  assert.equal(chooseFolder([a, b, c], 'MailRoot', ofC).chosen, ofC);
});

void test('one chosen before that is gone is forgotten', (t) => {
  const shop = tempFolder(t);
  const mailRoot = make(shop, 'MailRoot');
  assert.equal(chooseFolder([shop], 'MailRoot', join(shop, 'Elsewhere')).chosen, mailRoot);
});

void test('an absolute path is the same for every folder', (t) => {
  const elsewhere = make(tempFolder(t), 'inetpub', 'mailroot');
  const choice = chooseFolder([tempFolder(t), tempFolder(t)], elsewhere);
  assert.deepEqual(choice, { chosen: elsewhere, existing: [elsewhere], proposed: elsewhere });
});

void test('an absolute path works without a workspace folder', (t) => {
  const elsewhere = make(tempFolder(t), 'mailroot');
  assert.equal(chooseFolder([], elsewhere).chosen, elsewhere);
});

void test('a relative path may go deep; blanks around it and an empty one do not matter', (t) => {
  const shop = tempFolder(t);
  const deep = make(shop, 'var', 'mail');
  assert.equal(chooseFolder([shop], ' var/mail ').chosen, deep);
  assert.equal(chooseFolder([shop], '  ').proposed, join(shop, 'MailRoot'));
});

void test('~ is the home folder', () => {
  assert.equal(chooseFolder([], '~/mail-that-is-not-there').proposed, join(homedir(), 'mail-that-is-not-there'));
  assert.equal(chooseFolder(['/shop'], '~mail').proposed, join('/shop', '~mail'), 'of nobody else');
});

void test('a folder is a MailRoot when it has a Pickup', (t) => {
  const folder = tempFolder(t);
  assert.ok(!isMailRoot(folder));
  assert.ok(isMailRoot(make(folder)));
  assert.ok(!isMailRoot(join(folder, 'nowhere')));
});
