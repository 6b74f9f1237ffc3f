/** The bytes of a file as a save would write it when it is open and changed; else as it is. */
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';

export async function bytesOf(uri: vscode.Uri): Promise<Uint8Array> {
  const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
  if (document === undefined) return uri.scheme === 'file' ? readFile(uri.fsPath) : vscode.workspace.fs.readFile(uri);
  if (!document.isDirty && !document.isUntitled) return vscode.workspace.fs.readFile(uri);
  const text = document.getText();
  const encode = (vscode.workspace as Partial<Pick<typeof vscode.workspace, 'encode'>>).encode;
  return encode === undefined ? Buffer.from(text, 'utf8') : encode(text, { encoding: document.encoding });
}
