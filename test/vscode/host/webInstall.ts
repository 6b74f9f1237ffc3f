/**
 * A whole VS Code out of the npm registry, for machines where no desktop build can be had: Code - OSS's server with its Node extension
 * host and web workbench, as the `code-server` package carries it. Installed once per version into `.vscode-test/`, never as a dependency.
 */
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runNpm, runProgram } from './program';

export interface WebVscode {
  /** `1.100.3` */
  readonly version: string;
  /** The Node that runs its server and extension host. */
  readonly node: string;
  readonly serverMain: string;
}

interface Recipe {
  readonly version: string;
  readonly packaged: string;
  readonly node: 20 | 24;
}

/** The oldest VS Code that we support, and the newest one there is. */
export const floor: Recipe = { version: '1.100.3', packaged: 'code-server@4.100.3', node: 20 };
export const newest: Recipe = { version: '1.139.1', packaged: 'code-server@4.139.1', node: 24 };

export const cacheFolder = join(__dirname, '..', '..', '..', '.vscode-test');

/** Resolves to an installed one; installs it first when it is not there. Linux on x64 or arm64. */
export async function webVscode(recipe: Recipe, say: (line: string) => void): Promise<WebVscode> {
  const home = join(cacheFolder, `web-${recipe.version}`);
  if (!existsSync(join(home, 'complete'))) {
    say(`Installing VS Code ${recipe.version} from the npm registry (once) ...`);
    // Beside, then renamed: an install that was interrupted is never taken for a whole one.
    const draft = `${home}.draft`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true });
    await install(recipe, draft);
    await writeFile(join(draft, 'complete'), '');
    await rm(home, { recursive: true, force: true });
    await rename(draft, home);
  }
  return { version: recipe.version, node: nodeIn(home), serverMain: join(serverIn(home), 'out', 'server-main.js') };
}

async function install({ packaged, node }: Recipe, home: string): Promise<void> {
  const quiet = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  await writeFile(join(home, 'package.json'), '{"private":true}\n');
  await ensureCompiler();
  await runNpm(['install', ...quiet, '--ignore-scripts', packaged, `${nodePackage()}@${node}`], { cwd: home });
  const server = serverIn(home);
  await runNpm(['install', ...quiet, '--omit=dev', '--ignore-scripts'], { cwd: server });
  // Two of its modules are native; they are built against the headers of the Node that will run them.
  const headers = join(home, 'node_modules', nodePackage());
  const path = `${join(headers, 'bin')}:${process.env['PATH'] ?? ''}`;
  const env = { npm_config_nodedir: headers, PATH: path };
  const native = ['@vscode/spdlog', '@vscode/native-watchdog'];
  await runNpm(['rebuild', '--loglevel=error', '--foreground-scripts', ...native], { cwd: server, env });
}

/** node-gyp needs a compiler and Python: Debian's, when they are missing and may be installed. */
async function ensureCompiler(): Promise<void> {
  const missing: string[] = [];
  for (const [program, debian] of [
    ['g++', 'g++'],
    ['make', 'make'],
    ['python3', 'python3'],
  ] as const) {
    await runProgram(program, ['--version']).catch(() => missing.push(debian));
  }
  if (missing.length > 0) await aptInstall(missing);
}

export async function aptInstall(packages: readonly string[]): Promise<void> {
  const root = process.getuid?.() === 0;
  const [command, ...before] = root ? ['apt-get'] : ['sudo', '-n', 'apt-get'];
  const install = ['install', '-y', '--no-install-recommends', ...packages];
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await runProgram(command, [...before, ...install], { env }).catch(async () => {
      await runProgram(command, [...before, 'update'], { env });
      await runProgram(command, [...before, ...install], { env });
    });
  } catch (error) {
    throw new Error(`These Debian packages are needed and could not be installed: ${packages.join(' ')}`, {
      cause: error,
    });
  }
}

function nodePackage(): string {
  return `node-linux-${process.arch}`;
}

function nodeIn(home: string): string {
  return join(home, 'node_modules', nodePackage(), 'bin', 'node');
}

function serverIn(home: string): string {
  return join(home, 'node_modules', 'code-server', 'lib', 'vscode');
}
