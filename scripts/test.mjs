// `npm test`: the check, the short torture, the suites in real VS Codes, the workbench driven by clicks. Ends with `N passed, N failed` over all of them.
import { appendFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { check, testFiles, testsBelow } from './check.mjs';
import { asOne } from './groups.mjs';
import { root } from './install.mjs';
import { runNode } from './run.mjs';
import { torture } from './torture.mjs';

process.chdir(root);
const results = join(root, 'out', 'results.jsonl');
mkdirSync(join(root, 'out'), { recursive: true });
rmSync(results, { force: true });
process.env.MAILROOT_RESULTS = results;

const suites = [
  ['check', check],
  // One at a time: they share the houses that these programs live in.
  ['with other mail systems', () => testFiles(testsBelow('test/interop'), { concurrency: 1 })],
  ['torture', () => torture({ concurrency: 2 })],
  ['in real VS Codes', async () => (await runNode(['--import', 'tsx', 'test/vscode/run.ts'])) === 0],
  ['by clicks', byClicks],
];

const held = [];
for (const [name, suite] of suites) {
  console.log(`\n== ${name}`);
  const before = counted().length;
  const began = Date.now();
  let ok = await suite().catch((error) => {
    console.error(error);
    return false;
  });
  const ran = counted().slice(before);
  if (ran.every(({ passed, failed }) => passed + failed === 0)) {
    console.log(`not ok: no test ran (${name})`);
    ok = false;
  }
  // What failed without being a test (a lint rule, a host that did not get up) counts too.
  if (!ok && ran.every(({ failed }) => failed === 0)) note({ passed: 0, failed: 1 });
  console.log(`(${Math.round((Date.now() - began) / 1000)} s)`);
  held.push(ok);
}

const all = counted();
const sum = (key) => all.reduce((total, count) => total + (count[key] ?? 0), 0);
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = held.every(Boolean) ? 0 : 1;

/** In both VS Codes side by side, in one process each: what runs in it shares its server and browser. */
async function byClicks() {
  const newest = testsBelow('test/vscode/ui');
  const floor = newest.filter((file) => readFileSync(file, 'utf8').includes('both: true'));
  const walks = Object.entries({ floor, newest }).map(([vscode, files]) => walked(vscode, asOne(vscode, files, 30)));
  return (await Promise.all(walks)).every(Boolean);
}

/** A workbench that is driven on a busy machine may miss a click: what failed is tried once more, and that is said. */
async function walked(vscode, file) {
  const mine = join(root, 'out', `clicks-${vscode}.jsonl`);
  rmSync(mine, { force: true });
  const env = { MAILROOT_UI_VSCODE: vscode, MAILROOT_RESULTS: mine };
  let ok = await testFiles([file], { concurrency: 1, env });
  const [first] = counted(mine);
  if (!ok && first?.failures.length > 0) {
    const only = first.failures.map(({ name }) => name);
    console.log(`\nOnce more: ${only.join('; ')}\n`);
    ok = await testFiles([file], { concurrency: 1, only, env });
    note({ passed: 0, failed: -only.length });
  }
  for (const each of counted(mine)) note(each);
  return ok;
}

function counted(path = results) {
  try {
    return readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  } catch {
    return [];
  }
}

function note(count) {
  appendFileSync(results, `${JSON.stringify(count)}\n`);
}
