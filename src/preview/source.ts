/** Where the octets of a previewed message come from: the editor where it is open and changed, else its file, or a message around it. */
import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { partScheme, readPartQuery } from './partAddress';
import type { Source } from './worker/protocol';

/** What changes with the message, and costs next to nothing. Throws when the message is no longer there. */
export async function stampOf(uri: vscode.Uri): Promise<string> {
  const around = outerOf(uri);
  if (around !== undefined) return within(await stampOf(around.message), around.part);
  const document = changedDocument(uri);
  if (document !== undefined) return `${uri.toString()} version ${document.version}`;
  if (uri.scheme !== 'file') return uri.toString();
  const { size, mtimeMs } = await stat(uri.fsPath);
  return `${uri.fsPath} ${size} ${mtimeMs}`;
}

function within(stamp: string, part: string): string {
  return `${stamp} ${part}`;
}

/** Throws when the message is no longer there. */
export async function sourceOf(uri: vscode.Uri): Promise<Source> {
  const around = outerOf(uri);
  if (around !== undefined) {
    const source = await sourceOf(around.message);
    return { ...source, stamp: within(source.stamp, around.part), inside: [...(source.inside ?? []), around.part] };
  }
  const stamp = await stampOf(uri);
  const document = changedDocument(uri);
  if (document !== undefined) return { stamp, octets: Buffer.from(document.getText(), 'utf8') };
  if (uri.scheme !== 'file') return { stamp, octets: await vscode.workspace.fs.readFile(uri) };
  return { stamp, path: uri.fsPath };
}

/** The message that it is a part of. */
export function outerOf(uri: vscode.Uri): { readonly message: vscode.Uri; readonly part: string } | undefined {
  const address = uri.scheme === partScheme ? readPartQuery(uri.query) : undefined;
  return address && { message: vscode.Uri.parse(address.message, true), part: address.part };
}

function changedDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
  return document !== undefined && (document.isDirty || document.isUntitled) ? document : undefined;
}
