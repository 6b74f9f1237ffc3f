/** Rows as VS Code draws them. What a row says was decided in the models. */
import * as vscode from 'vscode';
import type { FolderName } from '../engine/mailroot/layout';
import { rowLook, stateIcon, type RowLook } from './folderTreeModel';
import type { RowFacts } from './rowFacts';
import { stateWords } from './rowTooltip';
import { oneLine } from './text';
import { clockTime } from './times';
import type { AttemptRow, EntryRow, GroupRow, MoreRow, NewRow, RecipientRow, TranscriptRow } from './treeRows';

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

/** Folders in which a message has a story of its own; what is in Drop or Pickup opens as text. */
export const storied: readonly FolderName[] = ['Queue', 'BadMail', 'Sent'];

export function entryItem(facts: RowFacts, row: EntryRow): vscode.TreeItem {
  const look = rowLook(facts, Date.now());
  const item = new vscode.TreeItem(look.label, (facts.envelope?.recipients.length ?? 0) > 0 ? Collapsed : None);
  item.id = row.id;
  item.description = look.description;
  item.tooltip = new vscode.MarkdownString(look.tooltip);
  item.iconPath = icon(look);
  item.contextValue = look.contextValue;
  item.accessibilityInformation = { label: look.spoken };
  if (row.entry.kind === 'message') item.command = opening(row);
  return item;
}

function opening(row: EntryRow): vscode.Command {
  return storied.includes(row.entry.folder)
    ? { command: 'mailroot.showStory', title: vscode.l10n.t('Show Story'), arguments: [row] }
    : { command: 'mailroot.openMessage', title: vscode.l10n.t('Open Message'), arguments: [row] };
}

function icon({ icon: name, color }: Pick<RowLook, 'icon' | 'color'>): vscode.ThemeIcon {
  return new vscode.ThemeIcon(name, color === undefined ? undefined : new vscode.ThemeColor(color));
}

export function groupItem(row: GroupRow): vscode.TreeItem {
  const item = new vscode.TreeItem(oneLine(row.label) || '-', Expanded);
  item.id = row.id;
  item.description = String(row.rows.length);
  item.contextValue = 'mailroot.group';
  const count = row.rows.length === 1 ? vscode.l10n.t('1 message') : vscode.l10n.t('{0} messages', row.rows.length);
  item.accessibilityInformation = { label: `${oneLine(row.label)}, ${count}` };
  return item;
}

export function moreItem(row: MoreRow): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('{0} more ...', row.left));
  item.id = row.id;
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.contextValue = 'mailroot.more';
  item.command = { command: 'mailroot.showMore', title: vscode.l10n.t('Show More Messages'), arguments: [row] };
  return item;
}

export function newItem(row: NewRow): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('New Message'));
  item.id = row.id;
  item.iconPath = new vscode.ThemeIcon('new-file');
  item.contextValue = 'mailroot.new';
  item.command = { command: 'mailroot.newMessage', title: vscode.l10n.t('New Message') };
  return item;
}

export function recipientItem(row: RecipientRow): vscode.TreeItem {
  const { address, state } = row.recipient;
  const item = new vscode.TreeItem(oneLine(address), state.action === 'pending' ? None : Collapsed);
  item.id = row.id;
  item.description = oneLine(stateWords(state));
  item.iconPath = icon(stateIcon(state));
  item.contextValue = 'mailroot.recipient';
  item.tooltip = `${oneLine(address)}\n${stateWords(state)}`;
  item.accessibilityInformation = { label: `${oneLine(address)}: ${oneLine(stateWords(state))}` };
  return item;
}

export function attemptItem(row: AttemptRow): vscode.TreeItem {
  const { number, at, action, text } = row.attempt;
  const item = new vscode.TreeItem(vscode.l10n.t('Attempt {0}', number), Collapsed);
  item.id = row.id;
  item.description = `${clockTime(at)} · ${action} · ${text}`;
  item.iconPath = new vscode.ThemeIcon(action === 'failed' ? 'error' : action === 'delayed' ? 'history' : 'pass');
  item.contextValue = 'mailroot.attempt';
  item.tooltip = text;
  item.command = {
    command: 'mailroot.showStory',
    title: vscode.l10n.t('Show Story'),
    arguments: [row],
  };
  return item;
}

export function transcriptItem(row: TranscriptRow, path: string): vscode.TreeItem {
  const local = row.part === '.ltr';
  const item = new vscode.TreeItem(local ? vscode.l10n.t('Local transcript') : vscode.l10n.t('Remote transcript'));
  item.id = row.id;
  item.description = local ? vscode.l10n.t('what was decided here') : vscode.l10n.t('what was said on the wire');
  item.iconPath = new vscode.ThemeIcon(local ? 'output' : 'comment-discussion');
  item.contextValue = 'mailroot.transcript';
  const at = new vscode.Range(row.line, 0, row.line, 0);
  const uri = vscode.Uri.file(path);
  item.command = {
    command: 'vscode.openWith',
    title: vscode.l10n.t('Open as Text'),
    arguments: [uri, 'default', { selection: at, preview: true } satisfies vscode.TextDocumentShowOptions],
  };
  return item;
}
