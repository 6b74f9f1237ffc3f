/** Case bundles as they are read: the one that was asked for last is kept, as long as its file stays as it is. */
import * as vscode from 'vscode';
import { limits } from '../../engine/caseBundle/format';
import { openCase, type OpenedCase } from '../../engine/caseBundle/open';
import { UserError } from '../../engine/ports';
import { caseScheme } from './address';

let last: { readonly key: string; readonly opened: Promise<OpenedCase> } | undefined;

/** Throws a UserError that says why it can't be opened. */
export async function openedCase(zip: vscode.Uri): Promise<OpenedCase> {
  const { mtime, size } = await vscode.workspace.fs.stat(zip);
  if (size > limits.octets)
    throw new UserError(vscode.l10n.t('This is too large for a case bundle: {0} MB.', Math.floor(size / 1024 / 1024)));
  const key = `${zip.toString()} ${mtime} ${size}`;
  if (last?.key !== key) last = { key, opened: read(zip) };
  return last.opened;
}

async function read(zip: vscode.Uri): Promise<OpenedCase> {
  return openCase(Buffer.from(await vscode.workspace.fs.readFile(zip)));
}

export function uriInCase(zip: vscode.Uri, name: string): vscode.Uri {
  return vscode.Uri.from({ scheme: caseScheme, path: `/${name}`, query: zip.toString() });
}
