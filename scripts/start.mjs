// `npm start`: builds, and opens a real VS Code with the extension on a copy of the sample. `-- --web` takes the one in the browser.
import { build } from './build.mjs';
import { ensureInstalled, root } from './install.mjs';
import { runNode } from './run.mjs';

process.chdir(root);
await ensureInstalled();
await build();
process.exitCode = await runNode(['--import', 'tsx', 'scripts/openVscode.ts', ...process.argv.slice(2)]);
