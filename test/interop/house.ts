/**
 * A Debian program in a house of its own: its packages unpacked into a folder under .cache (apt-get download, dpkg -x), with the libraries it
 * needs, a few devices and accounts, so that it runs by chroot and installs nothing. Wants root on Debian; else says why it can't be had.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Blueprint {
  readonly name: string;
  readonly packages: readonly string[];
  /** Files and folders in it whose libraries are needed. */
  readonly programs: readonly string[];
  /** Users that the program wants, each with a group of its name. */
  readonly accounts: readonly string[];
}

export type House =
  { readonly kind: 'house'; readonly root: string } | { readonly kind: 'missing'; readonly why: string };

const cache = join(import.meta.dirname, '..', '..', '.cache', 'interop');

export function houseOf(blueprint: Blueprint): House {
  const root = join(cache, blueprint.name);
  const missing = (why: string): House => {
    const text = `SKIPPED, NOT TESTED: ${blueprint.name}: ${why}`;
    console.error(`\n${'!'.repeat(text.length)}\n${text}\n${'!'.repeat(text.length)}\n`);
    return { kind: 'missing', why: text };
  };
  if (existsSync(join(root, 'ready')) && process.getuid?.() === 0) return { kind: 'house', root };
  if (process.getuid?.() !== 0) return missing('it takes root to run it by chroot');
  rmSync(root, { recursive: true, force: true });
  const trouble = build(root, blueprint);
  if (trouble !== undefined) return missing(trouble);
  writeFileSync(join(root, 'ready'), '');
  return { kind: 'house', root };
}

function build(root: string, { packages, programs, accounts }: Blueprint): string | undefined {
  const download = mkdtempSync(join(tmpdir(), 'mailroot-deb-'));
  try {
    const get = (): boolean => spawnSync('apt-get', ['download', ...packages], { cwd: download }).status === 0;
    if (!get()) {
      spawnSync('apt-get', ['update']);
      if (!get()) return `the Debian packages ${packages.join(', ')} can't be had`;
    }
    for (const each of ['etc', 'tmp', 'dev', 'run', 'var/run', 'var/empty', 'root'])
      mkdirSync(join(root, each), { recursive: true });
    for (const file of readdirSync(download)) spawnSync('dpkg', ['-x', join(download, file), root]);
  } finally {
    rmSync(download, { recursive: true, force: true });
  }
  for (const [device, minor] of [
    ['null', '3'],
    ['zero', '5'],
    ['random', '8'],
    ['urandom', '9'],
  ] as const)
    spawnSync('mknod', ['-m', '666', join(root, 'dev', device), 'c', '1', minor]);
  furnish(root, accounts);
  return copyLibraries(root, programs);
}

function furnish(root: string, accounts: readonly string[]): void {
  const numbered = accounts.map((name, i) => [name, 900 + i] as const);
  const users = numbered.map(([name, id]) => `${name}:x:${id}:${id}::/var/empty:/bin/false`);
  const groups = numbered.map(([name, id]) => `${name}:x:${id}:`);
  writeFileSync(
    join(root, 'etc/passwd'),
    ['root:x:0:0:root:/root:/bin/sh', 'nobody:x:65534:65534::/var/empty:/bin/false', ...users, ''].join('\n'),
  );
  writeFileSync(join(root, 'etc/group'), ['root:x:0:', 'nogroup:x:65534:', ...groups, ''].join('\n'));
  writeFileSync(join(root, 'etc/hosts'), '127.0.0.1 localhost\n');
  writeFileSync(join(root, 'etc/hostname'), 'there.test\n');
  writeFileSync(join(root, 'etc/services'), 'smtp 25/tcp\n');
  writeFileSync(join(root, 'etc/nsswitch.conf'), 'passwd: files\ngroup: files\nhosts: files\nservices: files\n');
}

/** Whatever ldd finds outside is copied in, at its own path. */
function copyLibraries(root: string, programs: readonly string[]): string | undefined {
  const files = programs.flatMap((path) => {
    const whole = join(root, path);
    return path.endsWith('/') ? readdirSync(whole).map((name) => join(whole, name)) : [whole];
  });
  const own = join(root, 'usr/lib/postfix');
  const env = { ...process.env, LD_LIBRARY_PATH: own };
  for (const file of files) {
    const { stdout } = spawnSync('ldd', [file], { env, encoding: 'utf8' });
    if (stdout.includes('not found')) return `a library is missing:\n${stdout}`;
    for (const [, library = ''] of stdout.matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm)) {
      if (library.startsWith(root) || existsSync(join(root, library))) continue;
      mkdirSync(dirname(join(root, library)), { recursive: true });
      copyFileSync(realpathSync(library), join(root, library));
    }
  }
  return undefined;
}

export interface Tenant {
  readonly process: ChildProcess;
  /** What it said so far, on both streams. */
  readonly said: () => string;
  /** Ends it and all it started: it leads a process group of its own. */
  readonly end: () => Promise<void>;
}

/** Runs a program of the house in it. */
export function runIn(root: string, command: readonly string[], env: Record<string, string> = {}): Tenant {
  const child = spawn('chroot', [root, ...command], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...env },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    process: child,
    said: () => text,
    end: async () => {
      const { pid } = child;
      if (pid === undefined) return;
      try {
        process.kill(-pid, 'SIGTERM');
        await ended;
        process.kill(-pid, 'SIGKILL');
      } catch {
        // Nobody of the group is left.
      }
    },
  };
}
