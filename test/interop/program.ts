/**
 * Programs that are not ours. One that is missing is installed where we may (Debian, root); else its tests are skipped, loudly.
 * A program that fails fails the test with what it said.
 */
import { spawn, spawnSync } from 'node:child_process';
import { text } from 'node:stream/consumers';

function runs([program = '', ...args]: readonly string[]): boolean {
  const { error, status } = spawnSync(program, args);
  return error === undefined && status === 0;
}

/** Why a test must be skipped, or false. `debian` is the package it comes in. */
export function missing(program: string, debian = program): string | false {
  return unless(() => spawnSync(program, ['--version']).error === undefined, { what: program, debian });
}

/** The same of a module of a language: of Python where no other probe is given. */
export function missingModule(
  module: string,
  debian: string,
  probe: readonly string[] = ['/usr/bin/python3', '-c', `import ${module}`],
): string | false {
  return unless(() => runs(probe), { what: module, debian });
}

function unless(isThere: () => boolean, { what, debian }: { what: string; debian: string }): string | false {
  if (isThere()) return false;
  if (process.getuid?.() === 0) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const install = (): unknown => spawnSync('apt-get', ['install', '-y', '--no-install-recommends', debian], { env });
    install();
    if (!isThere()) {
      spawnSync('apt-get', ['update'], { env });
      install();
    }
  }
  if (isThere()) return false;
  const why = `SKIPPED, NOT TESTED: ${what} is not installed (Debian package ${debian})`;
  console.error(`\n${'!'.repeat(why.length)}\n${why}\n${'!'.repeat(why.length)}\n`);
  return why;
}

/** Resolves to stdout; rejects with all it said when the exit code is not 0. */
export async function runProgram(
  program: string,
  args: readonly string[],
  input: string | Uint8Array = '',
): Promise<string> {
  const child = spawn(program, args);
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0) throw new Error(`${program} ended with ${code}\n${out}\n${err}`);
  return out;
}
