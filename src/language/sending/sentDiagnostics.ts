/**
 * Shows what became of messages on their own lines: of the file that was sent from the editor, and of those that lie in Queue, BadMail and
 * Sent. It goes when the text changes, when the file is sent again, and when the next attempt succeeds. Each failure leads to its line of the
 * transcript. What can't be read is not shown.
 */
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import type { SendTracker, Sent } from '../../host/sendTracker';
import { flag } from '../../host/settings';
import type { MailSession } from '../../host/session';
import { splitFamilyName } from '../../engine/mailroot/layout';
import { readEnvelope } from '../../engine/mailroot/familyState';
import { readMessage } from '../model/message';
import { documentOf, failureDiagnostics, placedIn, textOf, type Family } from './failureDiagnostics';
import { failuresOf, stateOf, stateOfOutcome, type SentState } from './failures';

interface Parts {
  readonly session: MailSession;
  readonly tracker: SendTracker;
  /** Where categories are explained. */
  readonly reference: vscode.Uri;
}

const folders = ['Queue', 'BadMail', 'Sent'] as const;

export class SentDiagnostics implements vscode.Disposable {
  readonly #parts: Parts;
  readonly #shown = vscode.languages.createDiagnosticCollection('mailroot-sent');
  /** By document: the Pickup file whose text is no longer the one in the editor. */
  readonly #outdated = new Map<string, string>();
  readonly #listening: vscode.Disposable;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { session, tracker } = parts;
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.{eml,bad}');
    this.#listening = vscode.Disposable.from(
      { dispose: tracker.onChange((sent) => void this.#sentChanged(sent)) },
      vscode.workspace.onDidOpenTextDocument((document) => void this.#opened(document)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#changed(document.uri);
      }),
      watcher,
      watcher.onDidChange((uri) => void this.#changedOnDisk(uri)),
      watcher.onDidDelete((uri) => this.#shown.delete(uri)),
      session.onDidChangeFolders(() => this.#lookAgain()),
      session.onDidChangeState(() => this.#lookAgain()),
    );
    for (const sent of tracker.all()) void this.#sentChanged(sent);
    this.#lookAgain();
  }

  /** A later message with the text of that file has something else to tell of it. */
  forget(uri: vscode.Uri): void {
    this.#changed(uri);
  }

  #lookAgain(): void {
    for (const document of vscode.workspace.textDocuments) void this.#opened(document);
  }

  #changed(uri: vscode.Uri): void {
    const sent = this.#parts.tracker.of(uri.toString());
    if (sent !== undefined) this.#outdated.set(uri.toString(), sent.pickupFile);
    this.#shown.delete(uri);
  }

  /** Of a file that is open the document tells. A change from before it was sent may be told late. */
  async #changedOnDisk(uri: vscode.Uri): Promise<void> {
    const sent = this.#parts.tracker.of(uri.toString());
    if (sent === undefined || documentOf(uri) !== undefined) return;
    const { mtime } = await vscode.workspace.fs.stat(uri).then(undefined, () => ({ mtime: Infinity }));
    if (mtime > sent.at) this.#changed(uri);
  }

  async #sentChanged({ document, pickupFile, state }: Sent): Promise<void> {
    const uri = vscode.Uri.parse(document, true);
    const { mailRoot } = this.#parts.session;
    if (state.kind !== 'ended' || mailRoot === undefined) {
      if (state.kind === 'waiting') this.#shown.delete(uri);
      return;
    }
    const { outcome } = state;
    const family = { mailRoot, folder: outcome.folder, id: outcome.id };
    const kept = outcome.folder === 'Drop' ? undefined : await readEnvelope(mailRoot, outcome.folder, outcome.id);
    const isNewest = this.#parts.tracker.of(document)?.state === state;
    if (!isNewest || this.#outdated.get(document) === pickupFile) return;
    await this.#show(uri, family, kept === undefined ? stateOfOutcome(outcome) : stateOf(kept));
  }

  /** Shows what the file beside it says, when it is a message of the MailRoot. */
  async #opened(document: vscode.TextDocument): Promise<void> {
    const family = this.#familyOf(document);
    if (family === undefined || document.isDirty) return;
    const { version } = document;
    const envelope = await readEnvelope(family.mailRoot, family.folder, family.id).catch(() => undefined);
    if (document.version !== version) return;
    if (envelope === undefined) this.#shown.delete(document.uri);
    else await this.#show(document.uri, family, stateOf(envelope));
  }

  #familyOf({ uri, languageId }: vscode.TextDocument): Family | undefined {
    const { mailRoot } = this.#parts.session;
    if (mailRoot === undefined || languageId !== 'eml' || uri.scheme === 'untitled') return undefined;
    const folder = folders.find((name) => mailRoot[name] === dirname(uri.fsPath));
    const id = splitFamilyName(basename(uri.fsPath))?.id;
    return folder === undefined || id === undefined ? undefined : { mailRoot, folder, id };
  }

  async #show(uri: vscode.Uri, family: Family, state: SentState): Promise<void> {
    const text = flag('diagnostics.enabled', true) ? await textOf(uri) : undefined;
    const found = text === undefined ? [] : failuresOf(readMessage(text), state);
    if (found.length === 0 || text === undefined) {
      this.#shown.delete(uri);
      return;
    }
    this.#shown.set(uri, await failureDiagnostics(placedIn(text, found), family, this.#parts.reference));
  }

  dispose(): void {
    this.#listening.dispose();
    this.#shown.dispose();
  }
}
