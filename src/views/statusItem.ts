/** The one item in the status bar, on the left. Click shows what one can do. Hidden in windows without a MailRoot. */
import * as vscode from 'vscode';
import type { MailSession } from '../host/session';
import type { SendTracker } from '../host/sendTracker';
import { stageWords } from './folderTreeModel';
import { statusLook } from './statusItemModel';

export function registerStatusItem(session: MailSession, tracker: SendTracker, context: vscode.ExtensionContext): void {
  const item = vscode.window.createStatusBarItem('mailroot.status', vscode.StatusBarAlignment.Left, 0);
  item.name = 'MailRoot';
  item.command = 'mailroot.showActions';
  let sending: string | undefined;
  let leaves: string | undefined;
  const draw = (): void => {
    const { state, status, reason } = session;
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
  // Reading settings takes a validator, which no window and no message that passes waits for.
  const configured = async (): Promise<void> => {
    const { leavingNow } = await import('./leavingNow');
    leaves = leavingNow();
    draw();
  };
  const stop = tracker.onChange(({ state }) => {
    sending = state.kind === 'underway' ? stageWords(state.progress) : undefined;
    draw();
  });
  context.subscriptions.push(
    item,
    session.onDidChangeState(draw),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('mailroot')) void configured();
    }),
    { dispose: stop },
  );
  draw();
  void configured();
}
