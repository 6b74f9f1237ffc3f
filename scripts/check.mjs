// `npm run check`: typecheck, lint, format check, build, unit and story tests. Says how long each took; ends with the count of tests.
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, sep } from 'node:path';
import { inGroups } from './groups.mjs';
import { ensureInstalled, root } from './install.mjs';
import { bin, runNode, runQuietly } from './run.mjs';

const tsc = bin('typescript', 'bin/tsc');
const formatCache = ['--cache', '--cache-location', '.cache/prettier'];
const steps = [
  ['types', [tsc, '--noEmit', '--incremental', '--tsBuildInfoFile', '.cache/types.json']],
  ['types of the webview', [tsc, '--noEmit', '-p', 'src/views/transcript/webview']],
  ['types of the preview page', [tsc, '--noEmit', '-p', 'src/preview/webview']],
  [
    'lint',
    [bin('eslint', 'bin/eslint.js'), '.', '--max-warnings', '0', '--cache', '--cache-location', '.cache/eslint'],
  ],
  ['format', [bin('prettier', 'bin/prettier.cjs'), '--check', '.', '--log-level', 'warn', ...formatCache]],
];

/** What needs other programs is for `npm test`. */
const elsewhere = ['vscode', 'interop'].map((room) => join('test', room) + sep);

/** Resolves to whether all of it held. */
export async function check() {
  await ensureInstalled();
  if ((await step('build', ['esbuild.mjs', '--tests'])) !== true) return false;
  // Linting waits for nothing but a processor, tests mostly for sockets: side by side they fit into a minute.
  const reading = Promise.all([inTurn(steps.slice(0, 2)), inTurn(steps.slice(2))]);
  const mine = testsBelow('test').filter((file) => !elsewhere.some((room) => file.startsWith(room)));
  const tested = await testFiles(inGroups(mine, width));
  const read = (await reading).flat();
  return tested && read.every(Boolean);
}

async function inTurn(list) {
  const results = [];
  for (const [name, args] of list) results.push(await step(name, args));
  return results;
}

async function step(name, args) {
  const began = Date.now();
  const { code, output } = await runQuietly(process.execPath, args);
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok' : 'not ok'} ${name} (${seconds} s)${code === 0 ? '' : `\n${output}`}`);
  return code === 0;
}

/** How many files of tests run at a time: they wait for sockets more than for a processor. */
const width = 2 * availableParallelism();

/**
 * Runs test files with node:test. `only`: names of tests, all if it is not given.
 * False when a test failed, when a file has none, or when there are no files.
 */
export async function testFiles(files, { concurrency = width, only = [], env = {} } = {}) {
  if (files.length === 0) {
    console.log('not ok: there are no test files');
    return false;
  }
  const names = only.map((name) => `--test-name-pattern=^${name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}$`);
  const reporter = ['--test-reporter', './scripts/reporter.mjs', '--test-reporter-destination', 'stdout'];
  const options = ['--import', 'tsx', '--test', `--test-concurrency=${concurrency}`, ...names, ...reporter];
  return (await runNode([...options, ...files], env)) === 0;
}

export function testsBelow(folder, ending = '.test.ts') {
  const found = readdirSync(join(root, folder), { recursive: true });
  return found
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))
    .sort();
}

if (process.argv[1] === import.meta.filename) {
  process.chdir(root);
  process.exitCode = (await check()) ? 0 : 1;
}
