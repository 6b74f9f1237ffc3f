/** Loads the language with the first document of ours, not when the extension is activated: nobody waits for what nobody opened. */
import * as vscode from 'vscode';
import type * as All from './all';

const ours = new Set(['eml', 'ltr', 'rtr']);

export function registerWhenNeeded(load: () => Promise<typeof All>, parts: All.LanguageParts): void {
  const { extension } = parts;
  let loaded = false;
  const need = async ({ languageId }: vscode.TextDocument): Promise<void> => {
    if (loaded || !ours.has(languageId)) return;
    loaded = true;
    waiting.dispose();
    const { registerLanguage } = await load();
    extension.subscriptions.push(registerLanguage(parts));
  };
  const waiting = vscode.workspace.onDidOpenTextDocument((document) => void need(document));
  extension.subscriptions.push(waiting);
  for (const document of vscode.workspace.textDocuments) void need(document);
}
