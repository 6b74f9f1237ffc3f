/** Boundaries in the editor: renamed everywhere at once, shown together, and typed together where linked editing is on. */
import * as vscode from 'vscode';
import { UserError } from '../../engine/ports';
import { mail, messageOf, rangeOf } from '../documents';
import { boundaryAt, isWrittenAlike, renamed, whyNot, type BoundaryPlaces } from './boundaryModel';

export function registerBoundaries(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerRenameProvider(mail, {
      prepareRename(document, position) {
        const { places, offset } = need(document, position);
        const span = [places.declared, ...places.delimiters].find(({ start, end }) => start <= offset && offset <= end);
        return { range: rangeOf(document, span ?? places.declared), placeholder: places.value };
      },
      provideRenameEdits(document, position, name) {
        const message = messageOf(document);
        const { places } = need(document, position);
        const why = whyNot(message, places, name);
        if (why !== undefined) throw new UserError(why);
        const edit = new vscode.WorkspaceEdit();
        for (const each of renamed(places, name)) edit.replace(document.uri, rangeOf(document, each), each.text);
        return edit;
      },
    }),
    vscode.languages.registerDocumentHighlightProvider(mail, {
      provideDocumentHighlights(document, position) {
        const places = boundaryAt(messageOf(document), document.offsetAt(position));
        if (places === undefined) return undefined;
        const { Write, Read } = vscode.DocumentHighlightKind;
        return [
          new vscode.DocumentHighlight(rangeOf(document, places.declared), Write),
          ...places.delimiters.map((span) => new vscode.DocumentHighlight(rangeOf(document, span), Read)),
        ];
      },
    }),
    vscode.languages.registerLinkedEditingRangeProvider(mail, {
      provideLinkedEditingRanges(document, position) {
        const message = messageOf(document);
        const places = boundaryAt(message, document.offsetAt(position));
        if (places === undefined || !isWrittenAlike(message, places)) return undefined;
        const ranges = [places.declared, ...places.delimiters].map((span) => rangeOf(document, span));
        return new vscode.LinkedEditingRanges(ranges, /[0-9A-Za-z'()+_,./:=?-]+/);
      },
    }),
  );
}

function need(document: vscode.TextDocument, position: vscode.Position): { places: BoundaryPlaces; offset: number } {
  const offset = document.offsetAt(position);
  const places = boundaryAt(messageOf(document), offset);
  if (places !== undefined) return { places, offset };
  throw new UserError(
    vscode.l10n.t('Only a boundary can be renamed: put the cursor on one, in its Content-Type or in a delimiter.'),
  );
}
