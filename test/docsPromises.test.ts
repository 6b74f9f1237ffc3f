/**
 * Documents that promise something name the test that shows it, as `test/...: name of the test`. Here they are held to that: the file is
 * there and has a test of that very name. That the test passes is said by running it.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';

const repository = join(__dirname, '..');
const read = (file: string): string => readFileSync(join(repository, file), 'utf8');

interface Named {
  readonly file: string;
  readonly name: string;
}

/** Rows of the tables whose last column is "shown by": their cells. */
function rows(document: string): string[][] {
  const found: string[][] = [];
  let promises = false;
  for (const line of read(document).split('\n')) {
    const cells = line.startsWith('| ')
      ? line
          .slice(2, -2)
          .split(' | ')
          .map((cell) => cell.trim())
      : [];
    if (cells.length === 0) promises = false;
    else if (cells.at(-1) === 'shown by') promises = true;
    else if (promises && !line.startsWith('| ---')) found.push(cells);
  }
  return found;
}

/** The last cell of a row: one or more of them, a line each. */
function testsIn(cell: string): Named[] {
  return cell.split('<br>').map((text) => {
    const [, file = '', name = ''] = /^`(test\/[\w/.-]+\.ts)`: (.+)$/.exec(text.trim()) ?? [];
    assert.ok(name !== '', `names no test: ${text}`);
    return { file, name };
  });
}

/** Names of the tests of a file; a name made of parts fits whatever stands in its gaps. */
function namesIn(file: string): RegExp[] {
  const names: RegExp[] = [];
  const visit = (node: ts.Node): void => {
    const [first] =
      ts.isCallExpression(node) && /\b(?:test|it)(?:\.\w+)?$/.test(node.expression.getText()) ? node.arguments : [];
    if (first !== undefined) names.push(...patternOf(first));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true));
  return names;
}

function patternOf(name: ts.Expression): RegExp[] {
  const exactly = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  if (ts.isStringLiteralLike(name)) return [new RegExp(`^${exactly(name.text)}$`)];
  if (!ts.isTemplateExpression(name)) return [];
  const parts = [name.head.text, ...name.templateSpans.map(({ literal }) => literal.text)];
  return parts.every((part) => part.trim() === '') ? [] : [new RegExp(`^${parts.map(exactly).join('.+')}$`)];
}

const known = new Map<string, RegExp[]>();
function assertExists({ file, name }: Named, document: string): void {
  assert.ok(existsSync(join(repository, file)), `${document} names ${file}, which is not there`);
  const names = known.get(file) ?? namesIn(file);
  known.set(file, names);
  assert.ok(
    names.some((pattern) => pattern.test(name)),
    `${document}: ${file} has no test "${name}"`,
  );
}

const sections = ['Pickup', 'Queue', 'Transcripts', 'Drop', 'Domains, routes, identity', 'Limits, access, TLS, log'];

test('docs/iis-compatibility.md says of every fact whether it is the same, better, or not on purpose, and by which test', () => {
  const document = 'docs/iis-compatibility.md';
  for (const section of [...sections, 'BadMail and notifications', 'Counters'])
    assert.ok(read(document).includes(`\n## ${section}\n`), section);
  const facts = rows(document);
  assert.ok(facts.length >= 100, `${facts.length} facts`);
  for (const cells of facts) {
    const [fact = '', verdict = '', , shownBy = ''] = cells;
    assert.equal(cells.length, 4, fact);
    assert.ok(['same', 'better', 'on purpose not'].includes(verdict), `${fact}: ${verdict}`);
    for (const named of testsIn(shownBy)) assertExists(named, document);
  }
});

test('whatever is not the same as in IIS says why', () => {
  const silent = rows('docs/iis-compatibility.md').filter(([, verdict, why]) => verdict !== 'same' && why === '');
  assert.deepEqual(silent, []);
});

test('every promise of docs/delivery.md is shown by a test', () => {
  const document = 'docs/delivery.md';
  const promises = rows(document);
  assert.ok(promises.length >= 30, `${promises.length} promises`);
  for (const cells of promises) for (const named of testsIn(cells.at(-1) ?? '')) assertExists(named, document);
});

test('a test that is not there is found out, and so is one of another name', () => {
  const here = 'test/docsPromises.test.ts';
  assertExists({ file: here, name: 'whatever is not the same as in IIS says why' }, here);
  assert.throws(() => assertExists({ file: here, name: 'whatever is not the same' }, here), /has no test/);
  assert.throws(() => assertExists({ file: 'test/nowhere.test.ts', name: 'x' }, here), /not there/);
  assert.throws(() => testsIn('`src/x.ts`: y'), /names no test/);
});
