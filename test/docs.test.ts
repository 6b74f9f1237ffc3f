/**
 * What the documents say is held to what the program has: every setting with its default, every verb and option, every exit code,
 * every part of a family. Prose stays free; facts do not.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { exit } from '../src/cli/exit';
import { verbs } from '../src/cli/verbs';
import { defaultConfig } from '../src/engine/config';
import { conditions, fields } from '../src/views/mailFilter';
import { memberNames } from '../src/engine/mailroot/envelope';
import { companionParts, folderNames } from '../src/engine/mailroot/layout';

const conditionNames = [...conditions.keys()];
const repository = join(__dirname, '..');
const read = (file: string): string => readFileSync(join(repository, file), 'utf8');

interface Manifest {
  readonly contributes?: { readonly configuration?: Configuration | readonly Configuration[] };
}
interface Configuration {
  readonly properties: Readonly<Record<string, { readonly default?: unknown }>>;
}

/** Settings of the manifest and of the engine, by full name, with their defaults. */
function settings(): Map<string, unknown> {
  const { contributes } = JSON.parse(read('package.json')) as Manifest;
  const blocks = [contributes?.configuration ?? []].flat() as readonly Configuration[];
  const declared = blocks.flatMap(({ properties }) => Object.entries(properties));
  const engine = Object.entries(defaultConfig).map(([name, value]) => [`mailroot.${name}`, value] as const);
  return new Map([...engine, ...declared.map(([name, { default: value }]) => [name, value] as const)]);
}

/** Rows of the tables of a document: the cells, without their code marks. */
function rows(file: string): string[][] {
  return read(file)
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replace(/^`|`$/g, '')),
    );
}

void test('docs/settings.md has every setting with its default, and no setting that is none', () => {
  const told = new Map(
    rows('docs/settings.md').flatMap(([name = '', value = '']) =>
      name.startsWith('mailroot.') ? [[name, value]] : [],
    ),
  );
  const names = rows('docs/settings.md').flatMap(([name = '']) => (name.startsWith('mailroot.') ? [name] : []));
  assert.deepEqual(
    names.filter((name, i) => names.indexOf(name) !== i),
    [],
    'told twice',
  );
  const known = settings();
  assert.ok(known.size >= 20);
  assert.deepEqual([...told.keys()].sort(), [...known.keys()].sort());
  for (const [name, value] of known) assert.deepEqual(JSON.parse(told.get(name) ?? 'null'), value, name);
});

void test('docs/cli.md has every verb with every option, and every exit code', () => {
  const text = read('docs/cli.md');
  const sections = new Map(
    text.split(/^## /m).map((section) => [/^`mailroot (\w+)/.exec(section)?.[1] ?? '', section]),
  );
  for (const verb of verbs) {
    if (verb.name === 'help') continue;
    const section = sections.get(verb.name);
    assert.ok(section !== undefined, `docs/cli.md has no section on ${verb.name}`);
    for (const option of Object.keys(verb.options))
      assert.ok(section.includes(`--${option}`), `${verb.name} --${option}`);
    const named = new Set([...section.matchAll(/--([a-z][a-z-]*)/g)].map(([, option]) => option));
    for (const option of named) assert.ok(String(option) in verb.options, `${verb.name} has no --${String(option)}`);
  }
  const codes = rows('docs/cli.md').flatMap(([code = '']) => (/^\d+$/.test(code) ? [Number(code)] : []));
  assert.deepEqual(codes, Object.values(exit));
});

void test('docs/mailroot.md names every folder and every file of a family', () => {
  const told = rows('docs/mailroot.md').map(([name = '']) => name);
  for (const folder of folderNames) assert.ok(told.includes(folder), folder);
  const parts = new Set(folderNames.flatMap((folder) => companionParts(folder)));
  for (const part of ['.eml', '.bad', ...parts]) assert.ok(told.includes(`<id>${part}`), part);
});

void test('docs/mailroot.md tells every member of the state of a message', () => {
  const [, section = ''] = read('docs/mailroot.md').split(/^## `\.envelope\.json`$/m);
  const table = (section.split(/^## /m)[0] ?? '').split('\n').filter((line) => line.startsWith('| '));
  const told = new Set(
    table.flatMap((line) => [...(line.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name)),
  );
  assert.deepEqual([...told].sort(), [...new Set(memberNames)].sort());
});

test('docs/views.md tells every term that a filter knows', () => {
  const text = read('docs/views.md');
  for (const term of [...fields.map((field) => `${field}:`), ...conditionNames.map((name) => `is:${name}`)])
    assert.ok(text.includes(`\`${term}`), term);
});
