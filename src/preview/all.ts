/** The message preview: the entry of the bundle that is loaded when a message is first previewed. One panel beside, reused. */
import * as vscode from 'vscode';
import { PartFiles } from './partFiles';
import { previewPanelType } from './panelType';
import { PreviewView } from './view';

export { PartFiles };

export class Previews {
  readonly #extension: vscode.Uri;
  #beside: PreviewView | undefined;

  constructor(extension: vscode.Uri) {
    this.#extension = extension;
  }

  /** In the panel beside; the focus stays where it is. */
  show(uri: vscode.Uri): void {
    if (this.#beside === undefined) {
      const where = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      this.adopt(vscode.window.createWebviewPanel(previewPanelType, vscode.l10n.t('Preview'), where), uri);
      return;
    }
    this.#beside.panel.reveal(undefined, true);
    this.#beside.show(uri);
  }

  /** The panel beside: a new one, or one that a reload of the window brought back. */
  adopt(panel: vscode.WebviewPanel, uri: vscode.Uri): void {
    const view = this.edit(panel, uri);
    this.#beside = view;
    panel.onDidDispose(() => {
      if (this.#beside === view) this.#beside = undefined;
    });
  }

  /** As the editor of a file. */
  edit(panel: vscode.WebviewPanel, uri: vscode.Uri): PreviewView {
    return new PreviewView(panel, this.#extension, uri);
  }
}
