/** Files that are dropped into a message, from the Explorer or the desktop, are attached to it; what else is dropped is text. */
import * as vscode from 'vscode';
import { mail, readDocument } from '../documents';
import { attachEdits, editOf } from './attachFiles';

export function registerDrop(): vscode.Disposable {
  return vscode.languages.registerDocumentDropEditProvider(mail, { provideDocumentDropEdits: dropped });
}

async function dropped(
  document: vscode.TextDocument,
  _: vscode.Position,
  transfer: vscode.DataTransfer,
): Promise<vscode.DocumentDropEdit | undefined> {
  const listed = await transfer.get('text/uri-list')?.asString();
  const uris = (listed ?? '').split(/\r?\n/).filter((line) => /^[a-z][\w+.-]*:\/\//i.test(line));
  if (uris.length === 0 || readDocument(document).headOnly) return undefined;
  const edits = await attachEdits(
    document,
    uris.map((line) => vscode.Uri.parse(line, true)),
  );
  const made = new vscode.DocumentDropEdit('', vscode.l10n.t('Attach to the Message'));
  made.additionalEdit = editOf(document, edits);
  return made;
}
