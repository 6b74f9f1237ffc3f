/** The rows of a tree, and their ids: unique in it, and the same for the same thing, so that what is open and selected stays so. Pure. */
import type { FolderEntry } from '../engine/mailroot/list';
import type { FolderName } from '../engine/mailroot/layout';
import type { Recipient } from '../engine/mailroot/envelope';
import type { MessageRow } from '../host/messageRow';
import type { AttemptFacts } from './rowStory';

/** Media type of rows of ours that are dragged. */
export const rowsType = 'application/vnd.mailroot.messages';

export interface EntryRow extends MessageRow {
  readonly kind: 'entry';
  readonly id: string;
}
export interface GroupRow {
  readonly kind: 'group';
  readonly id: string;
  readonly label: string;
  readonly rows: readonly FolderEntry[];
  readonly open: boolean;
}
export interface MoreRow {
  readonly kind: 'more';
  readonly id: string;
  readonly folder: FolderName;
  /** Of the list that goes on: the group's id, or the folder's. */
  readonly list: string;
  readonly left: number;
}
export interface RecipientRow {
  readonly kind: 'recipient';
  readonly id: string;
  readonly message: EntryRow;
  readonly recipient: Recipient;
}
export interface AttemptRow {
  readonly kind: 'attempt';
  readonly id: string;
  readonly message: EntryRow;
  readonly attempt: AttemptFacts;
}
export interface TranscriptRow {
  readonly kind: 'transcript';
  readonly id: string;
  readonly message: EntryRow;
  readonly part: '.ltr' | '.rtr' | '.itr';
  /** Line to show, from 0. */
  readonly line: number;
}
/** What an empty Pickup offers instead of messages: with a row there, a tree takes what is dropped on it. */
export interface NewRow {
  readonly kind: 'new';
  readonly id: string;
}
export type Row = NewRow | EntryRow | GroupRow | MoreRow | RecipientRow | AttemptRow | TranscriptRow;

/** `list` is the id of the group or folder it stands in: one message may stand in several groups. */
export function entryRow(entry: FolderEntry, list: string): EntryRow {
  return { kind: 'entry', id: `${list}/${entry.id}`, entry };
}

export function groupRow({ folder, ...group }: Omit<GroupRow, 'kind' | 'id'> & { folder: FolderName }): GroupRow {
  return { kind: 'group', id: `${folder}/group/${group.label}`, ...group };
}

export function moreRow(folder: FolderName, list: string, left: number): MoreRow {
  return { kind: 'more', id: `${list}/more`, folder, list, left };
}
