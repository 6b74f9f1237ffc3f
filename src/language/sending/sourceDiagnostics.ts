/**
 * Shows what became of messages in the files they were sent from, by what is on the disk: in each `.eml` of the workspace that has the content of
 * a message, whoever handed it in, and on the line of code that X-Mail-Source names. It holds across windows; it goes when the file changes and
 * when the next try succeeds. What was sent from this window later than that is left to `SentDiagnostics`.
 */
import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { SendTracker } from '../../host/sendTracker';
import { mailBelow } from '../../host/mailBelow';
import { flag } from '../../host/settings';
import type { MailSession } from '../../host/session';
import type { Outcome } from '../../engine/protocol';
import { isTroubled } from '../../host/troubled';
import { sourceUri } from '../reading/sourceUri';
import { readMessage } from '../model/message';
import { documentOf, failureDiagnostics, placedIn, textOf, type Placed } from './failureDiagnostics';
import { failuresOf } from './failures';
import { Looking, type Standing } from './standings';

interface Parts {
  readonly session: MailSession;
  readonly tracker: SendTracker;
  /** Where categories are explained. */
  readonly reference: vscode.Uri;
  /** What this window tells of that file is over: a later message has its text. */
  readonly supersede: (uri: vscode.Uri) => void;
}

/** Files of mail that are looked at, and how soon after something happened. */
const mostFiles = 1_000;
const soonMs = 400;

export class SourceDiagnostics implements vscode.Disposable {
  readonly #parts: Parts;
  readonly #shown = vscode.languages.createDiagnosticCollection('mailroot-source');
  readonly #listening: vscode.Disposable;
  #looking: { readonly root: string; readonly by: Looking } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
    const { session, tracker } = parts;
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.eml');
    const again = (): void => this.#soon();
    this.#listening = vscode.Disposable.from(
      watcher,
      watcher.onDidChange((uri) => this.#changedOnDisk(uri)),
      watcher.onDidCreate((uri) => this.#changedOnDisk(uri)),
      watcher.onDidDelete((uri) => this.#shown.delete(uri)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#shown.delete(document.uri);
      }),
      vscode.workspace.onDidSaveTextDocument(({ languageId }) => {
        if (languageId === 'eml') again();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(again),
      { dispose: tracker.onChange(({ document }) => this.#shown.delete(vscode.Uri.parse(document, true))) },
      session.onDidChangeState(() => {
        if (session.mailRoot?.root !== this.#looking?.root) again();
      }),
      session.onOutcome((outcome) => this.#ended(outcome)),
    );
    again();
  }

  /** What went well matters where something is told to have failed. */
  #ended(outcome: Outcome): void {
    const anyShown = [...this.#shown].length > 0;
    if (anyShown || isTroubled(outcome)) this.#soon();
  }

  /** The MailRoot's own files say themselves what became of them. */
  #changedOnDisk({ fsPath }: vscode.Uri): void {
    const own = this.#parts.session.mailRoot?.root;
    if (own === undefined || !fsPath.startsWith(own)) this.#soon();
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#running = this.#running
        .then(() => {
          // What happens from here on is not seen by this look; what happened while it waited is.
          this.#timer = undefined;
          return this.#look();
        })
        .catch(() => undefined);
    }, soonMs);
  }

  async #look(): Promise<void> {
    const { mailRoot } = this.#parts.session;
    if (mailRoot === undefined || !flag('diagnostics.enabled', true)) {
      this.#shown.clear();
      return;
    }
    if (this.#looking?.root !== mailRoot.root) this.#looking = { root: mailRoot.root, by: new Looking(mailRoot) };
    const roots = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
    const found = await this.#looking.by.look(await mailBelow(roots, mostFiles, mailRoot.root));
    // Those of one file are merged by VS Code.
    const shown: [vscode.Uri, vscode.Diagnostic[]][] = [];
    for (const [path, standing] of found.files) {
      const uri = vscode.Uri.file(path);
      shown.push([uri, await this.#ofFile(uri, standing)]);
    }
    for (const [source, standing] of found.code) {
      const uri = standing.state && (await sourceUri(source));
      if (uri !== undefined) shown.push([uri, await this.#ofCode(uri, source.line - 1, standing)]);
    }
    this.#shown.clear();
    this.#shown.set(shown.filter(([, made]) => made.length > 0));
  }

  async #ofFile(uri: vscode.Uri, standing: Standing): Promise<vscode.Diagnostic[]> {
    if (this.#isFollowed(uri, standing) || documentOf(uri)?.isDirty === true) return [];
    const text = await textOf(uri);
    if (text === undefined || standing.state === undefined) return [];
    return this.#made(placedIn(text, failuresOf(readMessage(text), standing.state)), standing);
  }

  /** Whether this window follows that very message, or a later one of the file. */
  #isFollowed(uri: vscode.Uri, { id }: Standing): boolean {
    const { tracker, supersede } = this.#parts;
    const state = tracker.of(uri.toString())?.state;
    if (state === undefined) return false;
    if (state.kind !== 'ended' || state.outcome.id >= id) return true;
    supersede(uri);
    return false;
  }

  /** A line of code has no content to be known by: a file that was changed since is another one. */
  async #ofCode(uri: vscode.Uri, line: number, standing: Standing): Promise<vscode.Diagnostic[]> {
    const changedAt = await stat(uri.fsPath).then(
      ({ mtimeMs }) => mtimeMs,
      () => Infinity,
    );
    if (standing.state === undefined || changedAt > standing.at || documentOf(uri)?.isDirty === true) return [];
    const text = (await textOf(uri))?.split(/\r\n|\r|\n/)[line];
    if (text === undefined) return [];
    const range = new vscode.Range(line, text.length - text.trimStart().length, line, text.trimEnd().length);
    const placed = failuresOf(readMessage(''), standing.state).map((failure): Placed => {
      const to = failure.address === undefined ? '' : `To ${failure.address}: `;
      return { failure: { ...failure, text: `${to}${failure.text}` }, range };
    });
    return this.#made(placed, standing);
  }

  async #made(placed: readonly Placed[], { folder, id }: Standing): Promise<vscode.Diagnostic[]> {
    const { session, reference } = this.#parts;
    if (placed.length === 0 || session.mailRoot === undefined) return [];
    return failureDiagnostics(placed, { mailRoot: session.mailRoot, folder, id }, reference);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listening.dispose();
    this.#shown.dispose();
  }
}
