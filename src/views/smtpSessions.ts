/**
 * Lists the last SMTP sessions in which a message was handed in or refused, and opens the dialogue of the one that is chosen. Answers "my
 * program says it sent it". Read from disk, so it works without an engine.
 */
import * as vscode from 'vscode';
import { listSessions, readSession } from '../engine/mailroot/sessionList';
import type { MailSession } from '../host/session';
import { sessionLook } from './sessionLook';

const most = 200;

interface Item extends vscode.QuickPickItem {
  readonly path?: string;
}

export async function showSmtpSessions({ mailRoot }: MailSession): Promise<void> {
  if (mailRoot === undefined) {
    await vscode.commands.executeCommand('mailroot.createFolder');
    return;
  }
  const chosen = await vscode.window.showQuickPick(items(mailRoot), {
    title: vscode.l10n.t('SMTP Sessions'),
    placeHolder: vscode.l10n.t('Newest first; type an address, "refused" or a reply'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (chosen?.path === undefined) return;
  const here = { preview: true };
  await vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(chosen.path), 'mailroot.transcript', here);
}

async function items(mailRoot: Parameters<typeof listSessions>[0]): Promise<Item[]> {
  const files = (await listSessions(mailRoot)).slice(0, most);
  const read = await Promise.all(
    files.map(async (file) => {
      const session = await readSession(file);
      return session === undefined ? [] : [{ path: file.path, session }];
    }),
  );
  const found = read.flat().sort((a, b) => b.session.at - a.session.at);
  if (found.length === 0) return [{ label: vscode.l10n.t('No SMTP session is kept here yet.') }];
  return found.map(({ path, session }) => {
    const { icon, label, description, detail } = sessionLook(session, Date.now());
    return { path, label: `$(${icon}) ${label}`, description, detail };
  });
}
