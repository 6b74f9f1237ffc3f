/**
 * Where transcript pages are shown: as the editor of `.ltr` and `.rtr` files ("Reopen Editor With..." gives the text), and in one panel
 * beside, which Show Transcript reuses without taking the focus and which is there again after a reload of the window.
 */
import * as vscode from 'vscode';
import type { MessageRow } from '../../host/messageRow';
import { TranscriptView, transcriptPanelType } from './view';

/** Registers the editor and the panel; returns what Show Transcript calls. */
export function registerTranscripts(context: vscode.ExtensionContext): (row: MessageRow) => Promise<void> {
  const extension = context.extensionUri;
  const panel = new ReusedPanel(extension);
  const editor: vscode.CustomReadonlyEditorProvider = {
    openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
    resolveCustomEditor: ({ uri }, webviewPanel) => {
      new TranscriptView(webviewPanel, extension, uri.fsPath);
    },
  };
  context.subscriptions.push(
    vscode.window.registerCustomEditorProvider('mailroot.transcript', editor),
    vscode.window.registerWebviewPanelSerializer(transcriptPanelType, {
      deserializeWebviewPanel: (restored, state) => {
        panel.adopt(restored, state);
        return Promise.resolve();
      },
    }),
  );
  return ({ entry }) => {
    panel.show(entry.path);
    return Promise.resolve();
  };
}

class ReusedPanel {
  readonly #extension: vscode.Uri;
  #view: TranscriptView | undefined;

  constructor(extension: vscode.Uri) {
    this.#extension = extension;
  }

  show(path: string): void {
    const where = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    if (this.#view === undefined) {
      this.#take(vscode.window.createWebviewPanel(transcriptPanelType, 'Transcript', where), path);
      return;
    }
    this.#view.panel.reveal(undefined, true);
    this.#view.show(path);
  }

  adopt(panel: vscode.WebviewPanel, state: unknown): void {
    const path = typeof state === 'object' && state !== null && 'path' in state ? state.path : undefined;
    if (typeof path === 'string') this.#take(panel, path);
    else panel.dispose();
  }

  #take(panel: vscode.WebviewPanel, path: string): void {
    const view = new TranscriptView(panel, this.#extension, path);
    this.#view = view;
    panel.onDidDispose(() => {
      if (this.#view === view) this.#view = undefined;
    });
  }
}
