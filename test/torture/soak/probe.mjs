// Loaded into the engine in front of it (`--import`): at SIGUSR2 it writes what the process holds on to, after a collection of garbage.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env.MAILROOT_PROBE;
mkdirSync(folder, { recursive: true });

process.on('SIGUSR2', () => {
  globalThis.gc();
  const { rss, heapUsed, external } = process.memoryUsage();
  const path = join(folder, `${process.pid}.json`);
  writeFileSync(
    `${path}.draft`,
    JSON.stringify({ rss, heapUsed, external, resources: process.getActiveResourcesInfo() }),
  );
  renameSync(`${path}.draft`, path);
});
