/** What every action on a story needs, and the two that all have in common: a command on its message, and one of its files at a line. */
import * as vscode from 'vscode';
import type { EngineConfig } from '../../engine/config';
import { statePath } from '../../engine/story/files';
import type { Place } from '../../engine/story/places';
import type { StorySources } from '../../engine/story/sources';
import type { Story } from '../../engine/story/story';
import type { MailSession } from '../../host/session';

export interface Acting {
  readonly sources: StorySources;
  readonly story: Story;
  readonly session: MailSession;
  readonly extension: vscode.ExtensionContext;
  readonly settings: EngineConfig;
  readonly panel: vscode.WebviewPanel;
}

/** `how`: what the command need not ask. */
export async function run(name: string, { sources: { files } }: Acting, how?: string): Promise<void> {
  const { id, ltr, message } = files;
  const entry = message ?? { folder: 'Sent', kind: 'message', id, path: ltr };
  await vscode.commands.executeCommand(`mailroot.${name}`, { entry }, undefined, how);
}

/** Beside the story, so that both can be seen. */
export async function openPlace({ file, line }: Place, { sources, panel }: Acting): Promise<void> {
  const path = pathOf(file, sources);
  if (path === undefined) return;
  const at = new vscode.Range(line, 0, line, 0);
  const viewColumn = panel.viewColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Two : vscode.ViewColumn.One;
  try {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
    await vscode.window.showTextDocument(document, { selection: at, viewColumn, preview: true });
  } catch {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0} can not be opened: it was moved or deleted meanwhile.', path),
    );
  }
}

/** Where that file of the story is; undefined when it has none. */
export function pathOf(file: Place['file'], { files, itrPath }: StorySources): string | undefined {
  switch (file) {
    case 'message':
      return files.message?.path;
    case 'state':
      return files.message && statePath(files.message);
    case 'ltr':
      return files.ltr;
    case 'rtr':
      return files.rtr;
    case 'itr':
      return itrPath;
    case 'bdr':
      return files.message?.path.replace(/\.bad$/, '.bdr');
  }
}
