/** A small disk in memory, mounted for one test: the one way to a disk that is really full. Needs root on Linux; says so loudly elsewhere. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** Why nothing can be mounted here, or false. */
export function noMounts(what: string): string | false {
  const why = process.platform !== 'linux' ? 'tmpfs is of Linux' : process.getuid?.() !== 0 ? 'it needs root' : false;
  if (why !== false) return loudly(`SKIPPED, NOT TESTED: ${what}: ${why}`);
  const at = mkdtempSync(join(tmpdir(), 'mailroot-mount-'));
  const { status, stderr } = mount('64k', at);
  if (status === 0) spawnSync('umount', [at]);
  rmSync(at, { recursive: true, force: true });
  return status === 0 ? false : loudly(`SKIPPED, NOT TESTED: ${what}: nothing can be mounted here: ${stderr.trim()}`);
}

export function loudly(text: string): string {
  console.error(`\n${'!'.repeat(text.length)}\n${text}\n${'!'.repeat(text.length)}\n`);
  return text;
}

/** An empty folder that holds no more than that, such as `512k`. */
export function smallDisk(t: TestContext, size: string): string {
  const at = mkdtempSync(join(tmpdir(), 'mailroot-small-'));
  // Lazily: an engine that a failed test left behind is ended later.
  t.after(() => {
    spawnSync('umount', ['-l', at]);
    rmSync(at, { recursive: true, force: true });
  });
  const { status, stderr } = mount(size, at);
  if (status !== 0) throw new Error(`tmpfs could not be mounted: ${stderr}`);
  return at;
}

function mount(size: string, at: string): { status: number | null; stderr: string } {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', at], { encoding: 'utf8' });
}
