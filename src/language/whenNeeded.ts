/**
 * Loads the language with the first document of ours, or with the first file that is sent: not when the extension is activated. Nobody waits
 * for what nobody opened.
 */
import * as vscode from 'vscode';
import type * as All from './all';

const ours = new Set(['eml', 'ltr', 'rtr', 'itr']);

export function registerWhenNeeded(load: () => Promise<typeof All>, parts: All.LanguageParts): void {
  const { extension, tracker } = parts;
  let loaded = false;
  const need = async (): Promise<void> => {
    if (loaded) return;
    loaded = true;
    waiting.dispose();
    const { registerLanguage } = await load();
    extension.subscriptions.push(registerLanguage(parts));
  };
  const seen = ({ languageId, uri }: vscode.TextDocument): void => {
    if (ours.has(languageId) || uri.path.endsWith('.itr')) void need();
  };
  const waiting = vscode.Disposable.from(vscode.workspace.onDidOpenTextDocument(seen), {
    dispose: tracker.onChange(() => void need()),
  });
  extension.subscriptions.push(waiting);
  for (const document of vscode.workspace.textDocuments) seen(document);
}
