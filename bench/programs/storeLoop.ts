/**
 * The limit of the disk in Node: create, write, fsync, rename, fsync of the folder, so many at once, and no SMTP.
 * `node storeLoop.cjs <folder> <count> <at once> <octets>`; says messages a second on stdout.
 */
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';

const [folder = '.', ...numbers] = process.argv.slice(2);
const [count = 0, atOnce = 1, octets = 0] = numbers.map(Number);
const content = Buffer.alloc(octets, 'x');
let begun = 0;

async function store(): Promise<void> {
  while (begun < count) {
    const path = join(folder, `${process.pid}-${begun++}`);
    const file = await open(`${path}.tmp`, 'w');
    await file.write(content);
    await file.sync();
    await file.close();
    await rename(`${path}.tmp`, path);
    const directory = await open(folder, 'r');
    await directory.sync();
    await directory.close();
  }
}

async function main(): Promise<void> {
  await mkdir(folder, { recursive: true });
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: atOnce }, store));
  console.log(count / ((performance.now() - startedAt) / 1000));
}

void main();
