/** Folding of mail in the editor: what `foldingModel` finds, in lines. */
import * as vscode from 'vscode';
import { mail, messageOf } from '../documents';
import { foldsOf, type Fold } from './foldingModel';

const kinds: Readonly<Record<Fold['kind'], vscode.FoldingRangeKind | undefined>> = {
  head: vscode.FoldingRangeKind.Region,
  field: undefined,
  part: undefined,
  base64: vscode.FoldingRangeKind.Comment,
};

export function registerFolding(): vscode.Disposable {
  return vscode.languages.registerFoldingRangeProvider(mail, {
    provideFoldingRanges: (document) =>
      foldsOf(messageOf(document)).flatMap(({ kind, start, end }) => {
        const [first, last] = [document.positionAt(start).line, document.positionAt(end).line];
        return last > first ? new vscode.FoldingRange(first, last, kinds[kind]) : [];
      }),
  });
}
