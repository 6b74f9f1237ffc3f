/** The newest message in Drop held to a committed file, as a test of somebody's program would do it. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { MailRoot } from '../../src/engine/mailroot/layout';
import { tempFolder, tempMailRoot } from '../support/tempFolder';
import { mailroot, startMailroot, type Ran } from './runCli';

interface Made {
  readonly id?: string;
  readonly to?: string;
  readonly subject?: string;
  readonly date?: string;
}

function drop(
  mailRoot: MailRoot,
  { id = '20261123T115001Z-07b3a9c', to = 'ann@example.com', subject = 'Hello', date = 'x' }: Made,
): void {
  const top = `X-Sender: <a@example.com>\r\nX-Receiver: <${to}>\r\nReturn-Path: <a@example.com>\r\nReceived: by MailRoot\r\n`;
  const sent = `Date: ${date}\r\nFrom: a@example.com\r\nSubject: ${subject}\r\n\r\nHello\r\n`;
  writeFileSync(join(mailRoot.Drop, `${id}.eml`), top + sent);
}

interface Desk {
  readonly mailRoot: MailRoot;
  readonly file: string;
  readonly run: (...words: readonly string[]) => Promise<Ran>;
}

function desk(t: TestContext, env: Readonly<Record<string, string>> = { CI: '' }): Desk {
  const mailRoot = tempMailRoot(t);
  const cwd = tempFolder(t);
  const run = (...words: readonly string[]): Promise<Ran> =>
    mailroot(['snapshot', 'mails/hello.eml', '--root', mailRoot.root, ...words], { cwd, env });
  return { mailRoot, file: join(cwd, 'mails', 'hello.eml'), run };
}

void test('the first time the mail is written as it was sent; then it is compared, and only what it says matters', async (t) => {
  const { mailRoot, file, run } = desk(t);
  drop(mailRoot, {});
  const first = await run();
  assert.deepEqual([first.code, first.out], [0, 'mails/hello.eml written from Drop/20261123T115001Z-07b3a9c.eml\n']);
  assert.equal(readFileSync(file, 'utf8'), 'Date: x\r\nFrom: a@example.com\r\nSubject: Hello\r\n\r\nHello\r\n');
  drop(mailRoot, { id: '20261123T115002Z-07b3a9d', date: 'y' });
  assert.deepEqual(await run(), { code: 0, out: '', err: '' });
  drop(mailRoot, { id: '20261123T115003Z-07b3a9e', subject: 'Hallo' });
  const changed = await run();
  assert.equal(changed.code, 1);
  assert.match(changed.out, /^--- mails\/hello\.eml\n\+\+\+ Drop\/20261123T115003Z-07b3a9e\.eml\n/);
  assert.match(
    changed.err,
    /^Different: Subject\.\nIf that is meant: the same command with --update renews mails\/hello\.eml\.\n$/,
  );
});

void test('--update renews the file where the mail says something else, and leaves it alone where it does not', async (t) => {
  const { mailRoot, file, run } = desk(t);
  drop(mailRoot, {});
  await run();
  drop(mailRoot, { id: '20261123T115002Z-07b3a9d', date: 'another' });
  assert.equal((await run('--update')).code, 0);
  assert.match(readFileSync(file, 'utf8'), /^Date: x$/m);
  drop(mailRoot, { id: '20261123T115003Z-07b3a9e', subject: 'Hallo' });
  const renewed = await run('-u');
  assert.equal(renewed.code, 0);
  assert.match(renewed.err, /renewed from Drop\/20261123T115003Z-07b3a9e\.eml/);
  assert.equal((await run()).code, 0);
});

void test('in CI a file that is not there is a difference, not a new file', async (t) => {
  for (const [env, words] of [
    [{ CI: 'true' }, []],
    [{ CI: '' }, ['--ci']],
  ] as const) {
    const { mailRoot, file, run } = desk(t, env);
    drop(mailRoot, {});
    const ran = await run(...words);
    assert.equal(ran.code, 1);
    assert.match(ran.err, /in CI it is not written\. Run the same command on your machine, and commit the file/);
    assert.equal(existsSync(file), false);
  }
});

void test('which message is meant is said by recipient, subject, age, or id; the newest that fits', async (t) => {
  const { mailRoot, file, run } = desk(t);
  drop(mailRoot, { id: '20261123T115001Z-0000001', to: 'ann@example.com', subject: 'Invoice 1' });
  drop(mailRoot, { id: '20261123T115002Z-0000002', to: 'ann@example.com', subject: 'Invoice 2' });
  drop(mailRoot, { id: '20261123T115003Z-0000003', to: 'bob@example.com', subject: 'Welcome' });
  const written = async (...words: readonly string[]): Promise<string> => {
    await run('--update', ...words);
    return /^Subject: (.*)$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
  };
  assert.equal(await written('--to', 'Ann@'), 'Invoice 2');
  assert.equal(await written('--subject', 'invoice 1'), 'Invoice 1');
  assert.equal(await written('--since', '2026-11-23T11:50:03Z'), 'Welcome');
  assert.equal(await written('--id', '20261123T115002Z'), 'Invoice 2');
  const none = await run('--to', 'carol', '--subject', 'x', '--since', '2026-11-23T11:50:03Z');
  assert.equal(none.code, 2);
  assert.match(none.err, /No message to carol, with "x" in its subject, since 2026-11-23T11:50:03\.000Z in .*Drop/);
  assert.equal((await run('--since', 'yesterday')).code, 2);
  assert.equal((await run('--wait', 'long')).code, 2);
});

void test('it waits for a message that is on its way', async (t) => {
  const { mailRoot, run } = desk(t);
  const ran = run('--to', 'late@example.com', '--wait', '60');
  drop(mailRoot, { id: '20261123T115001Z-0000001', to: 'other@example.com' });
  drop(mailRoot, { id: '20261123T115002Z-0000002', to: 'late@example.com' });
  assert.match((await ran).out, /written from Drop\/20261123T115002Z-0000002\.eml/);
});

void test('one that waits can be ended', async (t) => {
  const { mailRoot } = desk(t);
  const child = startMailroot(['snapshot', 'x.eml', '--root', mailRoot.root, '--wait', '60'], { cwd: mailRoot.root });
  child.kill();
  const code = await new Promise((resolve) => child.on('close', resolve));
  assert.notEqual(code, 0);
});
