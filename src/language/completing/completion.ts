/** Completion in mail: what `completions` finds, as the editor shows it. */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { mail, messageOf, rangeOf } from '../documents';
import { completionsAt } from './completions';
import type { Suggestion, SuggestionKind } from './suggestion';
import { WorkspaceAddresses } from './workspaceAddresses';

const kinds: Readonly<Record<SuggestionKind, vscode.CompletionItemKind>> = {
  field: vscode.CompletionItemKind.Field,
  address: vscode.CompletionItemKind.User,
  simulated: vscode.CompletionItemKind.Event,
  word: vscode.CompletionItemKind.EnumMember,
  parameter: vscode.CompletionItemKind.Property,
  boundary: vscode.CompletionItemKind.Struct,
  moment: vscode.CompletionItemKind.Value,
};

export function registerCompletion(): vscode.Disposable {
  const known = new WorkspaceAddresses();
  const provider: vscode.CompletionItemProvider = {
    async provideCompletionItems(document, position) {
      const addresses = await known.get(Date.now());
      const around = { addresses, now: Date.now(), unique: randomUUID() };
      const found = completionsAt(messageOf(document), document.offsetAt(position), around);
      return found.map((suggestion) => itemOf(document, position, suggestion));
    },
  };
  return vscode.languages.registerCompletionItemProvider(
    mail,
    provider,
    ':',
    ' ',
    '<',
    '@',
    ',',
    ';',
    '=',
    '-',
    '"',
    '/',
  );
}

function itemOf(
  document: vscode.TextDocument,
  position: vscode.Position,
  suggestion: Suggestion,
): vscode.CompletionItem {
  const { label, detail, more, insert, span, rank, kind } = suggestion;
  const item = new vscode.CompletionItem({ label, description: detail }, kinds[kind]);
  if (more !== undefined) item.documentation = new vscode.MarkdownString(more);
  item.insertText = insert;
  const replacing = rangeOf(document, span);
  item.range = { inserting: new vscode.Range(replacing.start, position), replacing };
  item.filterText = label;
  item.sortText = String(rank).padStart(5, '0');
  // Behind `To: ` one wants to see whom, behind `Content-Type: ` what.
  if (kind === 'field') item.command = { title: '', command: 'editor.action.triggerSuggest' };
  return item;
}
