/** Format Document and Format Selection for mail: what `format` finds. */
import * as vscode from 'vscode';
import { mail, messageOf, rangeOf, readDocument } from '../documents';
import { formatted } from './format';
import type { Span } from '../model/span';

export function registerFormatting(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerDocumentFormattingEditProvider(mail, {
      provideDocumentFormattingEdits: (document) => editsOf(document),
    }),
    vscode.languages.registerDocumentRangeFormattingEditProvider(mail, {
      provideDocumentRangeFormattingEdits: (document, { start, end }) =>
        editsOf(document, { start: document.offsetAt(start), end: document.offsetAt(end) }),
    }),
  );
}

function editsOf(document: vscode.TextDocument, within?: Span): vscode.TextEdit[] {
  if (readDocument(document).headOnly) return [];
  return formatted(messageOf(document), within).map((edit) => new vscode.TextEdit(rangeOf(document, edit), edit.text));
}
