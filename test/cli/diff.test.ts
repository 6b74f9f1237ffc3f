/** Two messages compared by the command line: what differs on stdout, whether on the exit code, as `diff` has it. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { tempFolder } from '../support/tempFolder';
import { mailroot, type Ran } from './runCli';

function letter({ subject = 'Hello', text = 'Dear Ann', date = '2026' } = {}): string {
  return `Date: ${date}\r\nFrom: a@example.com\r\nSubject: ${subject}\r\n\r\n${text}\r\n`;
}

function twoFiles(t: TestContext, left: string, right: string): (...words: readonly string[]) => Promise<Ran> {
  const cwd = tempFolder(t);
  writeFileSync(join(cwd, 'a.eml'), left);
  writeFileSync(join(cwd, 'b.eml'), right);
  return (...words) => mailroot(['diff', 'a.eml', 'b.eml', ...words], { cwd });
}

void test('the same in another writing ends with 0 and says nothing', async (t) => {
  const encoded =
    'date: x\nSUBJECT: =?utf-8?B?SGVsbG8=?=\nfrom: <a@example.com>\nContent-Transfer-Encoding: base64\n\nRGVhciBBbm4=\n';
  const ran = await twoFiles(t, letter(), encoded)();
  assert.deepEqual(ran, { code: 0, out: '', err: '' });
});

void test('what differs is told line by line on stdout and in short on stderr, and ends with 1', async (t) => {
  const run = twoFiles(t, letter(), letter({ subject: 'Hallo', text: 'Dear Bob' }));
  const ran = await run();
  assert.equal(ran.code, 1);
  assert.match(ran.out, /^--- a\.eml\n\+\+\+ b\.eml\n@@ .*\n-Subject: Hello\n\+Subject: Hallo\n/);
  assert.match(ran.out, /\n-Dear Ann\n\+Dear Bob\n/);
  assert.equal(ran.err, 'Different: Subject; text/plain (1 line).\n');
  const json = JSON.parse((await run('--json')).out) as unknown;
  assert.deepEqual(json, {
    same: false,
    summary: 'Subject; text/plain (1 line)',
    differences: [
      { kind: 'field', name: 'Subject' },
      { kind: 'changed', part: 'text/plain', lines: 1 },
    ],
  });
});

void test('--all has the Date too, --ignore and --mask leave out what changes with each run', async (t) => {
  const run = twoFiles(t, letter({ text: 'Order 17' }), letter({ text: 'Order 18', subject: 'Hallo', date: '2027' }));
  assert.match((await run('--all')).err, /^Different: Subject; Date; text\/plain/);
  assert.equal((await run('--ignore', 'subject')).code, 1);
  assert.equal((await run('--ignore', 'List-Id, subject', '--mask', '\\d+')).code, 0);
});

void test('control characters of a message are shown, not obeyed', async (t) => {
  const ran = await twoFiles(t, letter(), letter({ text: 'Dear\u001b[31m Ann' }))();
  assert.ok(ran.out.includes('+Dear\\u001b[31m Ann'));
});

void test('a message on stdin is compared with a file', async (t) => {
  const cwd = tempFolder(t);
  writeFileSync(join(cwd, 'a.eml'), letter());
  assert.equal((await mailroot(['diff', 'a.eml', '-'], { cwd, input: letter({ date: 'x' }) })).code, 0);
  const ran = await mailroot(['diff', '-', 'a.eml'], { cwd, input: letter({ subject: 'x' }) });
  assert.deepEqual([ran.code, ran.out.startsWith('--- stdin\n')], [1, true]);
});

void test('a file that is not there, a wrong option and a pattern that is none are trouble, never a difference', async (t) => {
  const run = twoFiles(t, letter(), letter());
  const cwd = tempFolder(t);
  const lost = await mailroot(['diff', 'none.eml', 'b.eml'], { cwd });
  assert.equal(lost.code, 2);
  assert.match(lost.err, /^mailroot: none\.eml can't be read: .*no such file/);
  for (const words of [['--colour'], ['--mask', '('], ['c.eml']]) {
    const ran = await run(...words);
    assert.equal(ran.code, 2, ran.err);
    assert.match(ran.err, /"mailroot help diff"/);
  }
  assert.equal((await mailroot(['diff', '-', '-'], { cwd })).code, 2);
});
