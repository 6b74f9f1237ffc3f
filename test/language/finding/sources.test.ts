import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { declaredSource, readSource } from '../../../src/language/finding/sourceField';
import { sourcesBelow } from '../../../src/language/finding/sourcesBelow';
import { message } from '../messages';

void test('X-Mail-Source is a path with a line, or without', () => {
  assert.deepEqual(readSource(' src/a b.py:12 '), { path: 'src/a b.py', line: 12 });
  assert.deepEqual(readSource('C:\\shop\\Mail.cs:7:3'), { path: 'C:\\shop\\Mail.cs', line: 7 });
  assert.deepEqual(readSource('mail.rb'), { path: 'mail.rb', line: 1 });
  assert.deepEqual(readSource('mail.rb:0'), { path: 'mail.rb', line: 1 });
});

void test('a URL, a query and nothing at all are no source', () => {
  for (const value of ['https://example.com/a:1', 'file:///etc/passwd', 'command:x?y', ''])
    assert.equal(readSource(value), undefined, value);
});

void test('it is that of the message, not of one attached to it', () => {
  assert.deepEqual(declaredSource(message('X-Mail-Source: a.ts:3', '', 'x')), { path: 'a.ts', line: 3 });
  assert.equal(declaredSource(message('From: a@b', '', 'X-Mail-Source: a.ts:3')), undefined);
});

void test('code and templates are looked through; packages, builds, mail and pictures are not', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'mailroot-sources-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const files = [
    'src/a.ts',
    'views/b.html.erb',
    'de.yml',
    'node_modules/c.js',
    'dist/d.js',
    'MailRoot/Drop/e.txt',
    '.git/f.py',
    'g.png',
  ];
  for (const file of files) {
    mkdirSync(join(home, file, '..'), { recursive: true });
    writeFileSync(join(home, file), 'x');
  }
  const found = (await sourcesBelow([home])).map((path) => relative(home, path).replace(/\\/g, '/'));
  assert.deepEqual(found.sort(), ['de.yml', 'src/a.ts', 'views/b.html.erb']);
  assert.deepEqual(await sourcesBelow([join(home, 'missing')]), []);
});
