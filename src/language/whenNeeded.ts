/**
 * Loads the language with the first document of ours, with the first file that is sent, or with the first command that edits one: not when the
 * extension is activated. Nobody waits for what nobody opened.
 */
import * as vscode from 'vscode';
import type * as All from './all';
import { editNames } from './writing/editNames';

const ours = new Set(['eml', 'ltr', 'rtr', 'itr']);

export function registerWhenNeeded(load: () => Promise<typeof All>, parts: All.LanguageParts): void {
  const { extension, tracker } = parts;
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
  const waiting = vscode.Disposable.from(vscode.workspace.onDidOpenTextDocument(seen), {
    dispose: tracker.onChange(() => void need()),
  });
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
