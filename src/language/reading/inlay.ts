/** Inlay hints in mail: what `inlayModel` finds in the lines that are shown. `editor.inlayHints.enabled` switches them off. */
import * as vscode from 'vscode';
import { mail, messageOf } from '../documents';
import { inlaysOf } from './inlayModel';

export function registerInlays(): vscode.Disposable {
  return vscode.languages.registerInlayHintsProvider(mail, {
    provideInlayHints(document, range) {
      const within = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
      const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
      return inlaysOf(messageOf(document), within, { now: Date.now(), timeZone }).map(({ offset, text, whole }) => {
        const hint = new vscode.InlayHint(document.positionAt(offset), text);
        hint.paddingLeft = true;
        // What comes out of the message is no Markdown.
        if (whole !== undefined) hint.tooltip = whole;
        return hint;
      });
    },
  });
}
