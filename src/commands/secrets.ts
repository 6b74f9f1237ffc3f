/**
 * Stores a secret that the settings mention as `${secret:NAME}`, or forgets one. It goes into the editor's secret storage and over the control
 * socket into the engine's memory; it is shown nowhere and written nowhere else.
 */
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { UserError } from '../engine/ports';
import { agrees } from '../host/agrees';
import type { MailSession } from '../host/session';
import { secretNames } from '../host/secretNames';
import { engineSettings } from '../host/settings';
import { needMailRoot, needTrust, type Command } from './command';

export const storeSecret: Command = async (context, given) => {
  needTrust();
  if ((await needMailRoot(context)) === undefined) return;
  const { session } = context;
  const name = typeof given === 'string' ? given : await pickName(session.storedSecrets());
  if (name === undefined) return;
  const value = await typeSecret(name);
  if (value === undefined) return;
  await session.storeSecret(name, value);
  void tellStored(session, name);
};

/** Mail that could not log in waits for its next attempt: it need not. */
async function tellStored({ state, status }: MailSession, name: string): Promise<void> {
  if (state !== 'running') {
    const later = vscode.l10n.t('The secret "{0}" is stored. The engine gets it when it runs.', name);
    await vscode.window.showInformationMessage(later);
    return;
  }
  const text = vscode.l10n.t('The secret "{0}" is stored, and the engine has it.', name);
  const retry = vscode.l10n.t('Retry All Now');
  const chosen = await vscode.window.showInformationMessage(text, ...((status?.deferred ?? 0) > 0 ? [retry] : []));
  if (chosen === retry) await vscode.commands.executeCommand('mailroot.retryAll');
}

export const forgetSecret: Command = async (context, given) => {
  if ((await needMailRoot(context)) === undefined) return;
  const { session } = context;
  const stored = session.storedSecrets();
  if (stored.length === 0) throw new UserError(vscode.l10n.t('No secret is stored for this MailRoot.'));
  const placeHolder = vscode.l10n.t('Which secret is to be forgotten?');
  const name = typeof given === 'string' ? given : await vscode.window.showQuickPick(stored, { placeHolder });
  if (name === undefined) return;
  const forget = vscode.l10n.t('Forget');
  const text = vscode.l10n.t('Forget the secret "{0}"? It cannot be brought back.', name);
  if (!(await agrees(text, forget))) return;
  await session.forgetSecret(name);
};

/** Those that the settings mention, the missing ones first; or one that is typed. */
async function pickName(stored: readonly string[]): Promise<string | undefined> {
  const named = secretNames(engineSettings()).map((name) => ({
    label: name,
    description: stored.includes(name)
      ? vscode.l10n.t('stored: a new value replaces it')
      : vscode.l10n.t('not stored yet'),
    isStored: stored.includes(name),
  }));
  if (named.length === 0) return typeName();
  const another = { label: vscode.l10n.t('Another name...') };
  const items = [...named.sort((a, b) => Number(a.isStored) - Number(b.isStored)), another];
  const placeHolder = vscode.l10n.t('Which secret of the settings?');
  const chosen = await vscode.window.showQuickPick(items, { placeHolder });
  return chosen === another ? typeName() : chosen?.label;
}

function typeName(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Store Secret'),
    prompt: vscode.l10n.t('Its name: the settings mention it as {0}', '${secret:NAME}'),
    validateInput: (text) =>
      /^[\w.-]+$/.test(text) ? undefined : vscode.l10n.t('A name has letters, digits, dots, hyphens and underscores.'),
  });
}

/** Masked. What has several lines, such as a key, is taken from a file. */
async function typeSecret(name: string): Promise<string | undefined> {
  const typed = await askSecret(name);
  return typed === 'file' ? chosenFile() : typed?.value;
}

function askSecret(name: string): Promise<{ readonly value: string } | 'file' | undefined> {
  const box = vscode.window.createInputBox();
  box.title = vscode.l10n.t('Store Secret: {0}', name);
  box.prompt = vscode.l10n.t('It is kept by VS Code and in the memory of the engine, nowhere else.');
  box.password = true;
  box.ignoreFocusOut = true;
  box.buttons = [{ iconPath: new vscode.ThemeIcon('file'), tooltip: vscode.l10n.t('Take It From a File...') }];
  const asked = new Promise<{ readonly value: string } | 'file' | undefined>((resolve) => {
    box.onDidAccept(() => {
      if (box.value !== '') resolve({ value: box.value });
    });
    box.onDidTriggerButton(() => resolve('file'));
    box.onDidHide(() => resolve(undefined));
    box.show();
  });
  return asked.finally(() => box.dispose());
}

async function chosenFile(): Promise<string | undefined> {
  const [file] = (await vscode.window.showOpenDialog({ title: vscode.l10n.t('Take the Secret From') })) ?? [];
  return file === undefined ? undefined : readFile(file.fsPath, 'utf8');
}
