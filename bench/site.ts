/**
 * Where a run takes place: its disk, how much is done, the Postfix house with smtp-source and smtp-sink, and programs of ours bundled to
 * run alone. Everything that was started is ended by its process id when the site is closed, whatever happened.
 */
import { build } from 'esbuild';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { houseOf } from '../test/interop/house';
import { greets, postfix } from '../test/interop/smartHosts';
import type { Disk } from './disk';
import type { Telling } from './runner';

export const repository = join(import.meta.dirname, '..');
export const cache = join(repository, '.cache', 'bench');

export interface Site extends Telling {
  readonly disk: Disk;
  readonly quick: boolean;
  /** A copy of the Postfix house on the disk, undefined when it can't be had. */
  readonly house: string | undefined;
  readonly versions: Record<string, string>;
  /** The path of a program of bench/programs, ready for Node. */
  readonly program: (name: string) => string;
  /** Runs at the end, the last first. */
  readonly after: (end: () => unknown) => void;
}

/** Postfix in a house for the bench alone: tests may run at the same time. Undefined, and said loudly, when it can't be had. */
export function settlePostfix(disk: Disk, telling: Telling): string | undefined {
  const house = houseOf({ ...postfix, name: 'bench-postfix', programs: [...postfix.programs, ...postfixTools] });
  if (house.kind === 'missing') {
    telling.skip(`Postfix did not take part: ${house.why}`);
    return undefined;
  }
  const root = join(disk.folder, 'postfix');
  spawnSync('cp', ['-a', house.root, root]);
  return root;
}
const postfixTools = ['usr/sbin/smtp-source', 'usr/sbin/sendmail', 'usr/sbin/postdrop', 'usr/sbin/postqueue'];

export async function bundlePrograms(): Promise<Site['program']> {
  const folder = join(import.meta.dirname, 'programs');
  const outdir = join(cache, 'programs');
  const entryPoints = readdirSync(folder).map((name) => join(folder, name));
  const outExtension = { '.js': '.cjs' };
  const external = ['vscode'];
  await build({ entryPoints, bundle: true, platform: 'node', format: 'cjs', outdir, outExtension, external });
  return (name) => join(outdir, `${name}.cjs`);
}

/** A folder of its own on the disk. */
export function folderOf(site: Site, name: string): string {
  const folder = join(site.disk.folder, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

export interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly said: () => string;
  /** Resolves to its exit code. */
  readonly ended: Promise<number | null>;
  /** Ends it if it still runs. */
  readonly end: () => Promise<void>;
}

/** Node with a program of ours or a peer's. The thread pool is that which the extension gives to the engine. */
export function startNode(site: Site, [file = '', ...args]: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  return start(site, [process.execPath, file, ...args], { UV_THREADPOOL_SIZE: '16', ...env });
}

export function start(site: Site, [program = '', ...args]: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (text = `${text}${chunk.toString()}`.slice(-20_000)));
  child.stdin.on('error', () => undefined);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  ended.catch(() => undefined);
  const end = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await ended.catch(() => undefined);
    clearTimeout(force);
  };
  site.after(end);
  return { child, pid: child.pid ?? 0, said: () => text, ended, end };
}

/** Resolves when somebody greets there, and rejects when the process ends instead. */
export async function untilGreets(port: number, running: Running): Promise<void> {
  while (!(await greets(port))) {
    if (running.child.exitCode !== null)
      throw new Error(`${basename(running.child.spawnfile)} ended: ${running.said()}`);
    await pause(25);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Looks again and again; rejects when it takes too long. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string, seconds = 120): Promise<void> {
  const latest = performance.now() + seconds * 1000;
  while (!(await isSo())) {
    if (performance.now() > latest) throw new Error(`${what}: not within ${seconds} seconds`);
    await pause(5);
  }
}

/** Postfix's load generator, in its house: the same C program loads everybody. */
export interface Load {
  readonly port: number;
  readonly sessions: number;
  readonly count: number;
  readonly octets: number;
  readonly perConnection: 'one' | 'many';
}

/** Messages a second, from its start to its end, each answered with 250. */
export async function load(site: Site, { port, sessions, count, octets, perConnection }: Load): Promise<number> {
  const { house } = site;
  if (house === undefined) throw new Error('smtp-source is needed: run as root on Debian');
  const many = perConnection === 'many' ? ['-d'] : [];
  const say = [...many, '-s', sessions, '-m', count, '-l', octets, '-f', 'a@here.test', '-t', 'b@there.test'].map(
    String,
  );
  const startedAt = performance.now();
  const command = ['chroot', house, '/usr/sbin/smtp-source', ...say, `127.0.0.1:${port}`];
  const source = start(site, command, { LD_LIBRARY_PATH: '/usr/lib/postfix' });
  const code = await source.ended;
  if (code !== 0) throw new Error(`smtp-source ended with ${code}: ${source.said()}`);
  return count / ((performance.now() - startedAt) / 1000);
}
