/**
 * The ways to a preview: the command, "Reopen Editor With...", a panel that a reload brought back, and the files inside of a message. The
 * preview itself is loaded with the first that is wanted.
 */
import * as vscode from 'vscode';
import { restoring } from '../views/pages/reusedPanel';
import type * as All from './all';
import { previewPanelType } from './panelType';
import { partScheme } from './partAddress';

type Panel = ReturnType<typeof All.previewPanel>;
export type ShowPreview = (uri: vscode.Uri) => Promise<void>;

export function registerPreview(extension: vscode.ExtensionContext, load: () => Promise<typeof All>): ShowPreview {
  let panel: Promise<Panel> | undefined;
  const loaded = (): Promise<Panel> =>
    (panel ??= load().then(({ previewPanel }) => previewPanel(extension.extensionUri)));
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
    partFiles(extension, load),
  );
  return async (uri) => (await loaded()).show(uri);
}

/** Read-only: what nobody can write has no other way to fail. */
function partFiles(extension: vscode.ExtensionContext, load: () => Promise<typeof All>): vscode.Disposable {
  let files: Promise<All.PartFiles> | undefined;
  const made = (): Promise<All.PartFiles> =>
    (files ??= load().then(({ PartFiles }) => {
      const first = new PartFiles(extension.extensionUri);
      extension.subscriptions.push(first);
      return first;
    }));
  const never = (uri: vscode.Uri): never => {
    throw vscode.FileSystemError.NoPermissions(uri);
  };
  const nothing = new vscode.Disposable(() => undefined);
  const provider: vscode.FileSystemProvider = {
    onDidChangeFile: () => nothing,
    watch: () => nothing,
    stat: async (uri) => ({ type: vscode.FileType.File, ctime: 0, mtime: 0, size: await (await made()).size(uri) }),
    readFile: async (uri) => (await made()).read(uri),
    readDirectory: () => [],
    createDirectory: never,
    writeFile: never,
    delete: never,
    rename: never,
  };
  return vscode.workspace.registerFileSystemProvider(partScheme, provider, { isReadonly: true });
}
