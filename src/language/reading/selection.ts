/** Growing and shrinking selections in mail: what `selectionModel` finds, each range with the one around it. */
import * as vscode from 'vscode';
import { mail, messageOf, rangeOf } from '../documents';
import { selectionsAt } from './selectionModel';

export function registerSelection(): vscode.Disposable {
  return vscode.languages.registerSelectionRangeProvider(mail, {
    provideSelectionRanges: (document, positions) => positions.map((position) => chainAt(document, position)),
  });
}

function chainAt(document: vscode.TextDocument, position: vscode.Position): vscode.SelectionRange {
  const spans = selectionsAt(messageOf(document), document.offsetAt(position));
  const chain = spans.reduceRight<vscode.SelectionRange | undefined>(
    (parent, span) => new vscode.SelectionRange(rangeOf(document, span), parent),
    undefined,
  );
  return chain ?? new vscode.SelectionRange(new vscode.Range(position, position));
}
