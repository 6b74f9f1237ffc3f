/** Files of a scheme of ours, shown as documents that nobody can write. What reads them is made with the first that is asked for. */
import * as vscode from 'vscode';

export interface Files {
  /** Octets. */
  size(uri: vscode.Uri): Promise<number>;
  read(uri: vscode.Uri): Promise<Uint8Array>;
}

/** Read-only: what nobody can write has no other way to fail. */
export function readOnlyFiles(scheme: string, made: () => Promise<Files>): vscode.Disposable {
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
  return vscode.workspace.registerFileSystemProvider(scheme, provider, { isReadonly: true });
}
