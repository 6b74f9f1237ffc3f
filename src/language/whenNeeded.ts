/**
 * Loads the language with the first document of ours, the first file that is sent, the first message that fails or waits, or the first command that
 * edits one: not when the extension is activated. Nobody waits for what nobody opened.
 */
import * as vscode from 'vscode';
import type * as All from './all';
import { isTroubled } from '../host/troubled';
import { editNames } from './writing/editNames';

const ours = new Set(['eml', 'ltr', 'rtr', 'itr']);

export function registerWhenNeeded(load: () => Promise<typeof All>, parts: All.LanguageParts): void {
  const { extension, session, tracker } = parts;
  let loaded: Promise<typeof All> | undefined;
  const begin = async (): Promise<typeof All> => {
    waiting.dispose();
    const all = await load();
    extension.subscriptions.push(all.registerLanguage(parts));
    return all;
  };
  const need = (): Promise<typeof All> => (loaded ??= begin());
  const seen = ({ languageId }: vscode.TextDocument): void => {
    if (ours.has(languageId)) void need();
  };
  // What failed is told in the files it was sent from, whoever sent them, and in whichever window that was.
  const waiting = vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(seen),
    { dispose: tracker.onChange(() => void need()) },
    session.onOutcome((outcome) => {
      if (isTroubled(outcome)) void need();
    }),
    session.onDidChangeState(() => {
      if (session.state === 'running' && (session.status?.queued ?? 0) > 0) void need();
    }),
  );
  extension.subscriptions.push(
    waiting,
    ...editNames.map((name) =>
      vscode.commands.registerCommand(`mailroot.${name}`, async (given: unknown) =>
        (await need()).runEdit(name, given),
      ),
    ),
  );
  for (const document of vscode.workspace.textDocuments) seen(document);
}
