/**
 * Compares two messages by what they say: one selected before with another, two that are selected together, or one with a file that is
 * committed as its snapshot. Remembers which was selected, in this window. Knows nothing of how they are compared.
 */
import { writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { asSent } from '../compare/snapshot';
import { headerText, readHeaders } from '../engine/message/headers';
import { filePart } from '../engine/mailroot/filePart';
import { folderNames } from '../engine/mailroot/layout';
import { whereNow } from '../engine/story/files';
import { UserError, errorText } from '../engine/ports';
import { copyName } from '../host/copyName';
import { mailBelow } from '../host/mailBelow';
import { messageOf } from '../host/messageRow';
import type { Command, CommandContext } from './command';
import { bytesOf } from './openBytes';
import { chosenRows } from './rows';

let selected: vscode.Uri | undefined;

export const selectForCompare: Command = async (context, ...given) => {
  const uri = await oneMessage(context, given);
  if (uri === undefined) return;
  selected = uri;
  await vscode.commands.executeCommand('setContext', 'mailroot.compareSelected', true);
  const text = vscode.l10n.t('{0} is selected: use Compare with Selected Message on another.', basename(uri.path));
  vscode.window.setStatusBarMessage(text, 8_000);
};

export const compareWithSelected: Command = async (context, ...given) => {
  if (selected === undefined)
    throw new UserError(vscode.l10n.t('Use Select Message for Compare on a message first, then this on another.'));
  const other = await oneMessage(context, given);
  if (other !== undefined) await context.compare.messages({ left: await uriNow(selected), right: other });
};

export const compareSelected: Command = async (context, ...given) => {
  const [, chosen] = given;
  const uris = Array.isArray(chosen) ? chosen.filter((each) => each instanceof vscode.Uri) : [];
  const meant = uris.length > 0 ? uris : (await chosenRows(context, given, folderNames)).map(uriOf);
  const [left, right, more] = meant;
  if (left === undefined) return;
  if (right === undefined || more !== undefined) throw new UserError(vscode.l10n.t('Select two messages to compare.'));
  await context.compare.messages({ left, right });
};

export const compareEverything: Command = ({ compare }) => compare.again('everything');
export const compareMeaning: Command = ({ compare }) => compare.again('meaning');

/** With a file no question is asked. */
export const compareWithSnapshot: Command = async (context, ...given) => {
  const message = await oneMessage(context, given);
  const snapshot = message && (given[1] instanceof vscode.Uri ? given[1] : await pickSnapshot(context, message));
  if (message !== undefined && snapshot !== undefined)
    await context.compare.messages({ left: snapshot, right: message });
};

/** With a file no question is asked. */
export const saveAsSnapshot: Command = async (context, ...given) => {
  const message = await oneMessage(context, given);
  const target = message && (given[1] instanceof vscode.Uri ? given[1] : await askTarget(context, message));
  if (message === undefined || target === undefined) return;
  try {
    await writeFile(target.fsPath, asSent(Buffer.from(await bytesOf(message))));
  } catch (error) {
    throw new UserError(vscode.l10n.t('The snapshot could not be written: {0}', errorText(error)));
  }
  await context.extension.workspaceState.update(lastFolder, dirname(target.fsPath));
  vscode.window.setStatusBarMessage(vscode.l10n.t('Snapshot {0} is written.', basename(target.fsPath)), 5_000);
};

/** The row or file that was clicked; else the open message; else one that is picked. */
async function oneMessage(context: CommandContext, given: readonly unknown[]): Promise<vscode.Uri | undefined> {
  const [clicked] = given;
  if (clicked instanceof vscode.Uri) return uriNow(clicked);
  const row = messageOf(clicked);
  if (row !== undefined) return uriNow(uriOf(row));
  const open = vscode.window.activeTextEditor?.document;
  if (clicked === undefined && open?.languageId === 'eml') return open.uri;
  const [picked] = await chosenRows(context, given, folderNames);
  return picked && uriOf(picked);
}

function uriOf({ entry }: { readonly entry: { readonly path: string } }): vscode.Uri {
  return vscode.Uri.file(entry.path);
}

async function uriNow(uri: vscode.Uri): Promise<vscode.Uri> {
  return uri.scheme === 'file' ? vscode.Uri.file(await whereNow(uri.fsPath)) : uri;
}

const lastFolder = 'mailroot.snapshotFolder';
const mostFiles = 400;
const headOctets = 16_384;

/** Mail of the workspace that is not the MailRoot's own; what has the same subject comes first. */
async function pickSnapshot({ session }: CommandContext, message: vscode.Uri): Promise<vscode.Uri | undefined> {
  const roots = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  const paths = await mailBelow(roots, mostFiles, session.mailRoot?.root);
  const wanted = await subjectOf(message.fsPath);
  const items = await Promise.all(
    paths.map(async (path) => {
      const subject = await subjectOf(path);
      return { label: vscode.workspace.asRelativePath(path), description: subject, path, fits: subject === wanted };
    }),
  );
  if (items.length === 0)
    throw new UserError(vscode.l10n.t('There is no .eml file in this workspace yet: use Save as Snapshot first.'));
  items.sort((a, b) => Number(b.fits) - Number(a.fits) || (a.label < b.label ? -1 : 1));
  const placeHolder = vscode.l10n.t('Compare with which file? Those with the same subject come first.');
  const chosen = await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true });
  return chosen && vscode.Uri.file(chosen.path);
}

async function subjectOf(path: string): Promise<string> {
  return filePart(path, 0, headOctets).then(
    ({ bytes }) => headerText(readHeaders(bytes), 'Subject') ?? '',
    () => '',
  );
}

async function askTarget({ extension }: CommandContext, message: vscode.Uri): Promise<vscode.Uri | undefined> {
  const home = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? dirname(message.fsPath);
  const folder = extension.workspaceState.get<string>(lastFolder) ?? home;
  const name = copyName(await subjectOf(message.fsPath), basename(message.path));
  return vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(join(folder, name)),
    filters: { [vscode.l10n.t('Mail message')]: ['eml'] },
    title: vscode.l10n.t('Save as Snapshot'),
  });
}
