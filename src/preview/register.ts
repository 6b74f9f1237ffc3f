/**
 * The ways to a preview: the command, "Reopen Editor With...", a panel that a reload brought back, and the files inside of a message. The
 * preview itself is loaded with the first that is wanted.
 */
import * as vscode from 'vscode';
import { readOnlyFiles } from '../views/pages/readOnlyFiles';
import { restoring } from '../views/pages/reusedPanel';
import type * as All from './all';
import type { What } from '../compare/wishes';
import { comparedScheme } from './comparedAddress';
import { previewPanelType } from './panelType';
import { partScheme } from './partAddress';

type Panel = ReturnType<typeof All.previewPanel>;

/** Two messages side by side, by what they say. */
export interface Compare {
  messages(pair: { readonly left: vscode.Uri; readonly right: vscode.Uri }): Promise<void>;
  /** Those that are open in front. */
  again(what: What): Promise<void>;
}
export interface Preview {
  readonly showPreview: (uri: vscode.Uri) => Promise<void>;
  readonly compare: Compare;
}

export function registerPreview(extension: vscode.ExtensionContext, load: () => Promise<typeof All>): Preview {
  let panel: Promise<Panel> | undefined;
  const loaded = (): Promise<Panel> =>
    (panel ??= load().then(({ previewPanel }) => previewPanel(extension.extensionUri)));
  const partFiles = lazily(extension, async () => new (await load()).PartFiles(extension.extensionUri));
  const comparedFiles = lazily(extension, async () => new (await load()).ComparedFiles(extension.extensionUri));
  const editor: vscode.CustomReadonlyEditorProvider = {
    openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
    resolveCustomEditor: async ({ uri }, made) => {
      const { PreviewView } = await load();
      new PreviewView(made, extension.extensionUri, uri);
    },
  };
  extension.subscriptions.push(
    vscode.window.registerCustomEditorProvider('mailroot.preview', editor, {
      supportsMultipleEditorsPerDocument: true,
    }),
    vscode.window.registerWebviewPanelSerializer(
      previewPanelType,
      restoring('uri', async (restored, uri) => (await loaded()).adopt(restored, vscode.Uri.parse(uri))),
    ),
    readOnlyFiles(partScheme, partFiles),
    readOnlyFiles(comparedScheme, comparedFiles),
  );
  return {
    showPreview: async (uri) => (await loaded()).show(uri),
    compare: {
      messages: async (pair) => (await comparedFiles()).compare(pair, 'meaning'),
      again: async (what) => (await comparedFiles()).again(what),
    },
  };
}

/** Made with the first that is asked for. */
function lazily<Made extends vscode.Disposable>(
  extension: vscode.ExtensionContext,
  make: () => Promise<Made>,
): () => Promise<Made> {
  let made: Promise<Made> | undefined;
  return () =>
    (made ??= make().then((first) => {
      extension.subscriptions.push(first);
      return first;
    }));
}
