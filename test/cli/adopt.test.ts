/** `mailroot adopt`: what it says, what it writes, and how it ends. Which formats there are is tested where they are split. */
import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { tempFolder, tempMailRoot } from '../support/tempFolder';
import { mailroot } from './runCli';

const letter = (subject: string): string =>
  `From: a@x.test\nTo: b@x.test\nSubject: ${subject}\nMessage-ID: <${subject}>\n\nhi\n`;
const log = ['one', 'two'].map((each) => `${letter(each)}\n${'-'.repeat(79)}\n`).join('');

void test('each message is said with its name in Pickup and where it comes from', async (t) => {
  const mailRoot = tempMailRoot(t);
  const cwd = tempFolder(t);
  writeFileSync(join(cwd, 'mails.log'), log);
  const ran = await mailroot(['adopt', '--root', mailRoot.root, 'mails.log'], { cwd });
  assert.equal(ran.code, 0, ran.err);
  const names = readdirSync(mailRoot.Pickup);
  assert.equal(names.length, 2);
  for (const name of names) assert.ok(ran.out.includes(`Pickup/${name}  a@x.test -> b@x.test  `), ran.out);
  assert.match(ran.out, /django, message 2 of .*mails\.log/);
  assert.match(ran.out, /^2 messages adopted\.$/m);
});

void test('a dry run writes nothing, and says so', async (t) => {
  const mailRoot = tempMailRoot(t);
  const cwd = tempFolder(t);
  writeFileSync(join(cwd, 'mails.log'), log);
  const ran = await mailroot(['adopt', '--dry-run', '--root', mailRoot.root, 'mails.log'], { cwd });
  assert.equal(ran.code, 0);
  assert.match(ran.out, /^2 messages would be adopted; nothing was written\.$/m);
  assert.deepEqual(readdirSync(mailRoot.Pickup), []);
});

void test('as JSON it is one object a message or file passed over', async (t) => {
  const mailRoot = tempMailRoot(t);
  const cwd = tempFolder(t);
  writeFileSync(join(cwd, 'a.eml'), letter('one'));
  writeFileSync(join(cwd, 'b.txt'), 'no mail\n');
  const ran = await mailroot(['adopt', '--json', '--root', mailRoot.root, '.'], { cwd });
  const said = ran.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string; file?: string; why?: string });
  assert.deepEqual(
    said.map(({ kind }) => kind),
    ['adopted', 'passed'],
  );
  assert.deepEqual(readdirSync(mailRoot.Pickup), [said[0]?.file]);
});

void test('nothing recognised is 65, a path that is not there 66, a format that does not exist 64', async (t) => {
  const mailRoot = tempMailRoot(t);
  const cwd = tempFolder(t);
  writeFileSync(join(cwd, 'b.txt'), 'no mail\n');
  const root = ['--root', mailRoot.root];
  const none = await mailroot(['adopt', ...root, 'b.txt'], { cwd });
  assert.equal(none.code, 65);
  assert.match(none.err, /b\.txt: passed over: no message was recognised in it/);
  const missing = await mailroot(['adopt', ...root, 'c.txt'], { cwd });
  assert.equal(missing.code, 66);
  assert.match(missing.err, /c\.txt can't be read: ENOENT/);
  const format = await mailroot(['adopt', ...root, '--format', 'pst', 'b.txt'], { cwd });
  assert.equal(format.code, 64);
  assert.match(format.err, /--format is one of message, django, .*, not "pst"/);
  assert.equal((await mailroot(['adopt', ...root], { cwd })).code, 64);
});
