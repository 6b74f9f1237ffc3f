/** What is shipped: the built files, as `node esbuild.mjs` leaves them in `dist/`. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const dist = join(import.meta.dirname, '..', 'dist');
const read = (name: string): string => readFileSync(join(dist, name), 'utf8');

interface Bundle {
  readonly bytes: number;
  readonly inputs: readonly string[];
}
const meta = JSON.parse(read('meta.json')) as Readonly<Record<string, Bundle>>;
const packages = (name: string): Set<string> =>
  new Set((meta[name]?.inputs ?? []).flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []));

void test('every bundle is there', () => {
  assert.deepEqual(Object.keys(meta).sort(), [
    'adopt.js',
    'case.js',
    'cli.js',
    'client.js',
    'commands.js',
    'dragging.js',
    'engine.js',
    'extension.js',
    'facts.js',
    'find.js',
    'language.js',
    'leaving.js',
    'mail.js',
    'preview.js',
    'previewPage.js',
    'route.js',
    'saveCase.js',
    'sessions.js',
    'story.js',
    'transcript.js',
    'transcripts.js',
  ]);
  for (const name of Object.keys(meta)) assert.ok(existsSync(join(dist, name)), name);
});

void test('the extension host loads no SMTP library, no MIME parser and, until an engine is wanted, no JSON-RPC', () => {
  for (const heavy of ['smtp-server', 'nodemailer', 'mailparser', 'vscode-jsonrpc'])
    assert.ok(!packages('extension.js').has(heavy), heavy);
});

void test('the language is no part of the extension that is activated, and stays small', () => {
  const inside = (meta['extension.js']?.inputs ?? []).filter((path) =>
    /language\/(model|reading|knowledge)\//.test(path),
  );
  assert.deepEqual(inside, []);
  assert.ok((meta['language.js']?.bytes ?? Infinity) < 240_000, `${meta['language.js']?.bytes} octets`);
  assert.deepEqual([...packages('language.js')].sort(), ['nodemailer', 'valibot']);
});

void test('the preview and its parser are no part of the extension that is activated: the parser is a worker of its own', () => {
  for (const name of ['extension.js', 'preview.js']) {
    const inside = (meta[name]?.inputs ?? []).filter((path) =>
      /preview\/(mail|safe|page)\/|language\/model\//.test(path),
    );
    assert.deepEqual(inside, [], name);
    assert.ok(!packages(name).has('parse5'), name);
  }
  assert.ok((meta['preview.js']?.bytes ?? Infinity) < 40_000, `${meta['preview.js']?.bytes} octets`);
  assert.deepEqual([...packages('mail.js')].sort(), [
    'colord',
    'css-tree',
    'diff',
    'image-size',
    'nodemailer',
    'parse5',
    'valibot',
  ]);
  assert.doesNotMatch(read('mail.js'), /require\(["']vscode["']\)/);
  assert.deepEqual([...packages('previewPage.js')], []);
});

void test('the engine and the command line never ask for an editor', () => {
  for (const name of ['engine.js', 'cli.js', 'client.js', 'adopt.js'])
    assert.doesNotMatch(read(name), /require\(["']vscode["']\)/);
});

void test('the story page is loaded with the first story, not with the extension', () => {
  const inside = (meta['extension.js']?.inputs ?? []).filter((path) =>
    /engine\/explain\/causes|views\/story\/(?:all|page)/.test(path),
  );
  assert.deepEqual(inside, []);
  assert.ok((meta['story.js']?.bytes ?? Infinity) < 200_000, `${meta['story.js']?.bytes} octets`);
  assert.deepEqual([...packages('story.js')].sort(), ['nodemailer', 'valibot']);
});

void test('what is read before anything was asked for is small', () => {
  const { bytes = Infinity } = meta['extension.js'] ?? {};
  assert.ok(bytes <= 60 * 1024, `${bytes} octets`);
  assert.deepEqual([...packages('extension.js')], []);
});

void test('what commands do and what a transcript shows is loaded with the first of them', () => {
  const inside = (meta['extension.js']?.inputs ?? []).filter((path) =>
    /commands\/(?!command|names)|views\/transcript\/(?!editors|panelType)/.test(path),
  );
  assert.deepEqual(inside, []);
});

void test('the page of transcripts is ours alone', () => {
  assert.deepEqual([...packages('transcript.js')], []);
});

void test('no private key is shipped: the one everybody has is taken out', () => {
  for (const name of Object.keys(meta)) assert.doesNotMatch(read(name), /PRIVATE KEY-----\\?n[A-Za-z0-9+/]/, name);
});

void test('everybody whose code is shipped is named with his licence', () => {
  const notices = read('ThirdPartyNotices.txt');
  for (const name of Object.keys(meta))
    for (const used of packages(name)) assert.ok(notices.includes(used), `${used} of ${name}`);
  assert.match(notices, /caniemail data \(MIT\)/);
  assert.doesNotMatch(notices, /undefined/);
});

void test('no path of the machine that built it is shipped', () => {
  const here = join(import.meta.dirname, '..');
  for (const name of Object.keys(meta)) assert.ok(!read(name).includes(here), name);
});
