/**
 * Messages dragged and dropped. Onto Pickup: a message of another folder is sent again, a file from the Explorer or from outside is sent.
 * Out of a tree: a copy, named after its subject, so that nothing that is done with it reaches the MailRoot.
 */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { readSummary } from '../engine/mailroot/summary';
import type { FolderEntry } from '../engine/mailroot/list';
import { folderNames } from '../engine/mailroot/layout';
import { readHeaders } from '../engine/message/headers';
import { UserError, errorText } from '../engine/ports';
import { copyName } from '../host/copyName';
import { intoPickup, submitAgreed } from '../host/intoPickup';
import { aboutHead, agreeOn } from '../host/safeSend';
import type { MailSession } from '../host/session';
import { rowsType, type EntryRow, type Row } from './treeRows';

/** Copies are made while one drags: not of more than this. */
const mostCopies = 50;

export class Dragging {
  readonly #session: MailSession;
  #copies: string | undefined;

  constructor(session: MailSession, context: vscode.ExtensionContext) {
    this.#session = session;
    context.subscriptions.push({ dispose: () => void this.#forget() });
  }

  async drag(rows: readonly Row[], data: vscode.DataTransfer): Promise<void> {
    const entries = rows.filter((row): row is EntryRow => row.kind === 'entry').map(({ entry }) => entry);
    if (entries.length === 0) return;
    data.set(rowsType, new vscode.DataTransferItem(JSON.stringify(entries)));
    const copies = await this.#copy(entries.slice(0, mostCopies));
    data.set('text/uri-list', new vscode.DataTransferItem(copies.join('\r\n')));
  }

  async #copy(entries: readonly FolderEntry[]): Promise<string[]> {
    await this.#forget();
    this.#copies = await mkdtemp(join(tmpdir(), 'mailroot-drag-'));
    const uris: string[] = [];
    for (const [i, entry] of entries.entries()) {
      const summary = await readSummary(entry).catch(() => undefined);
      const name = copyName(summary?.subject ?? '', entry.id);
      const path = join(this.#copies, i === 0 ? name : name.replace(/\.eml$/, ` ${i + 1}.eml`));
      const copied = await copyFile(entry.path, path).then(
        () => true,
        () => false,
      );
      if (copied) uris.push(vscode.Uri.file(path).toString());
    }
    return uris;
  }

  async #forget(): Promise<void> {
    const copies = this.#copies;
    this.#copies = undefined;
    if (copies !== undefined) await rm(copies, { recursive: true, force: true }).catch(() => undefined);
  }

  async drop(data: vscode.DataTransfer): Promise<void> {
    try {
      await this.#drop(data);
    } catch (error) {
      void vscode.window.showErrorMessage(errorText(error));
    }
  }

  async #drop(data: vscode.DataTransfer): Promise<void> {
    const entries = entriesIn(await data.get(rowsType)?.asString());
    if (entries.length > 0) return this.#again(entries);
    const uris = urisIn(await data.get('text/uri-list')?.asString());
    if (uris.length > 0) await vscode.commands.executeCommand('mailroot.sendCurrentFile', uris[0], uris);
    else await this.#files(data);
  }

  async #again(entries: readonly FolderEntry[]): Promise<void> {
    if (!vscode.workspace.isTrusted)
      throw new UserError(
        vscode.l10n.t('This workspace is in Restricted Mode: trust it to send mail. Browsing works without.'),
      );
    const others = entries.filter(({ folder }) => folder !== 'Pickup');
    await intoPickup('again', others, this.#session);
  }

  /** Files that have no path here, as a browser hands them over. */
  async #files(data: vscode.DataTransfer): Promise<void> {
    const { mailRoot } = this.#session;
    if (mailRoot === undefined || !vscode.workspace.isTrusted) return;
    const messages = await messagesIn(data);
    const agreed = await agreeOn(messages, ({ bytes }) => aboutHead(bytes), this.#session);
    if (agreed.kind === 'cancelled') return;
    for (const { name: base, bytes } of messages) await submitAgreed(agreed, { mailRoot, base, bytes }, this.#session);
  }
}

async function messagesIn(data: vscode.DataTransfer): Promise<{ name: string; bytes: Uint8Array }[]> {
  const messages: { name: string; bytes: Uint8Array }[] = [];
  for (const [, item] of data) {
    const file = item.asFile();
    if (file === undefined) continue;
    const { name } = file;
    const bytes = await file.data();
    if (readHeaders(bytes).fields.length === 0)
      throw new UserError(
        vscode.l10n.t('{0} is not a message: it does not begin with a header line. Nothing was sent.', name),
      );
    messages.push({ name, bytes });
  }
  return messages;
}

/** What a drag of ours carries; nothing else is taken for it. */
function entriesIn(text: string | undefined): FolderEntry[] {
  if (text === undefined || text === '') return [];
  const parsed = JSON.parse(text) as unknown;
  return Array.isArray(parsed) ? parsed.filter(isEntry) : [];
}

function isEntry(value: unknown): value is FolderEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { folder, kind, id, path } = value as Partial<Record<keyof FolderEntry, unknown>>;
  return (
    folderNames.some((name) => name === folder) &&
    kind === 'message' &&
    [id, path].every((text) => typeof text === 'string')
  );
}

function urisIn(text: string | undefined): vscode.Uri[] {
  const lines = (text ?? '').split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => vscode.Uri.parse(line));
}
