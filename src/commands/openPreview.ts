/** Shows a message as its reader sees it, to the side: the open file, a file of the Explorer, or the row of a tree. */
import * as vscode from 'vscode';
import { folderNames } from '../engine/mailroot/layout';
import type { Command } from './command';
import { chosenRows } from './rows';

export const openPreview: Command = async (context, ...given) => {
  const [clicked] = given;
  const active = vscode.window.activeTextEditor?.document;
  const open = active?.languageId === 'eml' ? active.uri : undefined;
  const uri = clicked instanceof vscode.Uri ? clicked : clicked === undefined ? open : undefined;
  if (uri !== undefined) return context.showPreview(uri);
  const [row] = await chosenRows(context, given, folderNames);
  if (row !== undefined) await context.showPreview(vscode.Uri.file(row.entry.path));
};
