// `npm run bench`: builds, then measures MailRoot beside its peers (bench/main.ts). `-- --quick` takes below 3 minutes.
import { ensureInstalled, root } from './install.mjs';
import { runNode } from './run.mjs';

process.chdir(root);
await ensureInstalled();
const built = (await runNode(['esbuild.mjs'])) === 0;
process.exitCode = built ? await runNode(['--import', 'tsx', 'bench/main.ts', ...process.argv.slice(2)]) : 1;
