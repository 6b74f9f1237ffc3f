/**
 * Edit and send again: the message opens as a draft beside its original, and saving the draft requeues the message with that content,
 * its history kept. A queued message is held meanwhile, so that it does not go as it was; closed unsaved, it is released.
 * The draft lives in the extension's own storage: what is in the Queue is never half-edited.
 */
import * as vscode from 'vscode';
import { needTrust, type Command, type CommandContext } from './command';
import { chosenRows } from './rows';
import { requeue } from './requeueing';
import { steer } from './steering';

interface Draft {
  readonly id: string;
  readonly original: vscode.Uri;
  readonly wasQueued: boolean;
  sent: boolean;
}

const drafts = new Map<string, Draft>();

export const editAndSendAgain: Command = async (context, ...given) => {
  needTrust();
  const [row] = await chosenRows(context, given, ['Queue', 'BadMail', 'Sent']);
  if (row === undefined) return;
  const { id, path, folder } = row.entry;
  const place = vscode.Uri.joinPath(context.extension.globalStorageUri, 'drafts');
  await vscode.workspace.fs.createDirectory(place);
  const wasQueued = folder === 'Queue';
  if (wasQueued) await steer(context, [id], { kind: 'hold', why: 'being edited' });
  const [draft, original] = [`${id}.eml`, `${id}.before.eml`].map((name) => vscode.Uri.joinPath(place, name));
  if (draft === undefined || original === undefined) return;
  for (const target of [draft, original])
    await vscode.workspace.fs.copy(vscode.Uri.file(path), target, { overwrite: true });
  drafts.set(draft.toString(), { id, original, wasQueued, sent: false });
  listen(context);
  await vscode.window.showTextDocument(draft, { preview: false });
  void vscode.window.showInformationMessage(
    vscode.l10n.t('Save to send it again with what you change. Its recipients and its history stay.'),
  );
};

let listening = false;

function listen(context: CommandContext): void {
  if (listening) return;
  listening = true;
  context.extension.subscriptions.push(
    vscode.workspace.onDidSaveTextDocument((document) => void saved(context, document.uri)),
    // A document lives on for a while when its tab is closed: it is the tab that counts.
    vscode.window.tabGroups.onDidChangeTabs(({ closed: tabs }) => {
      for (const { input } of tabs) if (input instanceof vscode.TabInputText) void closed(context, input.uri);
    }),
  );
}

async function saved(context: CommandContext, uri: vscode.Uri): Promise<void> {
  const draft = drafts.get(uri.toString());
  if (draft === undefined) return;
  try {
    // Cancelled, it stays as it was: the next save asks again.
    if ((await requeue(context, [draft.id], { file: uri.fsPath })) === undefined) return;
    draft.sent = true;
  } catch (error) {
    void vscode.window.showErrorMessage(String(error instanceof Error ? error.message : error));
    return;
  }
  const diff = vscode.l10n.t('Show Changes');
  const text = vscode.l10n.t('The message is sent again with your changes.');
  if ((await vscode.window.showInformationMessage(text, diff)) !== diff) return;
  const title = vscode.l10n.t('{0}: before and now', draft.id);
  await vscode.commands.executeCommand('vscode.diff', draft.original, uri, title, { preview: true });
}

async function closed(context: CommandContext, uri: vscode.Uri): Promise<void> {
  const draft = drafts.get(uri.toString());
  drafts.delete(uri.toString());
  if (draft === undefined || draft.sent || !draft.wasQueued) return;
  await steer(context, [draft.id], { kind: 'release' }).catch((error: unknown) => context.log.warn(String(error)));
}
