/**
 * The ways to a case bundle: `*.mailroot.zip` opens as its story, and the files in it as read-only documents of a scheme of ours. What reads
 * bundles is loaded with the first.
 */
import * as vscode from 'vscode';
import { caseEditorType, caseScheme } from './address';
import type * as Case from './caseView';

export function registerCases(
  { subscriptions, extensionUri }: vscode.ExtensionContext,
  load: () => Promise<typeof Case>,
): void {
  const editor: vscode.CustomReadonlyEditorProvider = {
    openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
    resolveCustomEditor: async ({ uri }, panel) => {
      const { CaseView } = await load();
      new CaseView(panel, extensionUri, uri);
    },
  };
  const read = async (uri: vscode.Uri): Promise<Uint8Array> => (await load()).fileInCase(uri);
  const never = (uri: vscode.Uri): never => {
    throw vscode.FileSystemError.NoPermissions(uri);
  };
  const nothing = new vscode.Disposable(() => undefined);
  const files: vscode.FileSystemProvider = {
    onDidChangeFile: () => nothing,
    watch: () => nothing,
    stat: async (uri) => ({ type: vscode.FileType.File, ctime: 0, mtime: 0, size: (await read(uri)).length }),
    readFile: read,
    readDirectory: () => [],
    createDirectory: never,
    writeFile: never,
    delete: never,
    rename: never,
  };
  subscriptions.push(
    vscode.window.registerCustomEditorProvider(caseEditorType, editor, { supportsMultipleEditorsPerDocument: true }),
    vscode.workspace.registerFileSystemProvider(caseScheme, files, { isReadonly: true }),
  );
}
