/** Where the octets of a previewed message come from: the editor where it is open and changed, else its file. */
import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Source } from './worker/protocol';

/** Throws when the message is no longer there. */
export async function sourceOf(uri: vscode.Uri): Promise<Source> {
  const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
  if (document !== undefined && (document.isDirty || document.isUntitled))
    return { stamp: `${uri.toString()} version ${document.version}`, octets: Buffer.from(document.getText(), 'utf8') };
  if (uri.scheme !== 'file') return { stamp: uri.toString(), octets: await vscode.workspace.fs.readFile(uri) };
  const { size, mtimeMs } = await stat(uri.fsPath);
  return { stamp: `${uri.fsPath} ${size} ${mtimeMs}`, path: uri.fsPath };
}
