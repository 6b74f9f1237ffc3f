import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { adopt, type AdoptOptions } from '../../../src/engine/adopt/adopt';
import type { MailRoot } from '../../../src/engine/mailroot/layout';
import { withoutPrivilege } from '../../support/privilege';
import { tempFolder, tempMailRoot } from '../../support/tempFolder';

interface Place {
  readonly mailRoot: MailRoot;
  readonly folder: string;
  /** Runs an adoption of files in the folder; what was said, one line each. */
  readonly run: (names: readonly string[], options?: Partial<AdoptOptions>) => Promise<string[]>;
  readonly put: (name: string, text: string) => string;
  readonly pickup: () => string[];
  /** What stands in Pickup, in the order of the names. */
  readonly contents: () => string[];
}

function place(t: TestContext): Place {
  const mailRoot = tempMailRoot(t);
  const folder = tempFolder(t);
  const pickup = (): string[] => readdirSync(mailRoot.Pickup).sort();
  return {
    mailRoot,
    folder,
    pickup,
    contents: () => pickup().map((name) => readFileSync(join(mailRoot.Pickup, name), 'utf8')),
    put(name, text) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    },
    async run(names, options = {}) {
      const said: string[] = [];
      const paths = names.map((name) => join(folder, name));
      for await (const one of adopt(paths, { mailRoot, mode: 'adopt', ...options }))
        said.push(one.kind === 'passed' ? `passed: ${one.why}` : `${one.format} ${one.number}: ${one.subject}`);
      return said;
    },
  };
}

const letter = (subject: string): string =>
  `From: a@x.test\nTo: b@x.test\nSubject: ${subject}\nMessage-ID: <${subject}>\n\nhi\n`;
const django = (...subjects: string[]): string =>
  subjects.map((each) => `${letter(each)}\n${'-'.repeat(79)}\n`).join('');

void test('each message becomes a Pickup file of its own; the source is left alone', async (t) => {
  const { put, run, contents, pickup } = place(t);
  const path = put('20261123-115001-140.log', django('one', 'two'));
  const before = statSync(path);
  assert.deepEqual(await run(['20261123-115001-140.log']), ['django 1: one', 'django 2: two']);
  assert.deepEqual(contents().sort(), [letter('one'), letter('two')]);
  for (const name of pickup()) assert.match(name, /^20261123-115001-140-[0-9a-f]{12}\.eml$/);
  assert.equal(readFileSync(path, 'utf8'), django('one', 'two'));
  assert.equal(statSync(path).mtimeMs, before.mtimeMs);
});

void test('adopting twice what is still in Pickup replaces it', async (t) => {
  const { put, run, pickup } = place(t);
  put('a.log', django('one', 'two'));
  await run(['a.log']);
  const first = pickup();
  await run(['a.log']);
  assert.deepEqual(pickup(), first);
});

void test('two messages that are the same octet by octet are two messages, also the second time', async (t) => {
  const { put, run, pickup } = place(t);
  put('a.log', django('same', 'same'));
  await run(['a.log']);
  const names = pickup();
  assert.equal(names.length, 2);
  assert.match(names.join(), /-2\.eml/);
  await run(['a.log']);
  assert.deepEqual(pickup(), names);
});

void test('a dry run tells the same and writes nothing', async (t) => {
  const { put, run, pickup } = place(t);
  put('a.log', django('one'));
  assert.deepEqual(await run(['a.log'], { mode: 'dry-run' }), ['django 1: one']);
  assert.deepEqual(pickup(), []);
});

void test('what is wanted can be looked at before it is adopted', async (t) => {
  const { put, run, pickup } = place(t);
  put('a.log', django('one'));
  const seen: string[] = [];
  const look = (bytes: Uint8Array): Promise<void> => {
    seen.push(Buffer.from(bytes).toString());
    return Promise.resolve();
  };
  await run(['a.log'], { mode: 'dry-run', look });
  assert.deepEqual([seen, pickup()], [[letter('one')], []]);
  await run(['a.log'], { wanted: () => false, look });
  assert.equal(seen.length, 1);
});

void test('of what is found, only what is wanted is adopted', async (t) => {
  const { put, run, mailRoot, folder, contents } = place(t);
  put('a.log', django('one', 'two', 'three'));
  const names: string[] = [];
  for await (const one of adopt([join(folder, 'a.log')], { mailRoot, mode: 'dry-run' }))
    if (one.kind === 'adopted') names.push(one.file);
  assert.deepEqual(await run(['a.log'], { wanted: (file) => file === names[1] }), ['django 2: two']);
  assert.deepEqual(contents(), [letter('two')]);
});

void test('a file of Rails goes to the one it is named by, whoever else is in To, and is never taken as stuffed', async (t) => {
  const { put, run, contents } = place(t);
  const message =
    'Date: Tue, 24 Nov 2026 22:22:39 +0000\r\nFrom: a@x.test\r\nTo: b@x.test, c@x.test\r\nMessage-ID: <1@x>\r\nSubject: hi\r\nMime-Version: 1.0\r\n\r\nhi\r\n';
  for (const name of ['b@x.test', 'c@x.test']) put(`mails/${name}`, `${message}\r\n\r\n`);
  assert.deepEqual(await run(['mails']), ['rails 1: hi', 'rails 1: hi']);
  assert.deepEqual(contents(), [`X-Receiver: <b@x.test>\r\n${message}`, `X-Receiver: <c@x.test>\r\n${message}`]);
});

void test('a Maildir: new, then cur; what is in its trash, a draft, or being written is passed over', async (t) => {
  const { put, run, contents } = place(t);
  put('Mail/new/2', letter('new'));
  put('Mail/cur/1:2,S', letter('seen'));
  put('Mail/cur/3:2,T', letter('trashed'));
  put('Mail/cur/4:2,DS', letter('draft'));
  put('Mail/tmp/5', letter('half'));
  const said = await run(['Mail']);
  assert.deepEqual(said.slice(0, 2), ['maildir 1: new', 'maildir 1: seen']);
  assert.match(said.slice(2).join(), /trash.*draft/);
  assert.equal(contents().length, 2);
});

void test("IIS's BadMail: the message of each triple, with its reason; the other two files are not mail", async (t) => {
  const { put, run, mailRoot, folder, pickup } = place(t);
  put('Badmail/0001.BAD', letter('bad'));
  put('Badmail/0001.BDP', 'properties');
  put(
    'Badmail/0001.BDR',
    'Unable to deliver this message because the follow error was encountered: "No route".\r\nThe code\r\n',
  );
  assert.deepEqual(await run(['Badmail']), ['badmail 1: bad']);
  assert.deepEqual(await run(['Badmail/0001.BDR']), ['badmail 1: bad'], 'named by any of the three');
  assert.equal(pickup().length, 1);
  for await (const one of adopt([join(folder, 'Badmail')], { mailRoot, mode: 'dry-run' }))
    assert.match(
      one.kind === 'adopted' ? one.notes.join() : '',
      /^it was in BadMail: Unable to deliver.*"No route"\.$/,
    );
});

void test('a folder of all sorts: what is mail is adopted, what is not is said', async (t) => {
  const { put, run } = place(t);
  put('all/a.eml', letter('a'));
  put('all/b.mbox', `From a Mon Nov 23 11:50:01 2026\n${letter('b')}\n`);
  put('all/c.png', '\u0089PNG');
  put('all/deeper/d.eml', letter('d'));
  put('all/.hidden', letter('e'));
  const said = await run(['all']);
  assert.deepEqual(said.slice(0, 2), ['message 1: a', 'mbox 1: b']);
  assert.match(said[2] ?? '', /^passed: no message was recognised in it; --format says what it is \(message, django,/);
  assert.match(said[3] ?? '', /^passed: it is a folder: name it by itself/);
  assert.equal(said.length, 4);
});

void test('a format that is asked for overrides what would be recognised', async (t) => {
  const { put, run, contents } = place(t);
  put('a.log', django('one', 'two'));
  assert.deepEqual(await run(['a.log'], { format: 'message' }), ['message 1: one']);
  assert.deepEqual(contents(), [django('one', 'two')]);
});

void test('a path that is not there stops everything before anything is written', async (t) => {
  const { put, run, pickup } = place(t);
  put('a.eml', letter('a'));
  await assert.rejects(run(['a.eml', 'missing.eml']), /missing\.eml can't be read: ENOENT.*Nothing was adopted/);
  assert.deepEqual(pickup(), []);
});

void test('what is asked to be a Maildir and is none is refused', async (t) => {
  const { put, run } = place(t);
  put('Mail/a.eml', letter('a'));
  await assert.rejects(run(['Mail'], { format: 'maildir' }), /is no Maildir: it has no folders/);
});

void test('what stands in Pickup already is not adopted into Pickup', async (t) => {
  const { mailRoot } = place(t);
  for (const path of [mailRoot.Pickup, join(mailRoot.Pickup, 'a.eml')]) {
    await assert.rejects(adopt([path], { mailRoot, mode: 'adopt' }).next(), /is in Pickup already/);
  }
  writeFileSync(join(mailRoot.BadMail, 'x.bad'), letter('x'));
  const first = await adopt([mailRoot.BadMail], { mailRoot, mode: 'adopt' }).next();
  assert.equal(first.done, false);
});

void test('a file that can not be read is passed over, with why', async (t) => {
  const { put, run, folder, mailRoot } = place(t);
  put('all/a.eml', letter('a'));
  chmodSync(put('all/b.eml', letter('b')), 0o000);
  for (const path of [dirname(mailRoot.root), folder]) chmodSync(path, 0o755);
  let said: string[] = [];
  await withoutPrivilege([mailRoot.Pickup], async () => {
    said = await run(['all']);
  });
  assert.deepEqual(said[0], 'message 1: a');
  assert.match(said[1] ?? '', /^passed: it can't be read: EACCES/);
});

void test('a Pickup that can not be written is said, with what to do, and leaves no draft', async (t) => {
  const { put, run, mailRoot } = place(t);
  put('a.eml', letter('a'));
  rmSync(mailRoot.Pickup, { recursive: true });
  writeFileSync(mailRoot.Pickup, 'a file where a folder should be');
  await assert.rejects(run(['a.eml']), /can't be written to .*Pickup: ENOTDIR.* then adopt again/);
});

void test('names from anywhere become names for Pickup', async (t) => {
  const { put, run, pickup } = place(t);
  put('~$weird name; (1).eml', letter('a'));
  put('Bestellung für Jörg.txt', letter('b'));
  await run(['~$weird name; (1).eml', 'Bestellung für Jörg.txt']);
  assert.deepEqual(
    pickup().map((name) => name.replace(/-[0-9a-f]{12}\.eml$/, '')),
    ['Bestellung_für_Jörg', 'weird_name_1_'],
  );
});
