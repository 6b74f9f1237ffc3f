/** The limit of starting on a queue: readdir and a stat of each file, in one process of Node. `node look.cjs <folder>` */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const [folder = '.'] = process.argv.slice(2);

async function main(): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.eml'));
  let next = 0;
  const look = async (): Promise<void> => {
    while (next < names.length) await stat(join(folder, names[next++] ?? ''));
  };
  await Promise.all(Array.from({ length: 32 }, look));
  console.log(names.length);
}

void main();
