/**
 * Shows what the engine has counted, as a read-only document that is read again when something was delivered, and each few seconds while
 * it is shown. Made when it is first asked for; costs nothing while nobody looks.
 */
import * as vscode from 'vscode';
import type { MailSession } from '../host/session';
import type { Command } from './command';
import { countersText } from './countersText';

const scheme = 'mailroot-counters';
const uri = vscode.Uri.parse(`${scheme}:MailRoot%20Counters`);
const everyMs = 3_000;

export const showCounters: Command = async ({ session, extension }) => {
  page ??= openPage(session, extension);
  await page.read();
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { preview: true });
};

interface Page {
  read(): Promise<void>;
}
let page: Page | undefined;

function openPage(session: MailSession, extension: vscode.ExtensionContext): Page {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  let text = '';
  const read = async (): Promise<void> => {
    text = await textOf(session);
    changed.fire(uri);
  };
  const isShown = (): boolean =>
    vscode.window.visibleTextEditors.some(({ document }) => document.uri.scheme === scheme);
  const refresh = (): void => {
    if (isShown()) void read();
  };
  const timer = setInterval(refresh, everyMs);
  extension.subscriptions.push(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: () => text,
    }),
    session.onOutcome(refresh),
    session.onDidChangeState(refresh),
    {
      dispose: () => {
        clearInterval(timer);
        page = undefined;
      },
    },
  );
  return { read };
}

async function textOf(session: MailSession): Promise<string> {
  const { status } = session;
  try {
    const counters = await session.request('stats', null);
    return countersText({ counters, startedAt: status?.startedAt ?? Date.now(), now: Date.now() });
  } catch (error) {
    return countersText({ reason: error instanceof Error ? error.message : String(error) });
  }
}
