// `npm run package`: the VSIX.
import { build } from './build.mjs';
import { ensureInstalled, root } from './install.mjs';
import { bin, runNode } from './run.mjs';

process.chdir(root);
await ensureInstalled();
await build();
const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--skip-license'];
process.exitCode = await runNode([bin('@vscode/vsce', 'vsce'), 'package', ...options, '--out', 'mailroot.vsix']);
