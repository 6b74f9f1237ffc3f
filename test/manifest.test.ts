/** The manifest against the code: what it names exists, what the code has is named, and both have the same defaults. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { defaultConfig } from '../src/engine/config';
import { folderNames } from '../src/engine/mailroot/layout';
import { editNames } from '../src/language/writing/editNames';
import { treeCommand, treeVerbs } from '../src/views/treeVerbs';

const repository = join(import.meta.dirname, '..');
const text = readFileSync(join(repository, 'package.json'), 'utf8');

interface Setting {
  readonly default?: unknown;
  readonly scope?: string;
  readonly markdownDescription?: string;
}
interface MenuItem {
  readonly command?: string;
  readonly when?: string;
  readonly group?: string;
}
interface Manifest {
  readonly main: string;
  readonly icon?: string;
  readonly activationEvents: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: unknown; readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category?: string }[];
    readonly keybindings: readonly (MenuItem & { readonly key: string; readonly mac?: string })[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly languages: readonly { readonly id: string; readonly extensions: readonly string[] }[];
    readonly views: { readonly mailroot: readonly { readonly id: string; readonly name: string }[] };
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string }[];
    readonly configuration: readonly { readonly properties: Readonly<Record<string, Setting>> }[];
  };
}

const manifest = JSON.parse(text) as Manifest;
const { contributes } = manifest;
const nls = JSON.parse(readFileSync(join(repository, 'package.nls.json'), 'utf8')) as Record<string, string>;
const settings = new Map(contributes.configuration.flatMap(({ properties }) => Object.entries(properties)));
const commands = new Set(contributes.commands.map(({ command }) => command));

function sources(folder: string): string[] {
  return readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(repository, folder, name), 'utf8'));
}

void test('every setting of the engine is in the manifest, with the same default', () => {
  for (const [name, value] of Object.entries(defaultConfig))
    assert.deepEqual(settings.get(`mailroot.${name}`)?.default, value, name);
});

void test('what decides where mail goes is not taken from a folder that is not trusted', () => {
  const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
  assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited');
  for (const name of Object.keys(defaultConfig)) assert.ok(restricted.includes(`mailroot.${name}`), name);
  for (const name of restricted) assert.ok(settings.has(name), `${name} is not a setting`);
});

void test('a setting named anywhere in the code exists', () => {
  const named = sources('src').flatMap((source) => [
    ...source.matchAll(
      /['"`\s(]mailroot\.((?:smtp|retry|pickup|sent|simulator|engine|terminal|notifications|sessions)(?:\.\w+)+)/g,
    ),
  ]);
  assert.ok(named.length > 0);
  for (const [, name] of named) assert.ok(settings.has(`mailroot.${name ?? ''}`), name);
});

void test('each command has a title and its category, and each has its function', () => {
  const table = readFileSync(join(repository, 'src', 'commands', 'all.ts'), 'utf8');
  const body = /allCommands[^{]*\{([\s\S]*)\n\};/.exec(table)?.[1] ?? '';
  const inTable = [...body.matchAll(/^ {2}(\w+)[:,]/gm)].map(([, name]) => `mailroot.${name ?? ''}`);
  // Belongs to the trees alone: the row behind the last one shown.
  const ofTrees = treeVerbs.flatMap((verb) => folderNames.map((folder) => treeCommand(verb, folder)));
  const edits = editNames.map((name) => `mailroot.${name}`);
  const ofViews = ['showMore', 'findMessage', 'showSmtpSessions'].map((name) => `mailroot.${name}`);
  const all = [...inTable, ...edits, ...ofTrees, ...ofViews];
  assert.deepEqual(all.sort(), [...commands].sort());
  for (const { title, category } of contributes.commands) {
    assert.match(title, /^%command\.\w+%$/);
    assert.equal(category, 'MailRoot');
  }
});

void test('menus and keys name commands that exist', () => {
  const items = [...Object.values(contributes.menus).flat(), ...contributes.keybindings];
  assert.ok(items.length > 20);
  for (const { command } of items) assert.ok(command !== undefined && commands.has(command), command);
});

void test('Send Current File is reached from everywhere', () => {
  for (const place of ['editor/title', 'editor/context', 'explorer/context'])
    assert.ok(
      contributes.menus[place]?.some(({ command }) => command === 'mailroot.sendCurrentFile'),
      place,
    );
  const [key] = contributes.keybindings.filter(({ command }) => command === 'mailroot.sendCurrentFile');
  assert.deepEqual([key?.key, key?.mac], ['ctrl+alt+m', 'cmd+alt+m']);
  assert.match(key?.when ?? '', /eml/);
});

void test('every text of the manifest is there to be translated, and none is left over', () => {
  const used = new Set([...text.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key ?? ''));
  assert.deepEqual([...used].sort(), Object.keys(nls).sort());
  for (const [key, value] of Object.entries(nls)) assert.ok(value.trim().length > 0, key);
});

void test('titles are in title case, as in the rest of the editor', () => {
  const small = /^(a|an|as|at|for|in|of|on|or|the|to|with|and)$/;
  for (const [key, value] of Object.entries(nls)) {
    if (!key.startsWith('command.')) continue;
    const words = value.split(/\s+/).filter((word, i) => i === 0 || !small.test(word));
    for (const word of words) assert.match(word, /^[^a-z]/, `${key}: ${value}`);
  }
});

void test('links of the welcome texts lead to commands that exist', () => {
  for (const { contents } of contributes.viewsWelcome) {
    const said = nls[contents.replace(/%/g, '')] ?? '';
    for (const [, command = ''] of said.matchAll(/\]\(command:([\w.]+)/g))
      if (command.startsWith('mailroot.')) assert.ok(commands.has(command), command);
  }
});

void test('a view for each folder', () => {
  assert.deepEqual(
    contributes.views.mailroot.map(({ id }) => id),
    folderNames.map((folder) => `mailroot.${folder.toLowerCase()}`),
  );
});

void test('every file the manifest points to is there', () => {
  const paths = [...text.matchAll(/"(\.\/(?:media|syntaxes)\/[^"]+)"/g)].map(([, path]) => path ?? '');
  assert.ok(paths.length >= 5);
  for (const path of paths) assert.ok(existsSync(join(repository, path)), path);
  if (manifest.icon !== undefined) assert.ok(existsSync(join(repository, manifest.icon)));
});

void test('the extension starts for a MailRoot and for mail, and never for everything', () => {
  assert.ok(!manifest.activationEvents.includes('*'));
  assert.ok(!manifest.activationEvents.includes('onStartupFinished'));
  assert.ok(manifest.activationEvents.some((event) => event.startsWith('workspaceContains:')));
});

void test('mail, local and remote transcripts are languages', () => {
  const known = Object.fromEntries(contributes.languages.map(({ id, extensions }) => [id, extensions]));
  assert.ok(known['eml']?.includes('.eml'));
  assert.deepEqual([known['ltr'], known['rtr']], [['.ltr'], ['.rtr']]);
});

/** The commands at the right of a row, in their order. */
function inlineFor(viewItem: string): string[] {
  return (manifest.contributes.menus['view/item/context'] ?? [])
    .filter(({ group = '' }) => group.startsWith('inline'))
    .filter(({ when = '' }) => new RegExp(/^viewItem =~ \/(.*)\/$/.exec(when)?.[1] ?? '$x').test(viewItem))
    .sort((a, b) => ((a.group ?? '') < (b.group ?? '') ? -1 : 1))
    .map(({ command = '' }) => command.replace('mailroot.', ''));
}

void test('a row has its two main verbs at its right; a held message is released, and not retried', () => {
  assert.deepEqual(
    ['pickup', 'queue', 'queue.held', 'badmail', 'drop', 'sent'].map((row) => inlineFor(`mailroot.message.${row}`)),
    [
      ['openPreview', 'deleteMessage'],
      ['retryNow', 'holdMessage'],
      ['releaseMessage', 'editAndSendAgain'],
      ['putBackInPickup', 'editAndSendAgain'],
      ['openPreview', 'sendAgain'],
      ['openMessage', 'sendAgain'],
    ],
  );
});
