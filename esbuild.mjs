// Bundles into dist/: the extension and what it loads later, engine, command line, webview scripts. `--watch` goes on; `--tests` also bundles what runs
// inside VS Code into out/. Everything shipped is checked by test/bundles.test.ts.
import { context, build } from 'esbuild';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** smtp-server carries a certificate with its private key for lazy people. Ours are made per MailRoot: theirs never ships. */
const noForeignKeys = {
  name: 'no foreign keys',
  setup({ onLoad }) {
    onLoad({ filter: /smtp-server[\\/].*tls-options\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      return { contents: text.replace(/-----BEGIN [^-]+-----[^-]+-----END [^-]+-----/g, ''), loader: 'js' };
    });
  },
};

/** What the extension loads later than when it is activated: a bundle of its own for each, by the module that is asked for. */
const later = {
  // When an engine is wanted: JSON-RPC.
  client: 'src/engine/client.ts',
  // With the first message that is opened, or sent.
  language: 'src/language/all.ts',
  // With the first command, and what only some commands need.
  commands: 'src/commands/all.ts',
  adopt: 'src/engine/adopt/adopt.ts',
  find: 'src/views/findMessage.ts',
  sessions: 'src/views/smtpSessions.ts',
  // When the window stands.
  leaving: 'src/views/leavingNow.ts',
  // With the first row, transcript, story; with the first row that is dragged.
  facts: 'src/views/readFacts.ts',
  transcripts: 'src/views/transcript/view.ts',
  story: 'src/views/story/all.ts',
  route: 'src/views/route/panel.ts',
  case: 'src/views/case/caseView.ts',
  // With the first case bundle that is saved.
  saveCase: 'src/engine/caseBundle/save.ts',
  preview: 'src/preview/all.ts',
  dragging: 'src/views/dragging.ts',
};
const loadedLater = {
  name: 'loaded later',
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const wanted = relative(import.meta.dirname, join(resolveDir, `${path}.ts`)).replaceAll('\\', '/');
      const found = Object.entries(later).find(([, source]) => source === wanted);
      return found && { path: `./${found[0]}.js`, external: true };
    });
  },
};

const node = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: true,
  keepNames: false,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  define: { 'import.meta.url': '__importMetaUrl' },
  banner: { js: "var __importMetaUrl=require('node:url').pathToFileURL(__filename).href;" },
};

function webviewScript(entry, outfile) {
  const browser = { platform: 'browser', target: 'es2022', format: 'iife', define: {}, banner: {} };
  return { ...node, ...browser, entryPoints: [entry], outfile };
}

const bundles = [
  ...Object.entries({ extension: 'src/extension.ts', ...later }).map(([name, source]) => ({
    ...node,
    entryPoints: [source],
    outfile: `dist/${name}.js`,
    external: ['vscode'],
    plugins: [loadedLater],
  })),
  // The worker of the preview, which parses.
  { ...node, entryPoints: ['src/preview/worker/main.ts'], outfile: 'dist/mail.js', plugins: [loadedLater] },
  { ...node, entryPoints: ['src/engine/main.ts'], outfile: 'dist/engine.js', plugins: [noForeignKeys] },
  {
    ...node,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli.js',
    banner: { js: `#!/usr/bin/env node\n${node.banner.js}` },
  },
  webviewScript('src/views/transcript/webview/page.ts', 'dist/transcript.js'),
  webviewScript('src/preview/webview/page.ts', 'dist/previewPage.js'),
];

const testBundle = {
  ...node,
  minify: false,
  entryPoints: ['test/vscode/suite/index.ts'],
  outfile: 'out/test/vscode/index.js',
  external: ['vscode', 'mocha'],
};

/** The licences of what went into the bundles. */
async function writeNotices(metafiles) {
  const folders = new Set(
    metafiles
      .flatMap(({ inputs }) => Object.keys(inputs))
      .flatMap((path) => /^(.*node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(path)?.[1] ?? []),
  );
  const texts = [];
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each));
    const text = file === undefined ? '' : await readFile(join(folder, file), 'utf8');
    texts.push(`${name} ${version} (${license})\n\n${text.trim()}\n`);
  }
  texts.push(await readFile('src/preview/checks/caniemail.txt', 'utf8'));
  const line = `\n${'-'.repeat(78)}\n\n`;
  await writeFile('dist/ThirdPartyNotices.txt', `MailRoot contains these packages.\n${line}${texts.join(line)}`);
}

async function buildAll() {
  const done = await Promise.all(bundles.map((bundle) => build(bundle)));
  await writeNotices(done.map(({ metafile }) => metafile));
  await writeFile('dist/meta.json', JSON.stringify(Object.fromEntries(done.map(metaOf))));
  if (process.argv.includes('--tests')) await build(testBundle);
}

/** What each bundle is made of, for the tests that guard it. */
function metaOf({ metafile }) {
  const [[path, { inputs, bytes }]] = Object.entries(metafile.outputs).filter(([name]) => name.endsWith('.js'));
  return [path.replace('dist/', ''), { bytes, inputs: Object.keys(inputs) }];
}

process.chdir(import.meta.dirname);
if (process.argv.includes('--watch')) {
  await Promise.all(bundles.map(async (bundle) => (await context(bundle)).watch()));
} else {
  await rm('dist', { recursive: true, force: true });
  await buildAll();
}
