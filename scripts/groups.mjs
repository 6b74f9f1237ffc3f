// Files of tests in a few processes: two hundred processes cost more than the tests in them.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { root } from './install.mjs';

// A test that hangs ends its group, and is told by what it waits for.
// A file that can't be loaded is a test that failed; the others of its group run.
const headOf = (minutes) => `import { test } from 'node:test';
const hangs = () => {
  console.error('Hangs, with', process.getActiveResourcesInfo().join(', '), ...process._getActiveHandles());
  process.exit(1);
};
setTimeout(hangs, ${minutes} * 60_000).unref();
const load = (file) => import(file).catch((error) => test('loading ' + file, () => Promise.reject(error)));
`;

const folder = join('out', 'groups');

/** Writes files that load those given, to be run instead of them. */
export function inGroups(files, count) {
  rmSync(join(root, folder), { recursive: true, force: true });
  return Array.from({ length: count }, (_, group) =>
    asOne(
      String(group),
      files.filter((_, at) => at % count === group),
    ),
  );
}

/** Writes one file that loads those given, one after the other; they may take that long. */
export function asOne(name, files, minutes = 10) {
  mkdirSync(join(root, folder), { recursive: true });
  const loads = files.map((file) => `await load('../../${file.split(sep).join('/')}');\n`);
  const path = join(folder, `${name}.mjs`);
  writeFileSync(join(root, path), [headOf(minutes), ...loads].join(''));
  return path;
}
