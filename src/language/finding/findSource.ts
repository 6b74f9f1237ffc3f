/**
 * `Find the Code That Sent This`: where X-Mail-Source says, else in the files of the workspace that have the subject and the text of the message in them,
 * the best first. Reads so many files of so many octets at most, nothing else, and is cancelled at any moment.
 */
import { readFile, stat } from 'node:fs/promises';
import { relative } from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../engine/ports';
import type { Message } from '../model/part';
import { sourceUri } from '../reading/sourceUri';
import { cluesOf, type Clue } from './clues';
import { hitOf, ranked, type Hit } from './rank';
import { declaredSource } from './sourceField';
import { sourcesBelow } from './sourcesBelow';

const largestFile = 512 * 1024;

export async function findSource(message: Message): Promise<void> {
  const declared = declaredSource(message);
  const uri = declared === undefined ? undefined : await sourceUri(declared);
  if (declared !== undefined && uri !== undefined) {
    await show(uri, declared.line - 1);
    return;
  }
  const clues = cluesOf(message);
  if (clues.length === 0)
    throw new UserError(vscode.l10n.t('The message has neither a subject nor a text that could be looked for.'));
  const hits = await search(clues);
  if (hits === undefined) return;
  if (hits.length === 0)
    throw new UserError(
      vscode.l10n.t(
        'No file of this workspace has the subject or the text of the message in it. An X-Mail-Source header would lead there (docs/language.md).',
      ),
    );
  const chosen = await vscode.window.showQuickPick(hits.map(itemOf), {
    placeHolder: vscode.l10n.t('Files that have its subject or text in them, the best first'),
    matchOnDetail: true,
  });
  if (chosen !== undefined) await show(vscode.Uri.file(chosen.hit.path), chosen.hit.line);
}

/** Undefined when it was cancelled. */
async function search(clues: readonly Clue[]): Promise<readonly Hit[] | undefined> {
  const roots = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  const title = vscode.l10n.t('Looking for the code that sent this');
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, async (_, token) => {
    const hits: Hit[] = [];
    for (const path of await sourcesBelow(roots)) {
      if (token.isCancellationRequested) return undefined;
      const text = await textOf(path);
      const hit = text === undefined ? undefined : hitOf(path, text, clues);
      if (hit !== undefined) hits.push(hit);
    }
    return ranked(hits);
  });
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return (await stat(path)).size > largestFile ? undefined : await readFile(path, 'utf8');
  } catch {
    // Gone, or not to be read: then it is not there.
    return undefined;
  }
}

function itemOf(hit: Hit): vscode.QuickPickItem & { readonly hit: Hit } {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(hit.path));
  const name = folder === undefined ? hit.path : relative(folder.uri.fsPath, hit.path);
  return { label: `${name}:${hit.line + 1}`, detail: hit.shown, hit };
}

async function show(uri: vscode.Uri, line: number): Promise<void> {
  const at = new vscode.Position(Math.max(0, line), 0);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, at) });
}
