import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { FolderEntry } from '../../src/engine/mailroot/list';
import { messagePath, type FolderName, type MailRoot } from '../../src/engine/mailroot/layout';
import { UserError } from '../../src/engine/ports';
import {
  againName,
  backName,
  companions,
  pickupName,
  putBackInPickup,
  sendAgain,
  submitAs,
} from '../../src/host/familyMoves';
import { tempFolderInMemory, tempMailRoot } from '../support/tempFolder';

async function submit(mailRoot: MailRoot, base: string, bytes: Uint8Array): Promise<string> {
  const name = pickupName(base);
  await submitAs(mailRoot, name, bytes);
  return name;
}

const id = '20261123T115001Z-07b3a9c';
const letter = 'Subject: hi\r\n\r\nhello\r\n';

function put(mailRoot: MailRoot, folder: FolderName, parts: readonly string[]): FolderEntry {
  for (const part of parts) writeFileSync(join(mailRoot[folder], id + part), letter);
  return { folder, kind: 'message', id, path: join(mailRoot[folder], `${id}${parts[0] ?? ''}`) };
}

const asUser = process.getuid?.() === 0 || process.platform === 'win32' ? 'permissions do not bind this user' : false;

void test('a document is handed in under a name that tells where it came from', async (t) => {
  const mailRoot = tempMailRoot(t);
  const name = await submit(mailRoot, '/somewhere/order confirmation.eml', Buffer.from(letter));
  assert.match(name, /^order-confirmation-[0-9a-f]{6}\.eml$/);
  assert.deepEqual(readdirSync(mailRoot.Pickup), [name]);
  assert.equal(readFileSync(join(mailRoot.Pickup, name), 'utf8'), letter);
});

void test('any title makes a file name the engine picks up', async (t) => {
  const mailRoot = tempMailRoot(t);
  for (const [title, stem] of [
    ['Grüße.eml', 'Grüße'],
    ['../../etc/passwd', 'passwd'],
    ['.hidden.eml', 'hidden'],
    ['~$draft.eml', 'draft'],
    ['', 'message'],
    ['...', 'message'],
    ['a:b*c?.eml', 'a-b-c-'],
    [`${'x'.repeat(300)}.eml`, 'x'.repeat(80)],
  ] as const) {
    const name = await submit(mailRoot, title, Buffer.from(''));
    assert.equal(name.replace(/-[0-9a-f]{6}\.eml$/, ''), stem, title);
    assert.ok(existsSync(join(mailRoot.Pickup, name)));
  }
});

void test('the same document sent twice makes two files', async (t) => {
  const mailRoot = tempMailRoot(t);
  const names = [await submit(mailRoot, 'a.eml', Buffer.from('1')), await submit(mailRoot, 'a.eml', Buffer.from('2'))];
  assert.deepEqual(readdirSync(mailRoot.Pickup).sort(), [...names].sort());
});

void test('a Pickup deleted meanwhile is made anew', async (t) => {
  const mailRoot = tempMailRoot(t);
  rmSync(mailRoot.Pickup, { recursive: true });
  await submit(mailRoot, 'a.eml', Buffer.from(letter));
  assert.equal(readdirSync(mailRoot.Pickup).length, 1);
});

void test('a Pickup that can not be written is told in words, and leaves no draft', { skip: asUser }, async (t) => {
  const mailRoot = tempMailRoot(t);
  chmodSync(mailRoot.Pickup, 0o500);
  t.after(() => chmodSync(mailRoot.Pickup, 0o700));
  await assert.rejects(submit(mailRoot, 'a.eml', Buffer.from(letter)), (error) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, /Pickup can't be written\. Check its permissions/);
    return true;
  });
});

void test('sending again copies the message and leaves it where it is', async (t) => {
  const mailRoot = tempMailRoot(t);
  const entry = put(mailRoot, 'Sent', ['.eml', '.envelope.json', '.ltr']);
  const names = [againName(entry), againName(entry)];
  for (const name of names) await sendAgain(mailRoot, entry, name);
  assert.deepEqual(readdirSync(mailRoot.Pickup), names.sort(), 'the second does not replace the first');
  assert.equal(readdirSync(mailRoot.Sent).length, 3);
});

void test('a bad message sent again is an .eml that tells which it was', (t) => {
  const mailRoot = tempMailRoot(t);
  const name = againName(put(mailRoot, 'BadMail', ['.bad', '.bdr']));
  assert.match(name, new RegExp(`^${id}-[0-9a-f]{6}\\.eml$`));
});

void test('a foreign file keeps its name, marked, since one may lie in Pickup already', async (t) => {
  const mailRoot = tempMailRoot(t);
  const path = join(mailRoot.Drop, 'note.txt');
  writeFileSync(path, letter);
  const note: FolderEntry = { folder: 'Drop', kind: 'foreign', id: 'note.txt', path };
  await sendAgain(mailRoot, note, againName(note));
  assert.deepEqual(readdirSync(mailRoot.Pickup), ['again-note.txt']);
});

void test('what is gone can not be sent again, and that is said', async (t) => {
  const mailRoot = tempMailRoot(t);
  const entry = put(mailRoot, 'Sent', ['.eml']);
  rmSync(entry.path);
  await assert.rejects(sendAgain(mailRoot, entry, 'a.eml'), /no longer there: it was sent, moved or deleted meanwhile/);
  assert.deepEqual(readdirSync(mailRoot.Pickup), []);
});

void test('put back in Pickup, a message starts anew: its state and transcripts go', async (t) => {
  const mailRoot = tempMailRoot(t);
  const entry = put(mailRoot, 'BadMail', ['.bad', '.bdr', '.bdp', '.ltr', '.rtr']);
  await putBackInPickup(mailRoot, entry, backName(entry));
  assert.deepEqual(readdirSync(mailRoot.BadMail), []);
  assert.equal(readFileSync(join(mailRoot.Pickup, `${id}.eml`), 'utf8'), letter);
});

void test('a message that left meanwhile is not put back, and nothing of it is removed', async (t) => {
  const mailRoot = tempMailRoot(t);
  const entry = put(mailRoot, 'BadMail', ['.bad', '.bdr']);
  rmSync(entry.path);
  await assert.rejects(putBackInPickup(mailRoot, entry, 'a.eml'), /is no longer in BadMail/);
  assert.deepEqual(readdirSync(mailRoot.BadMail), [`${id}.bdr`]);
});

void test('the files beside a message are known; a foreign file has none', (t) => {
  const mailRoot = tempMailRoot(t);
  const entry = put(mailRoot, 'Queue', ['.eml']);
  const names = companions(mailRoot, entry).map((path) => path.slice(mailRoot.Queue.length + 1));
  assert.deepEqual(names, [`${id}.envelope.json`, `${id}.ltr`, `${id}.rtr`, `${id}.itr`]);
  assert.deepEqual(companions(mailRoot, { ...entry, kind: 'foreign' }), []);
  assert.equal(messagePath(mailRoot, 'BadMail', id), join(mailRoot.BadMail, `${id}.bad`));
});

void test('a file in the place of Pickup is an error, and nothing is overwritten', async (t) => {
  const mailRoot = tempMailRoot(t);
  rmSync(mailRoot.Pickup, { recursive: true });
  writeFileSync(mailRoot.Pickup, 'I am a file');
  await assert.rejects(submit(mailRoot, 'a.eml', Buffer.from(letter)));
  assert.equal(readFileSync(mailRoot.Pickup, 'utf8'), 'I am a file');
});

const noOtherDisk = existsSync('/dev/shm') ? false : 'there is no second file system';
void test('a message is put back though BadMail lies on another disk', { skip: noOtherDisk }, async (t) => {
  const mailRoot = tempMailRoot(t);
  const elsewhere = tempFolderInMemory(t);
  rmSync(mailRoot.BadMail, { recursive: true });
  symlinkSync(elsewhere, mailRoot.BadMail);
  const entry = put(mailRoot, 'BadMail', ['.bad', '.bdr']);
  await putBackInPickup(mailRoot, entry, 'a.eml');
  assert.deepEqual(readdirSync(mailRoot.Pickup), ['a.eml']);
  assert.deepEqual(readdirSync(elsewhere), []);
});
