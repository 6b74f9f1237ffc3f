/** Making and choosing the MailRoot folder, and a new message to begin with. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import * as vscode from 'vscode';
import { mailRootAt } from '../engine/mailroot/layout';
import { prepareMailRoot } from '../engine/mailroot/store';
import { UserError, errorCode, errorText, isUserError } from '../engine/ports';
import type { Command } from './command';
import { newMessageText, samples } from './samples';

/** Folders, .gitignore and two samples; opens the one that arrives. What exists stays as it is. */
export const createFolder: Command = async ({ session }) => {
  const path = session.proposedFolder();
  if (path === undefined) {
    throw new UserError(
      vscode.l10n.t('Open a folder first: a MailRoot lives in a workspace folder (or set mailroot.folder).'),
    );
  }
  const mailRoot = mailRootAt(path);
  const samplesFolder = join(dirname(path), 'mail-samples');
  try {
    await prepareMailRoot(mailRoot);
    await mkdir(samplesFolder, { recursive: true });
    for (const { name, text } of samples(new Date())) await writeIfNew(join(samplesFolder, name), text);
  } catch (error) {
    if (isUserError(error)) throw error;
    throw new UserError(vscode.l10n.t('The MailRoot folder could not be made at {0}: {1}', path, errorText(error)));
  }
  session.refresh();
  const document = await vscode.workspace.openTextDocument(join(samplesFolder, 'welcome.eml'));
  await vscode.window.showTextDocument(document);
};

async function writeIfNew(path: string, text: string): Promise<void> {
  await writeFile(path, text, { flag: 'wx' }).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error;
  });
}

export const selectFolder: Command = async ({ session }) => {
  const { existing } = session;
  if (existing.length === 0) {
    await vscode.commands.executeCommand('mailroot.createFolder');
    return;
  }
  const workspace = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '/';
  const items = existing.map((path) => ({ label: relative(dirname(workspace), path), description: path, path }));
  const chosen = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t('Which MailRoot shall this window work with?'),
  });
  if (chosen !== undefined) await session.remember(chosen.path);
};

export const newMessage: Command = async () => {
  const document = await vscode.workspace.openTextDocument({ language: 'eml', content: newMessageText(new Date()) });
  await vscode.window.showTextDocument(document);
};
