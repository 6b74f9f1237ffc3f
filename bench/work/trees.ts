/**
 * Trees of many messages as their user meets them: from the click on the icon until the first rows stand on the screen, what the extension
 * host needs for it, and how long it stands still meanwhile; the same while mail comes and goes, with a filter, and in groups.
 */
import { linkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { firstRow, pane, show, watching, type Editor, type Watched } from '../editor/editor';
import { worksOf } from '../figures';
import { ours } from '../results';
import type { Work } from '../runner';
import { folderOf, pause, type Site } from '../site';
import { fillWithLinks, wanted, type Browsed } from './manyMessages';

const folders = ['Queue', 'BadMail', 'Drop'] as const satisfies readonly Browsed[];

interface Tree {
  readonly editor: Editor;
  readonly root: string;
  readonly folder: Browsed;
  readonly count: number;
  /** Memory of the extension host before there were any. */
  readonly idle: number;
}

export function treeWorks(site: Site, parts: { editor: Editor; count: number; idle: number }): Work[] {
  const trees = folders.map((folder): Tree => {
    const root = folderOf(site, `tree-${folder}-${parts.count}`);
    fillWithLinks(root, folder, parts.count);
    return { ...parts, root, folder };
  });
  const doings = (once: (tree: Tree) => Promise<Watched>): { name: string; once: () => Promise<Watched> }[] =>
    trees.map((tree) => ({ name: `${ours}, ${tree.folder}`, once: () => once(tree) }));
  const name = `tree of ${parts.count}`;
  const longest = { unit: 'ms', of: ({ after }: Watched) => after.longestMs } as const;
  const duration = { unit: 'ms', of: ({ ms }: Watched) => ms } as const;
  const memory = { unit: 'MB', of: ({ after }: Watched) => Math.max(0, after.mostMegabytes - parts.idle) } as const;
  return [
    ...worksOf(doings(opening), [
      { name: `${name}: click to first rows`, ...duration },
      { name: `${name}: longest stop of the host`, ...longest },
      { name: `${name}: more memory`, ...memory },
    ]),
    ...worksOf(
      doings(changing),
      [
        { name: `${name} while mail comes: longest stop`, ...longest },
        { name: `${name} while mail comes: p99`, unit: 'ms', of: ({ after }) => after.p99Ms },
      ],
      { mostRounds: 2 },
    ),
    ...worksOf(
      doings(filtering),
      [
        { name: `${name} filtered: longest stop`, ...longest },
        { name: `${name} filtered: all read`, ...duration },
        { name: `${name} filtered: more memory`, ...memory },
      ],
      { mostRounds: 1 },
    ),
    ...worksOf(
      doings(grouping),
      [
        { name: `${name} grouped: longest stop`, ...longest },
        { name: `${name} grouped: all sorted in`, ...duration },
      ],
      { mostRounds: 1 },
    ),
  ];
}

/** The window looks at that MailRoot, and no tree is on the screen; what it knows of the folder is old. */
async function aside({ editor, root, folder }: Tree): Promise<void> {
  await show(editor, 'Explorer');
  await editor.ask({ ask: 'configure', settings: { 'mailroot.engine.autoStart': false, 'mailroot.folder': root } });
  rmSync(arrive(root, folder, 'once'));
  await pause(2_000);
}

function arrive(root: string, folder: Browsed, what: number | 'once'): string {
  const number = what === 'once' ? 'f' : what.toString(16);
  const part = folder === 'BadMail' ? '.bad' : '.eml';
  const path = join(root, folder, `20261201T100000Z-${number.padStart(7, '0')}${part}`);
  linkSync(join(root, 'originals', `1${part}`), path);
  return path;
}

async function opening(tree: Tree): Promise<Watched> {
  const { editor, folder } = tree;
  await aside(tree);
  return watching(editor, async () => {
    await show(editor, 'MailRoot');
    await firstRow(editor, folder).waitFor();
  });
}

const arrivals = 40;

async function changing(tree: Tree): Promise<Watched> {
  const { editor, root, folder } = tree;
  await opening(tree);
  const come: string[] = [];
  const watched = await watching(editor, async () => {
    for (let i = 0; i < arrivals; i++) {
      come.push(arrive(root, folder, i));
      await pause(100);
    }
  });
  for (const path of come) rmSync(path);
  return watched;
}

async function filtering(tree: Tree): Promise<Watched> {
  const { editor, folder, count } = tree;
  await opening(tree);
  const watched = await watching(editor, async () => {
    await asked(editor, { command: `mailroot.filter${folder}`, typed: `subject:${wanted}` });
    await pane(editor, folder)
      .getByText(`${count / 100} of ${count}`)
      .waitFor();
  });
  await editor.ask({ ask: 'execute', command: `mailroot.clearFilter${folder}` });
  return watched;
}

async function grouping(tree: Tree): Promise<Watched> {
  const { editor, folder } = tree;
  await opening(tree);
  const command = `mailroot.groupBy${folder}`;
  const watched = await watching(editor, async () => {
    await asked(editor, { command, typed: 'recipient domain' });
    await pane(editor, folder)
      .locator('.monaco-list-row', { hasText: /there\d+\.test/ })
      .first()
      .waitFor();
  });
  await asked(editor, { command, typed: 'one list' });
  return watched;
}

/** Answers what a command asks in VS Code's box. */
async function asked({ ask, page }: Editor, { command, typed }: { command: string; typed: string }): Promise<void> {
  const done = ask({ ask: 'execute', command });
  const input = page.locator('.quick-input-widget input.input');
  await input.waitFor();
  await input.fill(typed);
  await page.keyboard.press('Enter');
  await done;
}
