/**
 * Asks the engine where the open message, or an address that is typed, would go, and shows the answer as a page beside that follows the settings.
 * Nothing is sent and nothing saved: an open message is asked about as it stands in the editor.
 */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { aboutMessage, type RouteQuestion } from '../engine/routeAnswer';
import { isAddress } from '../engine/message/pathLine';
import type { MailSession } from '../host/session';
import type { Command } from './command';
import { bytesOf } from './openBytes';
import { routePage } from './routePage';

const scheme = 'mailroot-route';
const uri = vscode.Uri.parse(`${scheme}:Where%20Would%20This%20Go.md`);

interface Asked {
  /** What is asked about, as the page names it. */
  readonly about: string;
  readonly question: () => Promise<RouteQuestion>;
}

/** With a file or an address no question is asked of the user. */
export const whereWouldThisGo: Command = async ({ session, extension }, given) => {
  const asked = await askedOf(given);
  if (asked === undefined) return;
  page ??= openPage(session, extension);
  await page.ask(asked);
  const beside = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
  await vscode.commands.executeCommand('vscode.openWith', uri, 'vscode.markdown.preview.editor', beside);
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

interface Page {
  ask(asked: Asked): Promise<void>;
}
let page: Page | undefined;

function openPage(session: MailSession, extension: vscode.ExtensionContext): Page {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  let text = '';
  let last: Asked | undefined;
  let isStale = false;
  const ask = async (asked: Asked): Promise<void> => {
    last = asked;
    isStale = false;
    const answer = await asked
      .question()
      .then((question) => session.request('route', question))
      .catch((error: unknown) => ({ reason: error instanceof Error ? error.message : String(error) }));
    if (last !== asked) return;
    text = routePage(asked.about, answer);
    changed.fire(uri);
  };
  const isOpen = (): boolean => vscode.workspace.textDocuments.some((document) => document.uri.scheme === scheme);
  extension.subscriptions.push(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: () => text,
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      isStale ||= change.affectsConfiguration('mailroot');
    }),
    // It says so when it has taken the settings over: only then it can answer by them.
    session.onDidChangeState(() => {
      if (isStale && last !== undefined && isOpen()) void ask(last);
    }),
    { dispose: () => (page = undefined) },
  );
  return { ask };
}
