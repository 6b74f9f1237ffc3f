/** docs/language.md and the manifest against the rules: the same codes, the same words. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { rules, severities } from '../../../src/language/checking/rules';

const repository = join(__dirname, '..', '..', '..');
const read = (file: string): string => readFileSync(join(repository, file), 'utf8');

void test('the reference has every rule with its severity, its meaning and its fix, in their order', () => {
  const told = read('docs/language.md')
    .split('\n')
    .flatMap((line) => {
      const [, code, severity, meaning, remedy] =
        /^\| `([a-z0-9-]+)`\s*\| (\w+)\s*\| (.*?)\s*\| (.*?)\s*\|$/.exec(line) ?? [];
      return code === undefined ? [] : [{ code, severity, meaning, remedy }];
    });
  assert.deepEqual(
    told,
    rules.map(({ code, severity, meaning, remedy }) => ({ code, severity, meaning, remedy })),
  );
});

interface Setting {
  readonly propertyNames: { readonly enum: readonly string[] };
  readonly additionalProperties: { readonly enum: readonly string[] };
}

void test('mailroot.diagnostics.rules knows every code and every severity, and how to switch off', () => {
  const { contributes } = JSON.parse(read('package.json')) as {
    contributes: { configuration: { properties: Record<string, Setting> }[] };
  };
  const setting = contributes.configuration
    .map(({ properties }) => properties['mailroot.diagnostics.rules'])
    .find(Boolean);
  assert.deepEqual(
    setting?.propertyNames.enum,
    rules.map(({ code }) => code),
  );
  assert.deepEqual(setting.additionalProperties.enum, ['off', ...severities]);
});
