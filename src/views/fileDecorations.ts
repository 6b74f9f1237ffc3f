/** The same mail in the Explorer: a letter and a colour for messages that wait or could not be delivered. Reads the state when asked. */
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import {
  familyPath,
  folderNames,
  messagePart,
  splitFamilyName,
  type FolderName,
  type MailRoot,
} from '../engine/mailroot/layout';
import type { MailSession } from '../host/session';
import { decorationLook } from './decorationLook';

export function registerFileDecorations(session: MailSession, context: vscode.ExtensionContext): void {
  const changed = new vscode.EventEmitter<vscode.Uri[]>();
  /** Those that VS Code asked about: a folder may hold many more. */
  const asked = new Map<string, { folder: FolderName; uri: vscode.Uri }>();
  const provider: vscode.FileDecorationProvider = {
    onDidChangeFileDecorations: changed.event,
    async provideFileDecoration(uri) {
      const { mailRoot } = session;
      const found = mailRoot === undefined ? undefined : messageAt(mailRoot, uri);
      if (mailRoot === undefined || found === undefined) return undefined;
      asked.set(uri.toString(), { folder: found.folder, uri });
      const { readState } = await import('./readFacts');
      const look = decorationLook(found.folder, await readState(mailRoot, found.folder, found.id));
      return look && new vscode.FileDecoration(look.badge, look.tooltip, new vscode.ThemeColor(look.color));
    },
  };
  context.subscriptions.push(
    changed,
    vscode.window.registerFileDecorationProvider(provider),
    session.onDidChangeFolders((folders) => {
      const touched = [...asked.values()].filter(({ folder }) => folders.includes(folder)).map(({ uri }) => uri);
      for (const uri of touched) asked.delete(uri.toString());
      if (touched.length > 0) changed.fire(touched);
    }),
  );
}

function messageAt(mailRoot: MailRoot, uri: vscode.Uri): { folder: FolderName; id: string } | undefined {
  if (uri.scheme !== 'file' && uri.scheme !== 'vscode-remote') return undefined;
  const family = splitFamilyName(basename(uri.path));
  const folder = folderNames.find((name) => name === basename(dirname(uri.path)));
  if (family === undefined || folder === undefined || family.part !== messagePart(folder)) return undefined;
  const path = familyPath(mailRoot, folder, { id: family.id, part: messagePart(folder) });
  return vscode.Uri.file(path).fsPath === uri.fsPath ? { folder, id: family.id } : undefined;
}
