import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const folder = join(__dirname, 'vscode', 'ui');

void test('every walk that the table of walks names is there', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
  const all = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  const rows = readFileSync(join(folder, 'README.md'), 'utf8').matchAll(/^\| [^|]+ \| ([^|]+?) *\|$/gm);
  const named = [...rows].map(([, name = '']) => name).filter((name) => name !== 'walk' && !/^-+$/.test(name));
  assert.ok(named.length > 20);
  assert.deepEqual(
    named.filter((name) => !all.includes(`'${name}'`)),
    [],
  );
});
