/** What a command gets from a tree: the row of a message or foreign file, or one below it. */
import type { FolderEntry } from '../engine/mailroot/list';
import { folderNames, type FolderName } from '../engine/mailroot/layout';

export interface MessageRow {
  readonly entry: FolderEntry;
}

export function isMessageRow(value: unknown): value is MessageRow {
  return typeof value === 'object' && value !== null && 'entry' in value;
}

/** The message of a row, or of a row below one (a recipient, an attempt). */
export function messageOf(value: unknown): MessageRow | undefined {
  if (isMessageRow(value)) return value;
  if (typeof value !== 'object' || value === null || !('message' in value)) return undefined;
  return isMessageRow(value.message) ? value.message : undefined;
}

/** What a key binding of a tree says: `{ "view": "Queue" }`. */
export function viewOf(value: unknown): FolderName | undefined {
  if (typeof value !== 'object' || value === null || !('view' in value)) return undefined;
  return folderNames.find((name) => name === value.view);
}

/** Rows below a message are made by the trees: `{ recipient: { address } }`, `{ attempt: { number } }`. */
export function focusOf(row: unknown): { recipient?: string; attempt?: number } | undefined {
  const address = member(member(row, 'recipient'), 'address');
  if (typeof address === 'string') return { recipient: address };
  const attempt = member(member(row, 'attempt'), 'number');
  return typeof attempt === 'number' ? { attempt } : undefined;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
