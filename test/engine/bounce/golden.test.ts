/**
 * DSNs of each kind, whole, as files a person can read: `test/engine/bounce/golden/`. `MAILROOT_GOLDEN=1` writes them anew; then read
 * the difference.
 */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { report } from '../../../src/engine/bounce/report';
import { samples } from './samples';

const golden = join(import.meta.dirname, 'golden');

for (const [name, about] of Object.entries(samples)) {
  void test(`a DSN as it was agreed upon: ${name}`, async () => {
    const file = join(golden, `${name}.eml`);
    const bytes = await report(about);
    if (process.env['MAILROOT_GOLDEN'] !== undefined) writeFileSync(file, bytes);
    assert.equal(bytes.toString(), readFileSync(file, 'utf8'), file);
  });
}

void test('every golden file is that of a sample', () => {
  assert.deepEqual(
    readdirSync(golden).sort(),
    Object.keys(samples)
      .map((name) => `${name}.eml`)
      .sort(),
  );
});

/** The blocks of docs/dsn.md below "Examples", and of each the paragraphs. */
function examples(): string[] {
  const [, text = ''] = readFileSync(join(import.meta.dirname, '../../../docs/dsn.md'), 'utf8').split(
    '\n## Examples\n',
  );
  const [section = ''] = text.split('\n## ');
  return [...section.matchAll(/^```\n([^]*?)^```$/gm)].flatMap(([, block = '']) => block.trimEnd().split('\n\n'));
}

void test('every paragraph of the examples in docs/dsn.md stands in a golden file', () => {
  const files = readdirSync(golden).map((name) => readFileSync(join(golden, name), 'utf8').replace(/\r\n/g, '\n'));
  const paragraphs = examples();
  assert.ok(paragraphs.length > 10);
  for (const paragraph of paragraphs)
    assert.ok(
      files.some((file) => file.includes(paragraph)),
      paragraph,
    );
});
