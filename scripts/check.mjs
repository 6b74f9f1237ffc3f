// `npm run check`: typecheck, lint, format check, build, unit and story tests. Says how long each took; ends with the count of tests.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, root } from './install.mjs';
import { bin, runNode, runQuietly } from './run.mjs';

const tsc = bin('typescript', 'bin/tsc');
const steps = [
  ['types', [tsc, '--noEmit']],
  ['types of the webview', [tsc, '--noEmit', '-p', 'src/views/transcript/webview']],
  [
    'lint',
    [bin('eslint', 'bin/eslint.js'), '.', '--max-warnings', '0', '--cache', '--cache-location', '.cache/eslint'],
  ],
  ['format', [bin('prettier', 'bin/prettier.cjs'), '--check', '.', '--log-level', 'warn']],
];

/** Resolves to whether all of it held. */
export async function check() {
  await ensureInstalled();
  if ((await step('build', ['esbuild.mjs', '--tests'])) !== true) return false;
  // Linting waits for nothing but a processor, tests mostly for sockets: side by side they fit into a minute.
  const reading = Promise.all([inTurn(steps.slice(0, 2)), inTurn(steps.slice(2))]);
  const tested = await testFiles(testsBelow('test').filter((file) => !file.startsWith(join('test', 'vscode'))));
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

/** Runs test files with node:test; false when a test failed, or when there was none. */
export async function testFiles(files, { concurrency } = {}) {
  if (files.length === 0) {
    console.log('not ok: there are no test files');
    return false;
  }
  const width = concurrency === undefined ? [] : [`--test-concurrency=${concurrency}`];
  const reporter = ['--test-reporter', './scripts/reporter.mjs', '--test-reporter-destination', 'stdout'];
  return (await runNode(['--import', 'tsx', '--test', ...width, ...reporter, ...files])) === 0;
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
