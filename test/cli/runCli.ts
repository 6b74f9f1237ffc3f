/** Runs the built command line as a person does: a process of its own, with its own folder and environment; nothing is mocked. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const repository = join(__dirname, '..', '..');

export interface Run {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What it reads from stdin. */
  readonly input?: string;
}

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export async function mailroot(args: readonly string[], run: Run): Promise<Ran> {
  const child = startMailroot(args, run);
  child.stdin?.end(run.input ?? '');
  const [out, err, code] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    new Promise<number | null>((resolve) => child.on('close', resolve)),
  ]);
  return { code, out, err };
}

/** For what keeps running; the test ends it. */
export function startMailroot(args: readonly string[], { cwd, env }: Run): ChildProcess {
  const clean = { ...process.env };
  delete clean['MAILROOT'];
  const main = join(repository, 'dist', 'cli.js');
  return spawn(process.execPath, [main, ...args], { cwd, env: { ...clean, ...env }, stdio: 'pipe' });
}
