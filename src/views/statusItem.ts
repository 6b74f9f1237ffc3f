/** The one item in the status bar, on the left. Click shows what one can do. Hidden in windows without a MailRoot. */
import * as vscode from 'vscode';
import { readConfig } from '../engine/config';
import { leavingWords } from '../host/leaving';
import type { MailSession } from '../host/session';
import type { SendTracker } from '../host/sendTracker';
import { engineSettings } from '../host/settings';
import { stageWords } from './folderTreeModel';
import { statusLook } from './statusItemModel';

export function registerStatusItem(session: MailSession, tracker: SendTracker, context: vscode.ExtensionContext): void {
  const item = vscode.window.createStatusBarItem('mailroot.status', vscode.StatusBarAlignment.Left, 0);
  item.name = 'MailRoot';
  item.command = 'mailroot.showActions';
  let sending: string | undefined;
  const draw = (): void => {
    const { state, status, reason } = session;
    const leaves = leavingWords(readConfig(engineSettings()).config);
    const look = statusLook({ state, status, reason, sending, leaves });
    if (look === undefined) {
      item.hide();
      return;
    }
    item.text = look.text;
    item.tooltip = look.tooltip;
    item.accessibilityInformation = { label: `MailRoot: ${look.tooltip.replace(/\n+/g, ' ')}`, role: 'button' };
    item.backgroundColor = look.warning ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    item.show();
  };
  const stop = tracker.onChange(({ state }) => {
    sending = state.kind === 'underway' ? stageWords(state.progress) : undefined;
    draw();
  });
  context.subscriptions.push(
    item,
    session.onDidChangeState(draw),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('mailroot')) draw();
    }),
    { dispose: stop },
  );
  draw();
}
