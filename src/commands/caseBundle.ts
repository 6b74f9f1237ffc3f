/**
 * Saves all that tells what happened to a message as one file, as it is or redacted; opens such a file. Nothing is sent anywhere. What makes the
 * file is loaded with the first that is saved.
 */
import { homedir } from 'node:os';
import { basename, dirname, extname } from 'node:path';
import * as vscode from 'vscode';
import { folderNames, mailRootAt } from '../engine/mailroot/layout';
import { settingsInForce } from '../host/settingsInForce';
import type { MessageRow } from '../host/messageRow';
import type { Command, CommandContext } from './command';
import { chosenRows } from './rows';

export const saveCaseBundle: Command = async (context, ...given) => {
  const open = given.length === 0 ? openMessageOf(context) : undefined;
  const [row] = open === undefined ? await chosenRows(context, given, folderNames) : [open];
  if (row === undefined) return;
  const redacted = await wantsRedacted();
  if (redacted === undefined) return;
  const { caseFileName, makeCase } = await import('../engine/caseBundle/save');
  const { id, path } = row.entry;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(folder, caseFileName(id, redacted ? 'redacted' : 'as it is')),
    filters: { [vscode.l10n.t('Case bundle')]: ['mailroot.zip', 'zip'] },
  });
  if (target === undefined) return;
  const settings = await settingsInForce(context.session);
  const mailRoot = mailRootAt(dirname(dirname(path)));
  const zip = await makeCase({ mailRoot, path, settings, redacted, now: Date.now(), vscode: vscode.version });
  await vscode.workspace.fs.writeFile(target, zip);
  void offerToOpen(target);
};

/** From the palette: the message or transcript in the active editor, if it is one of this MailRoot. */
function openMessageOf({ session: { mailRoot } }: CommandContext): MessageRow | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const uri = input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom ? input.uri : undefined;
  if (mailRoot === undefined || uri?.scheme !== 'file') return undefined;
  const path = uri.fsPath;
  const folder = folderNames.find((name) => mailRoot[name] === dirname(path));
  if (folder === undefined) return undefined;
  const id = folder === 'Pickup' ? basename(path) : basename(path, extname(path));
  return { entry: { folder, kind: 'message', id, path } };
}

interface Choice extends vscode.QuickPickItem {
  readonly redacted: boolean;
}

async function wantsRedacted(): Promise<boolean | undefined> {
  const choices: Choice[] = [
    {
      redacted: true,
      label: vscode.l10n.t('Redacted'),
      detail: vscode.l10n.t(
        'Addresses, names, hosts, subjects and bodies are replaced. Times, sizes and replies stay.',
      ),
    },
    {
      redacted: false,
      label: vscode.l10n.t('As It Is'),
      detail: vscode.l10n.t('The message with its addresses and attachments. Never a password.'),
    },
  ];
  const placeHolder = vscode.l10n.t('What may whoever gets the case bundle see?');
  return (await vscode.window.showQuickPick(choices, { placeHolder }))?.redacted;
}

/** Nobody waits for the answer. */
async function offerToOpen(target: vscode.Uri): Promise<void> {
  const open = vscode.l10n.t('Open');
  const text = vscode.l10n.t('The case bundle is saved: {0}', target.fsPath);
  if ((await vscode.window.showInformationMessage(text, open)) === open) await show(target);
}

export const openCaseBundle: Command = async (_, given) => {
  if (given instanceof vscode.Uri) return show(given);
  const [chosen] =
    (await vscode.window.showOpenDialog({
      filters: { [vscode.l10n.t('Case bundle')]: ['zip'] },
      openLabel: vscode.l10n.t('Open Case Bundle'),
    })) ?? [];
  if (chosen !== undefined) await show(chosen);
};

async function show(uri: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', uri, 'mailroot.case');
}
