/**
 * Where transcript pages are shown: as the editor of `.ltr` and `.rtr` files ("Reopen Editor With..." gives the text), and in one panel
 * beside, which Show Transcript reuses without taking the focus and which is there again after a reload of the window. The page itself is
 * loaded with the first of them.
 */
import * as vscode from 'vscode';
import type { MessageRow } from '../../host/messageRow';
import { transcriptPanelType } from './panelType';
import type * as Page from './view';

type Load = () => Promise<typeof Page>;

/** Registers the editor and the panel; returns what Show Transcript calls. */
export function registerTranscripts(
  { extensionUri, subscriptions }: vscode.ExtensionContext,
  load: Load,
): (row: MessageRow) => Promise<void> {
  const panel = new ReusedPanel(extensionUri, load);
  const editor: vscode.CustomReadonlyEditorProvider = {
    openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
    resolveCustomEditor: async ({ uri }, webviewPanel) => {
      const { TranscriptView } = await load();
      new TranscriptView(webviewPanel, extensionUri, uri.fsPath);
    },
  };
  subscriptions.push(
    vscode.window.registerCustomEditorProvider('mailroot.transcript', editor),
    vscode.window.registerWebviewPanelSerializer(transcriptPanelType, {
      deserializeWebviewPanel: (restored, state) => panel.adopt(restored, state),
    }),
  );
  return ({ entry }) => panel.show(entry.path);
}

class ReusedPanel {
  readonly #extension: vscode.Uri;
  readonly #load: Load;
  #view: Page.TranscriptView | undefined;

  constructor(extension: vscode.Uri, load: Load) {
    this.#extension = extension;
    this.#load = load;
  }

  async show(path: string): Promise<void> {
    const page = await this.#load();
    const where = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    if (this.#view === undefined) {
      this.#take(page, vscode.window.createWebviewPanel(transcriptPanelType, 'Transcript', where), path);
      return;
    }
    this.#view.panel.reveal(undefined, true);
    this.#view.show(path);
  }

  async adopt(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const path = typeof state === 'object' && state !== null && 'path' in state ? state.path : undefined;
    if (typeof path === 'string') this.#take(await this.#load(), panel, path);
    else panel.dispose();
  }

  #take({ TranscriptView }: typeof Page, panel: vscode.WebviewPanel, path: string): void {
    const view = new TranscriptView(panel, this.#extension, path);
    this.#view = view;
    panel.onDidDispose(() => {
      if (this.#view === view) this.#view = undefined;
    });
  }
}
