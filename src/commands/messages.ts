/** What can be done with messages in the folders: open, send again, put back, retry, delete. Each is a file move if it can be one. */
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { listFolder, type FolderEntry } from '../engine/mailroot/list';
import { readSummary } from '../engine/mailroot/summary';
import { folderNames, type FolderName } from '../engine/mailroot/layout';
import { UserError, errorText } from '../engine/ports';
import { agrees } from '../host/agrees';
import { copyName } from '../host/copyName';
import { companions } from '../host/familyMoves';
import { intoPickup } from '../host/intoPickup';
import type { MessageRow } from '../host/messageRow';
import { needMailRoot, needTrust, type Command } from './command';
import { chosenRows } from './rows';

export const openMessage: Command = async (context, ...given) => {
  const rows = await chosenRows(context, given, folderNames);
  for (const { entry } of rows) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(entry.path)).then(undefined, () => {
      throw new UserError(vscode.l10n.t('{0} is no longer there: it was sent, moved or deleted meanwhile.', entry.id));
    });
    await vscode.window.showTextDocument(document, { preview: true });
  }
};

export const showTranscript: Command = async (context, ...given) => {
  const [row] = await chosenRows(context, given, ['Queue', 'BadMail', 'Sent', 'Drop']);
  if (row !== undefined) await context.showTranscript(row);
};

/** A copy outside the MailRoot, called after its subject. */
export const saveCopy: Command = async (context, ...given) => {
  const rows = await chosenRows(context, given, folderNames);
  for (const { entry } of rows) {
    const summary = await readSummary(entry);
    const home = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
    const target = await vscode.window.showSaveDialog({
      defaultUri: vscode.Uri.joinPath(home, copyName(summary?.subject ?? '', entry.id)),
      filters: { [vscode.l10n.t('Mail message')]: ['eml'] },
    });
    if (target === undefined) return;
    await vscode.workspace.fs.copy(vscode.Uri.file(entry.path), target, { overwrite: true });
  }
};

export const sendMessageAgain: Command = async (context, ...given) => {
  needTrust();
  const rows = await chosenRows(context, given, ['Drop', 'BadMail', 'Queue', 'Sent']);
  await intoPickup('again', entriesOf(rows), context.session);
};

export const putBack: Command = async (context, ...given) => {
  needTrust();
  const rows = await chosenRows(context, given, ['BadMail', 'Queue']);
  // Who says so when calling the command is not asked again.
  if (rows.length === 0 || (given[2] !== 'agreed' && !(await agreesToBegin(rows.length)))) return;
  await intoPickup('back', entriesOf(rows), context.session);
};

/** Its state and transcripts go: that can't be undone. */
async function agreesToBegin(messages: number): Promise<boolean> {
  const back = vscode.l10n.t('Put Back');
  const text =
    messages === 1
      ? vscode.l10n.t('Put it back in Pickup? It begins anew.')
      : vscode.l10n.t('Put {0} messages back in Pickup? They begin anew.', messages);
  const detail = vscode.l10n.t(
    'Their history is deleted: state and transcripts. "Send Again" sends a copy, "Requeue" keeps the history.',
  );
  return await agrees(text, back, detail);
}

function entriesOf(rows: readonly MessageRow[]): FolderEntry[] {
  return rows.map(({ entry }) => entry);
}

export const retryNow: Command = async (context, ...given) => {
  needTrust();
  const rows = await chosenRows(context, given, ['Queue']);
  if (rows.length === 0) return;
  const select = { ids: rows.map(({ entry }) => entry.id) };
  const answers = await context.session.request('steer', { select, command: { kind: 'retry' } });
  const refused = answers.flatMap((each) => (each.kind === 'refused' ? [`${each.id}: ${each.why}`] : []));
  if (refused.length > 0) throw new UserError(refused.join('\n'));
};

export const retryAll: Command = async ({ session }) => {
  needTrust();
  await session.request('steer', { select: {}, command: { kind: 'retry' } });
};

export const deleteMessage: Command = async (context, ...given) => {
  const rows = await chosenRows(context, given, folderNames);
  if (rows.length === 0) return;
  const what = rows.length === 1 ? (rows[0]?.entry.id ?? '') : vscode.l10n.t('{0} messages', rows.length);
  await deleteAfterAsking(context, rows, vscode.l10n.t('Delete {0}? It will not be delivered.', what));
};

export const emptyFolder: Command = async (context, given) => {
  const mailRoot = await needMailRoot(context);
  if (mailRoot === undefined) return;
  const folder = isFolderName(given) ? given : await pickFolder();
  if (folder === undefined) return;
  const entries = (await listFolder(mailRoot, folder)).filter(({ kind }) => kind === 'message');
  if (entries.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} is empty already.', folder));
    return;
  }
  const text = vscode.l10n.t('Delete all {0} messages in {1}?', entries.length, folder);
  await deleteAfterAsking(
    context,
    entries.map((entry) => ({ entry })),
    text,
  );
};

function isFolderName(value: unknown): value is FolderName {
  return folderNames.some((name) => name === value);
}

async function pickFolder(): Promise<FolderName | undefined> {
  const chosen = await vscode.window.showQuickPick([...folderNames], {
    placeHolder: vscode.l10n.t('Which folder shall be emptied?'),
  });
  return isFolderName(chosen) ? chosen : undefined;
}

async function deleteAfterAsking(
  { session }: Parameters<Command>[0],
  rows: readonly MessageRow[],
  question: string,
): Promise<void> {
  const remove = vscode.l10n.t('Move to Trash');
  if (!(await agrees(question, remove))) return;
  const { mailRoot } = session;
  if (mailRoot === undefined) return;
  // The message first: once it is gone, the engine forgets the rest.
  const paths = rows.flatMap(({ entry }) => [entry.path, ...companions(mailRoot, entry)]);
  const left = await toTrash(paths);
  if (left.length === 0) return;
  const forever = vscode.l10n.t('Delete Permanently');
  const text = vscode.l10n.t('There is no trash for these files here. Delete them permanently?');
  if (await agrees(text, forever)) await removeAll(left, false);
}

/** The paths that the trash would not take; files that are not there count as gone. */
async function toTrash(paths: readonly string[]): Promise<readonly string[]> {
  const [first] = paths;
  if (first === undefined) return [];
  const refused = await removeAll(paths, true).then(
    () => false,
    () => true,
  );
  return refused ? paths : [];
}

async function removeAll(paths: readonly string[], useTrash: boolean): Promise<void> {
  for (const path of paths) {
    const uri = vscode.Uri.file(path);
    try {
      await vscode.workspace.fs.delete(uri, { useTrash });
    } catch (error) {
      if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') continue;
      throw new UserError(vscode.l10n.t('{0} could not be deleted: {1}', path, errorText(error)));
    }
  }
}
