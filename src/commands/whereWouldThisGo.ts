/**
 * Asks where the open message, or an address that is typed, would go; the page beside (views/route) shows the answer and follows the settings.
 * Nothing is sent and nothing saved: an open message is asked about as it stands in the editor.
 */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { aboutMessage } from '../engine/routeAnswer';
import { isAddress } from '../engine/message/pathLine';
import type { Command, CommandContext } from './command';
import { bytesOf } from './openBytes';

type Asked = Parameters<CommandContext['showRoute']>[0];

/** With a file or an address no question is asked of the user. */
export const whereWouldThisGo: Command = async ({ showRoute }, given) => {
  const asked = await askedOf(given);
  if (asked !== undefined) await showRoute(asked);
};

async function askedOf(given: unknown): Promise<Asked | undefined> {
  if (given instanceof vscode.Uri) return ofFile(given);
  if (typeof given === 'string') return ofAddress(given);
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId !== 'eml') return typedAddress();
  const message = { label: basename(document.uri.path), description: vscode.l10n.t('this message') };
  const address = { label: vscode.l10n.t('An address...') };
  const placeHolder = vscode.l10n.t('Where would what go? Nothing is sent.');
  const chosen = await vscode.window.showQuickPick([message, address], { placeHolder });
  if (chosen === message) return ofFile(document.uri);
  return chosen === address ? typedAddress() : undefined;
}

function ofFile(file: vscode.Uri): Asked {
  return { about: basename(file.path), question: async () => aboutMessage(await bytesOf(file)) };
}

function ofAddress(address: string): Asked {
  return { about: address, question: () => Promise.resolve({ recipients: [address] }) };
}

async function typedAddress(): Promise<Asked | undefined> {
  const typed = await vscode.window.showInputBox({
    prompt: vscode.l10n.t('Where would mail to this address go? Nothing is sent.'),
    placeHolder: 'ann@example.com',
    validateInput: (text) =>
      text.trim() === '' || isAddress(text.trim()) ? undefined : vscode.l10n.t('This is not an address.'),
  });
  return typed === undefined || typed.trim() === '' ? undefined : ofAddress(typed.trim());
}
