/** What a command gets from a tree: the row of a message or foreign file. */
import type { FolderEntry } from '../engine/mailroot/list';

export interface MessageRow {
  readonly entry: FolderEntry;
}

export function isMessageRow(value: unknown): value is MessageRow {
  return typeof value === 'object' && value !== null && 'entry' in value;
}
