/** The file that X-Mail-Source names: in one of the workspace's folders, and only there. A header does not lead out of what is open. */
import * as vscode from 'vscode';
import { isAbsolute, join, normalize, sep } from 'node:path';
import type { MailSource } from '../finding/sourceField';

/** The candidates, nearest first, without asking the disk. */
export function sourceCandidates({ path }: MailSource): vscode.Uri[] {
  const roots = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  const own = path.replace(/\\/g, sep === '/' ? '/' : '\\');
  return roots
    .map((root) => ({ root, file: normalize(isAbsolute(own) ? own : join(root, own)) }))
    .filter(({ root, file }) => file.startsWith(root + sep))
    .map(({ file }) => vscode.Uri.file(file));
}

export async function sourceUri(source: MailSource): Promise<vscode.Uri | undefined> {
  for (const uri of sourceCandidates(source)) {
    const found = await vscode.workspace.fs.stat(uri).then(
      ({ type }) => type !== vscode.FileType.Directory,
      () => false,
    );
    if (found) return uri;
  }
  return undefined;
}
