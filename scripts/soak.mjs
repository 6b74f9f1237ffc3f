// `npm run soak`: ten minutes of mail, faults, commands and kills (`-- --minutes N`); says whether anything was lost or grew. `npm test` soaks for two.
import { testFiles } from './check.mjs';
import { ensureInstalled, root } from './install.mjs';
import { runNode } from './run.mjs';

const at = process.argv.indexOf('--minutes');
const minutes = at < 0 ? 10 : Number(process.argv[at + 1]);
if (!(minutes > 0)) {
  console.error('npm run soak -- --minutes N: N is a number of minutes above 0, such as 10.');
  process.exit(1);
}
process.chdir(root);
process.env.MAILROOT_TORTURE_SOAK = String(Math.round(minutes * 60));
await ensureInstalled();
const built = (await runNode(['esbuild.mjs'])) === 0;
process.exitCode = built && (await testFiles(['test/torture/soak.torture.ts'], { concurrency: 1 })) ? 0 : 1;
