// Bundles into dist/: extension, engine client, language, adoption, story page, engine, command line, webview script. `--watch` goes on; `--tests` also bundles what runs
// inside VS Code into out/. Everything shipped is checked by test/bundles.test.ts.
import { context, build } from 'esbuild';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

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

/**
 * What the extension loads later than when it is activated is a bundle of its own: JSON-RPC when an engine is wanted, the language when
 * the first message is opened, foreign formats when mail is adopted, the story page when the first story is shown, the
 * preview when a message is first previewed (its parsing is a worker, mail.js).
 */
const later = {
  client: /\/engine\/client$/,
  language: /\/language\/all$/,
  adopt: /\/engine\/adopt\/adopt$/,
  story: /\/views\/story\/all$/,
  preview: /\/preview\/all$/,
};
const loadedLater = {
  name: 'loaded later',
  setup({ onResolve }) {
    for (const [name, filter] of Object.entries(later)) {
      onResolve({ filter }, ({ kind }) =>
        kind === 'dynamic-import' ? { path: `./${name}.js`, external: true } : undefined,
      );
    }
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
  {
    ...node,
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.js',
    external: ['vscode'],
    plugins: [loadedLater],
  },
  { ...node, entryPoints: ['src/engine/client.ts'], outfile: 'dist/client.js' },
  { ...node, entryPoints: ['src/engine/adopt/adopt.ts'], outfile: 'dist/adopt.js' },
  { ...node, entryPoints: ['src/language/all.ts'], outfile: 'dist/language.js', external: ['vscode'] },
  { ...node, entryPoints: ['src/views/story/all.ts'], outfile: 'dist/story.js', external: ['vscode'] },
  { ...node, entryPoints: ['src/preview/all.ts'], outfile: 'dist/preview.js', external: ['vscode'] },
  { ...node, entryPoints: ['src/preview/worker/main.ts'], outfile: 'dist/mail.js' },
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
