/**
 * The limit of the disk in Node: create, write, fsync, fsync of the folder, so many at once, and no SMTP.
 * `node storeLoop.cjs <folder> <count> <at once> <octets>`; says messages a second on stdout.
 */
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { commit } from '../commit';

const [folder = '.', ...numbers] = process.argv.slice(2);
const [count = 0, atOnce = 1, octets = 0] = numbers.map(Number);
const content = Buffer.alloc(octets, 'x');
let begun = 0;

async function store(): Promise<void> {
  while (begun < count) {
    const path = join(folder, `${process.pid}-${begun++}`);
    const file = await open(`${path}.tmp`, 'w');
    await file.write(content);
    await commit(file, path);
  }
}

async function main(): Promise<void> {
  await mkdir(folder, { recursive: true });
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: atOnce }, store));
  console.log(count / ((performance.now() - startedAt) / 1000));
}

void main();
