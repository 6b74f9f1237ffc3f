/** The outline, breadcrumbs and sticky lines of mail: what `outlineModel` finds, as symbols. */
import * as vscode from 'vscode';
import { mail, messageOf, rangeOf } from '../documents';
import { outlineOf, type Entry } from './outlineModel';

const kinds: Readonly<Record<Entry['kind'], vscode.SymbolKind>> = {
  envelope: vscode.SymbolKind.Key,
  field: vscode.SymbolKind.Field,
  multipart: vscode.SymbolKind.Array,
  message: vscode.SymbolKind.Package,
  text: vscode.SymbolKind.String,
  file: vscode.SymbolKind.File,
};

export function registerOutline(): vscode.Disposable {
  return vscode.languages.registerDocumentSymbolProvider(
    mail,
    { provideDocumentSymbols: (document) => outlineOf(messageOf(document)).map((entry) => symbol(document, entry)) },
    { label: vscode.l10n.t('Mail') },
  );
}

function symbol(document: vscode.TextDocument, entry: Entry): vscode.DocumentSymbol {
  const { name, detail, kind, span, selection, children } = entry;
  const ranges = [rangeOf(document, span), rangeOf(document, selection)] as const;
  const made = new vscode.DocumentSymbol(name, detail, kinds[kind], ...ranges);
  made.children = children.map((child) => symbol(document, child));
  return made;
}
