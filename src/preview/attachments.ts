/**
 * Parts of a message as files: opened in the editor without a copy on the disk (partFiles), or saved where a person says. Never handed to
 * another program: what came by mail is looked at, not run.
 */
import * as vscode from 'vscode';
import { partQuery, partScheme } from './partAddress';
import type { PartOctets } from './worker/protocol';

export interface PartOfMessage {
  readonly uri: vscode.Uri;
  readonly part: string;
  readonly file: PartOctets;
}

export async function openPart({ uri, part, file: { name } }: PartOfMessage): Promise<void> {
  const query = partQuery({ message: uri.toString(), part });
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.from({ scheme: partScheme, path: `/${name}`, query }));
}

export async function savePart({ uri, file: { name, octets } }: PartOfMessage): Promise<void> {
  const home = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.joinPath(uri, '..');
  const target = await vscode.window.showSaveDialog({ defaultUri: vscode.Uri.joinPath(home, name) });
  if (target !== undefined) await vscode.workspace.fs.writeFile(target, octets);
}
