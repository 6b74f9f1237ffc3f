/**
 * Where transcript pages are shown: as the editor of `.ltr` and `.rtr` files ("Reopen Editor With..." gives the text), and in one panel
 * beside, which Show Transcript reuses without taking the focus and which is there again after a reload of the window. The page itself is
 * loaded with the first of them.
 */
import * as vscode from 'vscode';
import type { MessageRow } from '../../host/messageRow';
import { ReusedPanel, restoring } from '../pages/reusedPanel';
import { transcriptPanelType } from './panelType';
import type * as Page from './view';

/** Registers the editor and the panel; returns what Show Transcript calls. */
export function registerTranscripts(
  { extensionUri, subscriptions }: vscode.ExtensionContext,
  load: () => Promise<typeof Page>,
): (row: MessageRow) => Promise<void> {
  let panel: Promise<ReusedPanel<string>> | undefined;
  const loaded = (): Promise<ReusedPanel<string>> =>
    (panel ??= load().then(
      ({ TranscriptView }) =>
        new ReusedPanel({
          type: transcriptPanelType,
          title: 'Transcript',
          column: () => vscode.ViewColumn.Beside,
          draw: (made, path) => new TranscriptView(made, extensionUri, path),
        }),
    ));
  const editor: vscode.CustomReadonlyEditorProvider = {
    openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
    resolveCustomEditor: async ({ uri }, webviewPanel) => {
      const { TranscriptView } = await load();
      new TranscriptView(webviewPanel, extensionUri, uri.fsPath);
    },
  };
  subscriptions.push(
    vscode.window.registerCustomEditorProvider('mailroot.transcript', editor),
    vscode.window.registerWebviewPanelSerializer(
      transcriptPanelType,
      restoring('path', async (restored, path) => (await loaded()).adopt(restored, path)),
    ),
  );
  return async ({ entry }) => (await loaded()).show(entry.path);
}
