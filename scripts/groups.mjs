// Files of tests in a few processes: two hundred processes cost more than the tests in them.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { root } from './install.mjs';

// A test that hangs ends its group, and is told by what it waits for.
// A file that can't be loaded is a test that failed; the others of its group run.
const head = `import { test } from 'node:test';
const hangs = () => {
  console.error('Hangs, with', process.getActiveResourcesInfo().join(', '), ...process._getActiveHandles());
  process.exit(1);
};
setTimeout(hangs, 600_000).unref();
const load = (file) => import(file).catch((error) => test('loading ' + file, () => Promise.reject(error)));
`;

/** Writes files that load those given, to be run instead of them. */
export function inGroups(files, count) {
  const folder = join('out', 'groups');
  rmSync(join(root, folder), { recursive: true, force: true });
  mkdirSync(join(root, folder), { recursive: true });
  return Array.from({ length: count }, (_, group) => {
    const loads = files
      .filter((_, at) => at % count === group)
      .map((file) => `await load('../../${file.split(sep).join('/')}');\n`);
    const path = join(folder, `${group}.mjs`);
    writeFileSync(join(root, path), [head, ...loads].join(''));
    return path;
  });
}
