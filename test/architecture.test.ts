/**
 * Holds the code to ARCHITECTURE.md: its room table is read as data. What ESLint says file by file, this says of the whole graph:
 * no cycle, nothing of the editor reachable from the engine, and tests that keep up with the code.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';

const repository = join(__dirname, '..');

/** Paths of all files under a folder, relative to the repository, with forward slashes. */
function filesUnder(folder: string, ends: RegExp): string[] {
  return readdirSync(join(repository, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && ends.test(entry.name))
    .map((entry) => relative(repository, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

const sources = filesUnder('src', /\.ts$/);

function read(file: string): string {
  return readFileSync(join(repository, file), 'utf8');
}

/** Every module a file names: import, import type, export from, import(), require(). */
function importsOf(file: string): string[] {
  return ts.preProcessFile(read(file), true, true).importedFiles.map(({ fileName }) => fileName);
}

/** The source file behind a relative import; undefined for a package or a data file. What is missing is for the compiler to say. */
function resolve(from: string, name: string): string | undefined {
  if (!name.startsWith('.')) return undefined;
  const path = `${posix.join(posix.dirname(from), name)}.ts`;
  return existsSync(join(repository, path)) ? path : undefined;
}

const graph = new Map(sources.map((file) => [file, importsOf(file).flatMap((name) => resolve(file, name) ?? [])]));

/** `src/engine/queue/settle.ts` is in the room `engine/queue`, `src/cli/main.ts` in `cli`, `src/language/model/part.ts` in `language/model`. */
function roomOf(file: string): string {
  const [, first = '', second = ''] = file.replace(/\.tsx?$/, '').split('/');
  const inner = `${first}/${second}`;
  return first === 'engine' || rooms.has(inner) ? inner : first;
}

/** The table of ARCHITECTURE.md: room -> rooms it may import. */
function roomTable(): Map<string, Set<string>> {
  const table = new Map<string, Set<string>>();
  const words = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);
  const [, section = ''] = read('ARCHITECTURE.md').split('## Who may import whom');
  for (const line of section.split('\n## ')[0]?.split('\n') ?? []) {
    const [, rooms, allowed, ...rest] = line.split('|');
    if (rest.length !== 1) continue;
    for (const room of words(rooms)) table.set(room, new Set([room, ...words(allowed)]));
  }
  // What may be imported may be imported with the rooms inside of it.
  for (const allowed of table.values())
    for (const inner of table.keys()) if (allowed.has(inner.split('/')[0] ?? '')) allowed.add(inner);
  return table;
}
const rooms = roomTable();

void test('every room is in the table of ARCHITECTURE.md, and every room of the table exists', () => {
  const found = new Set(sources.map(roomOf));
  assert.deepEqual(
    [...found].filter((room) => !rooms.has(room)),
    [],
    'rooms without a row',
  );
  assert.deepEqual(
    [...rooms.keys()].filter((room) => !found.has(room)),
    [],
    'rows without a room',
  );
});

void test('a room imports only what its row in ARCHITECTURE.md allows', () => {
  const wrong: string[] = [];
  for (const [file, targets] of graph) {
    for (const target of targets) {
      if (rooms.get(roomOf(file))?.has(roomOf(target)) === false) wrong.push(`${file} imports ${target}`);
    }
  }
  assert.deepEqual(wrong, []);
});

/** A cycle through these edges, as a path, or undefined. */
function findCycle(edges: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const target of edges.get(file) ?? []) {
      const cycle = visit(target, [...path, file]);
      if (cycle !== undefined) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of edges.keys()) {
    const cycle = visit(file, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

void test('a cycle would be found', () => {
  const edges = new Map([
    ['a', ['b']],
    ['b', ['c']],
    ['c', ['b']],
  ]);
  assert.deepEqual(findCycle(edges), ['b', 'c', 'b']);
});

void test('no file imports itself by a detour, not even for a type', () => {
  assert.equal(findCycle(graph), undefined);
});

/** Every source file reachable from an entry. */
function reachable(entry: string): string[] {
  const seen = new Set([entry]);
  for (const file of seen) for (const target of graph.get(file) ?? []) seen.add(target);
  return [...seen];
}

for (const entry of ['src/engine/main.ts', 'src/cli/main.ts']) {
  void test(`nothing of VS Code is reachable from ${entry}`, () => {
    const files = reachable(entry);
    assert.ok(files.length > 5, `${entry} reaches only ${files.length} files: is it the entry?`);
    assert.deepEqual(
      files.filter((file) => importsOf(file).includes('vscode')),
      [],
    );
    assert.deepEqual(
      files.filter((file) =>
        /^src\/(extension|host|views|commands|language(?!\/model\/)|preview(?!\/(mail|safe)\/))\b/.test(file),
      ),
      [],
    );
  });
}

void test('the extension host holds no SMTP library and no MIME parser: that work is the engine process', () => {
  const heavy = /^(smtp-server|mailparser|nodemailer(\/lib\/(smtp-connection|smtp-transport))?)$/;
  const named = reachable('src/extension.ts').flatMap((file) =>
    importsOf(file).flatMap((name) => (heavy.test(name) ? [`${file}: ${name}`] : [])),
  );
  assert.deepEqual(named, []);
});

void test('every source file opens with a comment that says what it promises', () => {
  const bare = sources.filter((file) => !/^(#!.*\n)?\s*(\/\*\*|\/\/)/.test(read(file)));
  assert.deepEqual(bare, []);
});

void test('no file is a barrel, and no folder is a drawer for strangers', () => {
  const drawers = /(^|\/)(utils?|common|helpers?|types|misc)(\/|\.ts$)/;
  assert.deepEqual(
    [...sources, ...filesUnder('test', /\.ts$/)].filter((file) => drawers.test(file)),
    [],
  );
  const barrels = sources.filter((file) => {
    const code = read(file)
      .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      .trim();
    return code !== '' && code.split(';').every((statement) => /^\s*(export\s.*from\s.*)?$/s.test(statement));
  });
  assert.deepEqual(barrels, []);
});

void test('there are at least as many lines of test as of source', () => {
  const lines = (files: readonly string[]): number =>
    files.reduce((sum, file) => sum + read(file).split('\n').length, 0);
  const source = lines(sources);
  const tests = lines(filesUnder('test', /\.(ts|mjs)$/));
  assert.ok(tests >= source, `${tests} lines of test for ${source} lines of source`);
});

void test('a file of tests has tests', () => {
  const files = filesUnder('test', /\.(test|torture)\.ts$/);
  assert.deepEqual(
    files.filter((file) => !/\b(test|it)(\.\w+)?\(/.test(read(file))),
    [],
  );
});

void test('what is written for people names no path of a machine', () => {
  const texts = readdirSync(repository)
    .filter((name) => name.endsWith('.md'))
    .concat(filesUnder('docs', /\.md$/));
  assert.deepEqual(
    texts.filter((file) => /(^|[\s(`"])\/(work|home|root|Users)\//m.test(read(file))),
    [],
  );
});

void test('links between the documents lead somewhere', () => {
  const texts = readdirSync(repository)
    .filter((name) => name.endsWith('.md'))
    .concat(filesUnder('docs', /\.md$/));
  const dead = texts.flatMap((file) =>
    [...read(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].flatMap(([, target = '']) =>
      existsSync(join(repository, dirname(file), target)) ? [] : [`${file} -> ${target}`],
    ),
  );
  assert.deepEqual(dead, []);
});
