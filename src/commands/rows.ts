/** Which messages a command is about: the row clicked, the rows selected, or, from the palette, one picked from a list. */
import * as vscode from 'vscode';
import { listFolder, type FolderEntry } from '../engine/mailroot/list';
import { readSummary } from '../engine/mailroot/summary';
import type { FolderName, MailRoot } from '../engine/mailroot/layout';
import { isMessageRow, messageOf, viewOf, type MessageRow } from '../host/messageRow';
import { needMailRoot, type CommandContext } from './command';

const pickLimit = 200;

/** Rows in the given folders; empty when the user picked none. */
export async function chosenRows(
  context: CommandContext,
  given: readonly unknown[],
  folders: readonly FolderName[],
): Promise<readonly MessageRow[]> {
  const [clicked, selected] = given;
  const view = viewOf(clicked);
  if (view !== undefined) return context.chosen(view);
  const row = messageOf(clicked);
  const checked = row === undefined ? [] : context.chosen(row.entry.folder);
  // With checkboxes, what is done with one of the checked messages is done with all of them.
  if (checked.some(({ entry }) => entry.path === row?.entry.path)) return checked;
  if (Array.isArray(selected) && selected.length > 0) return selected.filter(isMessageRow);
  if (row !== undefined) return [row];
  const mailRoot = await needMailRoot(context);
  return mailRoot === undefined ? [] : pickRow(mailRoot, folders);
}

async function pickRow(mailRoot: MailRoot, folders: readonly FolderName[]): Promise<readonly MessageRow[]> {
  const entries = (await Promise.all(folders.map((folder) => listFolder(mailRoot, folder)))).flat();
  const messages = entries.filter(({ kind }) => kind === 'message').slice(0, pickLimit);
  if (messages.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no message in {0}.', folders.join(', ')));
    return [];
  }
  const chosen = await vscode.window.showQuickPick(Promise.all(messages.map(item)), {
    placeHolder: vscode.l10n.t('Which message?'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return chosen === undefined ? [] : [{ entry: chosen.entry }];
}

async function item(entry: FolderEntry): Promise<vscode.QuickPickItem & { entry: FolderEntry }> {
  const summary = await readSummary(entry);
  const label =
    summary?.subject === undefined || summary.subject === '' ? vscode.l10n.t('(no subject)') : summary.subject;
  return {
    entry,
    label,
    description: entry.folder,
    detail: `${summary?.from ?? ''} → ${summary?.to.join(', ') ?? ''}`,
  };
}
