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
  const item = new vscode.TreeItem(oneLine(row.label) || '-', row.open ? Expanded : Collapsed);
  item.id = row.id;
  item.description = `${row.rows.length}`;
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

function transcriptLook(part: TranscriptRow['part']): { label: string; description: string; icon: string } {
  switch (part) {
    case '.ltr':
      return {
        label: vscode.l10n.t('Local transcript'),
        description: vscode.l10n.t('what was decided here'),
        icon: 'output',
      };
    case '.rtr':
      return {
        label: vscode.l10n.t('Remote transcript'),
        description: vscode.l10n.t('what was said on the wire'),
        icon: 'comment-discussion',
      };
    case '.itr':
      return {
        label: vscode.l10n.t('Inbound transcript'),
        description: vscode.l10n.t('how it was handed in over SMTP'),
        icon: 'sign-in',
      };
  }
}

export function transcriptItem(row: TranscriptRow, path: string): vscode.TreeItem {
  const { label, description, icon: name } = transcriptLook(row.part);
  const item = new vscode.TreeItem(label);
  item.id = row.id;
  item.description = description;
  item.iconPath = new vscode.ThemeIcon(name);
  item.contextValue = 'mailroot.transcript';
  item.command = row.part === '.itr' ? asPage(path) : asText(path, row.line);
  return item;
}

/** A transcript of attempts is opened where the attempt begins. */
function asText(path: string, line: number): vscode.Command {
  const selection = new vscode.Range(line, 0, line, 0);
  const options = { selection, preview: true } satisfies vscode.TextDocumentShowOptions;
  const title = vscode.l10n.t('Open as Text');
  return { command: 'vscode.openWith', title, arguments: [vscode.Uri.file(path), 'default', options] };
}

function asPage(path: string): vscode.Command {
  const title = vscode.l10n.t('Open');
  return { command: 'vscode.openWith', title, arguments: [vscode.Uri.file(path), 'mailroot.transcript'] };
}
