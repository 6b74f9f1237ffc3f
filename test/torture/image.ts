/**
 * A MailRoot on an ext4 image of its own, mounted over a loop device, that can be cut off: the image as the disk has it at this moment is
 * copied, checked (which replays its journal), and mounted beside. What was written and not yet sent to the disk is not in the copy, as
 * after a power cut. Needs root on Linux; says so loudly where that is not to be had.
 */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { mailRootAt, type MailRoot } from '../../src/engine/mailroot/layout';
import { loudly } from './mounted';

const megabytes = 192;

/** Why there can be no power cut here, or false. */
export function noImages(): string | false {
  const why =
    process.platform !== 'linux'
      ? 'loop devices are of Linux'
      : process.getuid?.() !== 0
        ? 'it needs root'
        : ['mkfs.ext4', 'e2fsck', 'mount'].some((program) => spawnSync(program, ['-V']).error !== undefined)
          ? 'mkfs.ext4, e2fsck or mount is missing'
          : loopTrouble();
  return why === false ? false : loudly(`SKIPPED, NOT TESTED: no power cut: ${why}`);
}

/** Tried out: a container may have root and loop devices, and still not be let. */
function loopTrouble(): string | false {
  const folder = mkdtempSync(join(tmpdir(), 'mailroot-loop-'));
  const file = join(folder, 'disk.img');
  const at = join(folder, 'disk');
  mkdirSync(at);
  try {
    empty(file, 4);
    run('mkfs.ext4', ['-q', '-F', file]);
    run('mount', ['-o', 'loop', file, at]);
    run('umount', [at]);
    return false;
  } catch (error) {
    return String(error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function empty(file: string, size: number): void {
  const opened = openSync(file, 'w');
  ftruncateSync(opened, size * 1024 * 1024);
  closeSync(opened);
}

function run(program: string, args: readonly string[], fine: readonly number[] = [0]): void {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (error !== undefined) throw error;
  if (!fine.includes(status ?? -1))
    throw new Error(`${program} ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
}

export class Image {
  readonly mailRoot: MailRoot;
  readonly #file: string;
  readonly #folder: string;
  readonly #mounted = new Set<string>();
  #copies = 0;

  /** Makes and mounts it; taken apart when the test ends. */
  constructor(t: TestContext) {
    this.#folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'mailroot-image-'));
    // Lazily: an engine that a failed test left behind is ended later.
    t.after(() => {
      for (const at of this.#mounted) run('umount', ['-l', at]);
      rmSync(this.#folder, { recursive: true, force: true });
    });
    this.#file = join(this.#folder, 'disk.img');
    empty(this.#file, megabytes);
    run('mkfs.ext4', ['-q', '-F', '-E', 'lazy_itable_init=0,lazy_journal_init=0', this.#file]);
    this.mailRoot = mailRootAt(join(this.#mount(this.#file, 'disk'), 'MailRoot'));
  }

  /** Whatever was written so far is on the disk from here on. */
  sync(): void {
    run('sync', ['-f', this.mailRoot.root]);
  }

  /** commit=300: the journal keeps to itself what nobody asked it to write, so that a missing fsync is not covered up in five seconds. */
  #mount(image: string, name: string): string {
    const at = join(this.#folder, name);
    mkdirSync(at);
    run('mount', ['-o', 'loop,commit=300', image, at]);
    this.#mounted.add(at);
    return at;
  }

  /** What a power cut would leave now, mounted in a folder of its own. Nobody may write meanwhile: stop the engine before. */
  cut(): { readonly mailRoot: MailRoot; readonly away: () => void } {
    const name = `cut-${this.#copies++}`;
    const copy = join(this.#folder, `${name}.img`);
    copyStill(this.#file, copy);
    // 1: errors were corrected, such as orphans; a second look must find nothing.
    run('e2fsck', ['-p', copy], [0, 1]);
    run('e2fsck', ['-f', '-n', copy]);
    const at = this.#mount(copy, name);
    return {
      mailRoot: mailRootAt(join(at, 'MailRoot')),
      away: () => {
        run('umount', [at]);
        this.#mounted.delete(at);
        rmSync(copy);
      },
    };
  }
}

/** A copy of one moment: what the kernel still had on its way while we copied would tear it, so copy until two are alike. */
function copyStill(from: string, to: string): void {
  for (let tries = 0; tries < 20; tries++) {
    copyFileSync(from, to);
    const { status } = spawnSync('cmp', ['-s', from, to]);
    if (status === 0) return;
  }
  throw new Error('the image never stood still: who else writes to it?');
}

/** Stops a process where it stands; resolves when the kernel says that it is. */
export async function freeze(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  const isStill = (): boolean => !existsSync(`/proc/${pid}`) || threads(pid).every((state) => state === 'T');
  while (!isStill()) await new Promise((resolve) => setImmediate(resolve));
}

function threads(pid: number): string[] {
  const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return [/\) (\w)/.exec(status)?.[1] ?? 'T'];
}
