/** The engine's own commands: start, stop, restart, its log, and how a program reaches it. */
import * as vscode from 'vscode';
import { UserError } from '../engine/ports';
import { needMailRoot, type Command } from './command';
import { smtpSnippets } from './smtpSnippets';

export const startEngine: Command = async (context) => {
  if ((await needMailRoot(context)) !== undefined) await context.session.start();
};

export const stopEngine: Command = ({ session }) => session.stop();

export const restartEngine: Command = ({ session }) => session.restart();

export const openLog: Command = ({ log }) => {
  log.show();
  return Promise.resolve();
};

export const copySmtpSettings: Command = async (context) => {
  if ((await needMailRoot(context)) === undefined) return;
  const smtp = context.session.status?.smtp;
  if (smtp === undefined) {
    throw new UserError(
      vscode.l10n.t('The SMTP listener is not running: start the engine, and see that mailroot.smtp.enabled is on.'),
    );
  }
  const items = smtpSnippets(smtp).map(({ label, text }) => ({ label, detail: text.split('\n')[0] ?? '', text }));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Copy to the clipboard') });
  if (chosen === undefined) return;
  await vscode.env.clipboard.writeText(chosen.text);
  vscode.window.setStatusBarMessage(vscode.l10n.t('$(check) Copied: {0}', chosen.label), 3_000);
};

/** What an app under test has to trust. */
export const copyCertificatePath: Command = async (context) => {
  if ((await needMailRoot(context)) === undefined) return;
  const certificate = context.session.status?.smtp?.certificate;
  if (certificate === undefined) {
    throw new UserError(
      vscode.l10n.t('There is no certificate: SMTP does not listen, or goes without TLS. The status item says why.'),
    );
  }
  await vscode.env.clipboard.writeText(certificate);
  const open = vscode.l10n.t('Open');
  const text = vscode.l10n.t('Copied: {0}', certificate);
  void vscode.window.showInformationMessage(text, open).then(async (chosen) => {
    if (chosen === open) await vscode.window.showTextDocument(vscode.Uri.file(certificate));
  });
};

/** The menu behind the status item. */
export const showActions: Command = async ({ session }) => {
  const running = session.state === 'running';
  const item = (command: string, label: string, icon: string): vscode.QuickPickItem & { command: string } => ({
    command,
    label: `$(${icon}) ${label}`,
  });
  const none = session.mailRoot === undefined;
  const items = [
    ...(none ? [item('createFolder', vscode.l10n.t('Create MailRoot Folder'), 'new-folder')] : []),
    item('sendCurrentFile', vscode.l10n.t('Send Current File'), 'send'),
    item('newMessage', vscode.l10n.t('New Message'), 'new-file'),
    ...(running ? [item('copySmtpSettings', vscode.l10n.t('Copy SMTP Settings'), 'copy')] : []),
    ...(running ? [item('retryAll', vscode.l10n.t('Retry All Now'), 'run-all')] : []),
    ...(running
      ? [
          item('stopEngine', vscode.l10n.t('Stop Engine'), 'debug-stop'),
          item('restartEngine', vscode.l10n.t('Restart Engine'), 'debug-restart'),
        ]
      : [item('startEngine', vscode.l10n.t('Start Engine'), 'play')]),
    ...(session.existing.length > 1 ? [item('selectFolder', vscode.l10n.t('Select MailRoot Folder'), 'folder')] : []),
    item('openLog', vscode.l10n.t('Open Log'), 'output'),
  ];
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: session.mailRoot?.root ?? 'MailRoot' });
  if (chosen !== undefined) await vscode.commands.executeCommand(`mailroot.${chosen.command}`);
};
