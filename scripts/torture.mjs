// `npm run torture`: kills, power cuts, errors and random mail at full length, which takes hours. `npm test` runs a short form of it.
// MAILROOT_TORTURE_KILLS, _CUTS, _RUNS, _THOROUGH, _SOAK (seconds) and _SEED say otherwise (test/torture/options.ts).
import { testFiles, testsBelow } from './check.mjs';
import { ensureInstalled, root } from './install.mjs';
import { runNode } from './run.mjs';

const full = { KILLS: 300, CUTS: 300, RUNS: 3000, THOROUGH: 1, SOAK: 600 };

/** Resolves to whether all of it held. The slowest first, two at a time. */
export function torture({ concurrency }) {
  const files = testsBelow('test/torture', '.torture.ts').sort((a, b) => order(a) - order(b));
  return testFiles(files, { concurrency });
}

function order(file) {
  return ['soak', 'powerCut', 'model', 'everyCall', 'kill', 'start', 'fullDisk'].findIndex((name) =>
    file.includes(name),
  );
}

if (process.argv[1] === import.meta.filename) {
  process.chdir(root);
  for (const [name, count] of Object.entries(full)) process.env[`MAILROOT_TORTURE_${name}`] ??= String(count);
  await ensureInstalled();
  const built = (await runNode(['esbuild.mjs'])) === 0;
  process.exitCode = built && (await torture({ concurrency: 1 })) ? 0 : 1;
}
