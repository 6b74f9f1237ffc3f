/**
 * The cursor in the source, for the page beside it: tells which line it is on, whenever that changes. Takes no focus and opens nothing; says
 * undefined when the source is not to be seen, or a person does not want it.
 */
import * as vscode from 'vscode';

export class FollowCursor implements vscode.Disposable {
  readonly #tell: (line: number | undefined) => void;
  readonly #subscriptions: readonly vscode.Disposable[];
  #uri: vscode.Uri;

  constructor(uri: vscode.Uri, tell: (line: number | undefined) => void) {
    this.#uri = uri;
    this.#tell = tell;
    const again = (): void => this.again();
    this.#subscriptions = [
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (this.#isSource(textEditor)) again();
      }),
      vscode.window.onDidChangeVisibleTextEditors(again),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('mailroot.preview')) again();
      }),
    ];
  }

  /** Another message is shown, or the same anew. */
  again(uri = this.#uri): void {
    this.#uri = uri;
    const isWanted = vscode.workspace.getConfiguration('mailroot').get<boolean>('preview.followCursor', true);
    const editor = vscode.window.visibleTextEditors.find((each) => this.#isSource(each));
    this.#tell(isWanted ? editor?.selection.active.line : undefined);
  }

  dispose(): void {
    for (const each of this.#subscriptions) each.dispose();
  }

  #isSource({ document }: vscode.TextEditor): boolean {
    return document.uri.toString() === this.#uri.toString();
  }
}
