/**
 * The disk that everybody is measured on. As root on Linux a journaled ext4 of its own, in a file that is mounted by loop: there an fsync
 * means the same on every machine. Else a folder of the repository's disk, and the results say so. A disk that is busy with the work of others
 * can be left alone: the file may stand in memory, where an fsync costs its system calls and its journal, and no wait.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Disk {
  readonly folder: string;
  /** For the results. */
  readonly what: string;
  close(): void;
}

const tmpfs = 0x01021994;
const octets = 6 * 1024 ** 3;
const inodes = '1000000';

/** `place`: where the file of the image stands. */
export function openDisk(cache: string, place = cache): Disk {
  const name = `mailroot-bench-${process.pid}`;
  const folder = join(cache, name);
  const image = join(place, `${name}.img`);
  mkdirSync(folder, { recursive: true });
  const remove = (): void => [folder, image].forEach((path) => rmSync(path, { recursive: true, force: true }));
  if (process.platform === 'linux' && process.getuid?.() === 0 && isMounted(image, folder))
    return {
      folder,
      what: `a journaled ext4 image of its own, mounted by loop, ${statfsSync(place).type === tmpfs ? 'in memory' : 'on the disk of the repository or where --disk said'}`,
      close: () => {
        // What was ended a moment ago may still hold a file of it.
        if (!runs('umount', [folder])) runs('umount', ['-l', folder]);
        remove();
      },
    };
  rmSync(image, { force: true });
  return { folder, what: "the repository's own disk (not root, or no loop device)", close: remove };
}

function isMounted(image: string, folder: string): boolean {
  writeFileSync(image, '');
  truncateSync(image, octets);
  return runs('mkfs.ext4', ['-q', '-N', inodes, image]) && runs('mount', ['-o', 'loop', image, folder]);
}

function runs(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}
