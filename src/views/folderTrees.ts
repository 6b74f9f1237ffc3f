/** The five trees and what is done with a tree as a whole: show more, filter, group, sort, checkboxes. How one is laid out is remembered. */
import * as vscode from 'vscode';
import { folderNames, type FolderName } from '../engine/mailroot/layout';
import type { MessageRow } from '../host/messageRow';
import type { MailSession } from '../host/session';
import { groupings, plain, sortings, type Arrangement } from './arrange';
import { MailDragAndDrop } from './dragAndDrop';
import { askFilter, askGrouping, askSorting } from './arrangeMenus';
import { FolderTree } from './folderTree';
import { treeCommand, viewId, type TreeVerb } from './treeVerbs';
import type { MoreRow } from './treeRows';

export interface FolderTrees {
  /** The messages selected in the tree of a folder, or checked where it has checkboxes. */
  readonly chosen: (folder: FolderName) => readonly MessageRow[];
}

export function registerFolderTrees(session: MailSession, context: vscode.ExtensionContext): FolderTrees {
  const trees = folderNames.map((folder) => treeOf(folder, session, context));
  const tree = (folder: FolderName): FolderTree | undefined => trees.find((each) => each.folder === folder);
  context.subscriptions.push(
    ...trees,
    vscode.commands.registerCommand('mailroot.findMessage', async () => {
      const { findMessage } = await import('./findMessage');
      await findMessage(session);
    }),
    vscode.commands.registerCommand('mailroot.showSmtpSessions', async () => {
      const { showSmtpSessions } = await import('./smtpSessions');
      await showSmtpSessions(session);
    }),
    vscode.commands.registerCommand('mailroot.showMore', (row?: MoreRow) => {
      if (row !== undefined) tree(row.folder)?.showMore(row.list);
    }),
    ...trees.flatMap((each) => [
      register('filter', each, (change) => askFilter(each.folder, each.arrangement.filter, change)),
      register('clearFilter', each, (change) => {
        change({ filter: '' });
      }),
      register('groupBy', each, (change) => askGrouping(each.folder, each.arrangement.grouping, change)),
      register('sortBy', each, (change) => askSorting(each.folder, each.arrangement.sorting, change)),
      register('toggleCheckboxes', each, () => {
        each.toggleCheckboxes();
      }),
    ]),
  );
  return { chosen: (folder) => tree(folder)?.chosen() ?? [] };

  function register(
    verb: TreeVerb,
    { folder }: FolderTree,
    act: (change: (to: Partial<Arrangement>) => void) => unknown,
  ): vscode.Disposable {
    return vscode.commands.registerCommand(treeCommand(verb, folder), () =>
      act((to) => {
        tree(folder)?.arrange(to);
        void keep(folder, tree(folder)?.arrangement ?? plain, context);
      }),
    );
  }
}

function treeOf(folder: FolderName, session: MailSession, context: vscode.ExtensionContext): FolderTree {
  const arrangement = remembered(context.workspaceState.get(stateKey(folder)));
  return new FolderTree({ session, folder, arrangement, dragAndDrop: new MailDragAndDrop(folder, session, context) });
}

function stateKey(folder: FolderName): string {
  return `mailroot.arrangement.${folder}`;
}

/** A filter is not kept: mail that is not shown the next morning would be missed. */
async function keep(folder: FolderName, arrangement: Arrangement, context: vscode.ExtensionContext): Promise<void> {
  const { grouping, sorting, filter } = arrangement;
  await vscode.commands.executeCommand('setContext', `${viewId(folder)}.filtered`, filter.trim() !== '');
  await context.workspaceState.update(stateKey(folder), { grouping, sorting });
}

function remembered(kept: unknown): Arrangement {
  const { grouping, sorting } = typeof kept === 'object' && kept !== null ? (kept as Partial<Arrangement>) : {};
  return {
    ...plain,
    grouping: groupings.find((each) => each === grouping) ?? plain.grouping,
    sorting: sortings.find((each) => each === sorting) ?? plain.sorting,
  };
}
