/**
 * Shows what became of messages on their own lines: of the file that was sent from the editor, and of those that lie in Queue, BadMail and
 * Sent. It goes when the text changes, when the file is sent again, and when the next attempt succeeds. Each failure leads to its line of the
 * transcript. What can't be read is not shown.
 */
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import type { SendTracker, Sent } from '../../host/sendTracker';
import { flag } from '../../host/settings';
import type { MailSession } from '../../host/session';
import { familyPath, splitFamilyName, type FolderName, type MailRoot } from '../../engine/mailroot/layout';
import { readEnvelope } from '../../engine/mailroot/familyState';
import { severities } from '../checking/diagnostics';
import { readMessage } from '../model/message';
import { failuresOf, stateOf, stateOfOutcome, type Failure, type SentState } from './failures';
import { lineColumns } from './lineColumns';
import { localLine, remoteLine, type TranscriptLine } from './transcriptPlace';

/** Where the family of a message is. */
interface Family {
  readonly mailRoot: MailRoot;
  readonly folder: FolderName;
  readonly id: string;
}

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
    const transcripts = await transcriptsOf(family);
    const at = lineColumns(text);
    const shown = found.map((failure) => {
      const range = new vscode.Range(...at(failure.start), ...at(failure.end));
      const made = new vscode.Diagnostic(range, failure.text, severities[failure.severity]);
      made.source = 'MailRoot';
      made.code = { value: failure.code, target: this.#parts.reference };
      const related = relatedTo(failure, transcripts);
      if (related !== undefined) made.relatedInformation = [related];
      return made;
    });
    this.#shown.set(uri, shown);
  }

  dispose(): void {
    this.#listening.dispose();
    this.#shown.dispose();
  }
}

function documentOf(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
}

async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  const document = documentOf(uri);
  if (document !== undefined) return document.getText();
  return vscode.workspace.fs.readFile(uri).then(
    (bytes) => Buffer.from(bytes).toString('utf8'),
    () => undefined,
  );
}

interface Transcript {
  readonly path: string;
  readonly text: string;
}

async function transcriptsOf({ mailRoot, folder, id }: Family): Promise<Readonly<Record<'rtr' | 'ltr', Transcript>>> {
  const read = async (part: '.rtr' | '.ltr'): Promise<Transcript> => {
    const path = familyPath(mailRoot, folder, { id, part });
    return { path, text: await readFile(path, 'utf8').catch(() => '') };
  };
  return { rtr: await read('.rtr'), ltr: await read('.ltr') };
}

function relatedTo(
  failure: Failure,
  { rtr, ltr }: Readonly<Record<'rtr' | 'ltr', Transcript>>,
): vscode.DiagnosticRelatedInformation | undefined {
  const remote = remoteLine(rtr.text, failure);
  if (remote !== undefined) return related(rtr, remote);
  const local = localLine(ltr.text, failure);
  return local && related(ltr, local);
}

function related({ path }: Transcript, { line, length, text }: TranscriptLine): vscode.DiagnosticRelatedInformation {
  const range = new vscode.Range(line, 0, line, length);
  return new vscode.DiagnosticRelatedInformation(new vscode.Location(vscode.Uri.file(path), range), text);
}
