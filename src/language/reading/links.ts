/** Links in mail: what `linksModel` finds; a part named by `cid:` is opened where it stands in the same document. */
import * as vscode from 'vscode';
import { mail, messageOf, rangeOf } from '../documents';
import { linksOf, type Link } from './linksModel';

export function registerLinks(): vscode.Disposable {
  return vscode.languages.registerDocumentLinkProvider(mail, {
    provideDocumentLinks: (document) =>
      linksOf(messageOf(document)).map((link) => {
        const made = new vscode.DocumentLink(rangeOf(document, link), targetOf(document, link));
        made.tooltip = link.target.kind === 'offset' ? vscode.l10n.t('Go to the part') : link.target.url;
        return made;
      }),
  });
}

function targetOf(document: vscode.TextDocument, { target }: Link): vscode.Uri {
  if (target.kind === 'url') return vscode.Uri.parse(target.url);
  const { line, character } = document.positionAt(target.offset);
  return document.uri.with({ fragment: `L${line + 1},${character + 1}` });
}
