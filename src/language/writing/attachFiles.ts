/** Reads files and makes the edits that attach them. What is too large, or no file, is said in a sentence. */
import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../engine/ports';
import { messageOf, rangeOf } from '../documents';
import type { Edit } from '../model/span';
import { attached, type AttachedFile } from './attach';

/** Encoded, it would be a message that hardly any host takes. */
const largestAttachment = 25 * 1024 * 1024;

export async function attachEdits(document: vscode.TextDocument, uris: readonly vscode.Uri[]): Promise<Edit[]> {
  const files: AttachedFile[] = [];
  for (const uri of uris) files.push({ name: basename(uri.path), bytes: await octetsOf(uri) });
  return attached(messageOf(document), files, randomUUID());
}

async function octetsOf(uri: vscode.Uri): Promise<Uint8Array> {
  const name = basename(uri.path);
  const { size, type } = await vscode.workspace.fs.stat(uri);
  if (type === vscode.FileType.Directory)
    throw new UserError(vscode.l10n.t('{0} is a folder. Only files can be attached.', name));
  if (size > largestAttachment)
    throw new UserError(vscode.l10n.t('{0} is over 25 MB: hardly any host takes a message that large.', name));
  return vscode.workspace.fs.readFile(uri);
}

export function editOf(document: vscode.TextDocument, edits: readonly Edit[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  edit.set(
    document.uri,
    edits.map((each) => new vscode.TextEdit(rangeOf(document, each), each.text)),
  );
  return edit;
}
