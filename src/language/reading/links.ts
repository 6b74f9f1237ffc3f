/** Links in mail: what `linksModel` finds; a part named by `cid:` is opened where it stands in the same document. */
import * as vscode from 'vscode';
import { mail, messageOf, rangeOf } from '../documents';
import { linksOf, type Link } from './linksModel';
import { sourceCandidates } from './sourceUri';

export function registerLinks(): vscode.Disposable {
  return vscode.languages.registerDocumentLinkProvider(mail, {
    provideDocumentLinks: (document) =>
      linksOf(messageOf(document)).flatMap((link) => {
        const target = targetOf(document, link);
        if (target === undefined) return [];
        const made = new vscode.DocumentLink(rangeOf(document, link), target);
        made.tooltip = tooltipOf(link);
        return [made];
      }),
  });
}

function tooltipOf({ target }: Link): string {
  switch (target.kind) {
    case 'url':
      return target.url;
    case 'offset':
      return vscode.l10n.t('Go to the part');
    case 'source':
      return vscode.l10n.t('Go to the code that sent this');
  }
}

/** Undefined for code that would lie outside of what is open. */
function targetOf(document: vscode.TextDocument, { target }: Link): vscode.Uri | undefined {
  switch (target.kind) {
    case 'url':
      return vscode.Uri.parse(target.url);
    case 'offset': {
      const { line, character } = document.positionAt(target.offset);
      return document.uri.with({ fragment: `L${line + 1},${character + 1}` });
    }
    case 'source':
      return sourceCandidates(target.source)[0]?.with({ fragment: `L${target.source.line}` });
  }
}
