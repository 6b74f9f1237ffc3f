/** CodeLens on line 1 of an .eml, and the one notification when the file just sent failed. Never moves the focus. */
import * as vscode from 'vscode';
import { join } from 'node:path';
import type { MessageRow } from '../host/messageRow';
import type { SendTracker, Sent } from '../host/sendTracker';
import type { MailSession } from '../host/session';
import { flag } from '../host/settings';
import { messagePath, type FolderName, type MailRoot } from '../engine/mailroot/layout';
import type { Outcome } from '../engine/protocol';
import { failed, lensButtons, type LensWords } from './sendLensModel';

export interface LensParts {
  readonly session: MailSession;
  readonly tracker: SendTracker;
  readonly words: LensWords;
}

export function registerSendLens({ session, tracker, words }: LensParts, context: vscode.ExtensionContext): void {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses(document) {
      if (!flag('codeLens', true)) return [];
      const sending = tracker.of(document.uri.toString())?.state;
      const { mailRoot } = session;
      const inMailRoot = mailRoot !== undefined && document.uri.fsPath.startsWith(join(mailRoot.root, '/'));
      const buttons = lensButtons({ hasFolder: mailRoot !== undefined, sending, inMailRoot }, words);
      return buttons.map(({ title, command, tooltip }) => {
        const given =
          sending?.kind === 'ended' && mailRoot !== undefined ? rowOf(mailRoot, sending.outcome) : undefined;
        const subject = command === 'sendCurrentFile' ? document.uri : given;
        return new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), {
          title,
          command: command === undefined ? '' : `mailroot.${command}`,
          ...(tooltip !== undefined && { tooltip }),
          ...(subject !== undefined && { arguments: [subject] }),
        });
      });
    },
  };
  const stop = tracker.onChange((sent) => {
    changed.fire();
    void tellFailure(sent, session);
  });
  context.subscriptions.push(
    changed,
    { dispose: stop },
    vscode.languages.registerCodeLensProvider({ language: 'eml' }, provider),
    session.onDidChangeState(() => changed.fire()),
    vscode.workspace.onDidChangeConfiguration(() => changed.fire()),
  );
}

/** Where the message is, as the commands take it. */
export function rowOf(mailRoot: MailRoot, { id, folder, recipients }: Outcome): MessageRow {
  const dropped = recipients.flatMap(({ state }) => (state.action === 'delivered' ? [state.file] : []))[0];
  const name: FolderName = folder;
  if (folder === 'Drop' && dropped !== undefined) {
    const path = join(mailRoot.Drop, dropped);
    return { entry: { folder: 'Drop', kind: 'message', id: dropped.replace(/\.eml$/, ''), path } };
  }
  return { entry: { folder: name, kind: 'message', id, path: messagePath(mailRoot, name, id) } };
}

async function tellFailure({ state }: Sent, { mailRoot }: MailSession): Promise<void> {
  if (state.kind !== 'ended' || !failed(state.outcome) || mailRoot === undefined) return;
  if (!flag('notifications.failedSend', true)) return;
  const show = vscode.l10n.t('Show Story');
  const never = vscode.l10n.t("Don't Tell Again");
  const chosen = await vscode.window.showWarningMessage(state.outcome.sentence, show, never);
  if (chosen === show) await vscode.commands.executeCommand('mailroot.showStory', rowOf(mailRoot, state.outcome));
  if (chosen === never) {
    const settings = vscode.workspace.getConfiguration('mailroot');
    await settings.update('notifications.failedSend', false, vscode.ConfigurationTarget.Global);
  }
}
