/** One panel for all messages that one looks at, one after the other: opened once, reused without taking the focus, back after a reload. */
import * as vscode from 'vscode';

/** What is drawn into it. */
export interface PageView<Target> {
  readonly panel: vscode.WebviewPanel;
  show(target: Target): void;
}

export interface PanelKind<Target> {
  readonly type: string;
  readonly title: string;
  readonly column: () => vscode.ViewColumn;
  readonly draw: (panel: vscode.WebviewPanel, target: Target) => PageView<Target>;
}

export class ReusedPanel<Target> {
  readonly #kind: PanelKind<Target>;
  #view: PageView<Target> | undefined;

  constructor(kind: PanelKind<Target>) {
    this.#kind = kind;
  }

  show(target: Target): void {
    if (this.#view === undefined) {
      const { type, title, column } = this.#kind;
      const where = { viewColumn: column(), preserveFocus: true };
      this.adopt(vscode.window.createWebviewPanel(type, title, where), target);
      return;
    }
    this.#view.panel.reveal(undefined, true);
    this.#view.show(target);
  }

  /** A panel that is there already: a new one, or one that a reload of the window brought back. */
  adopt(panel: vscode.WebviewPanel, target: Target): void {
    const view = this.#kind.draw(panel, target);
    this.#view = view;
    panel.onDidDispose(() => {
      if (this.#view === view) this.#view = undefined;
    });
  }
}

/** Brings a panel back; `member` of the state that its page kept names what it showed. */
export function restoring(
  member: string,
  adopt: (panel: vscode.WebviewPanel, shown: string) => Promise<void>,
): vscode.WebviewPanelSerializer {
  return {
    async deserializeWebviewPanel(panel, state) {
      const shown: unknown = typeof state === 'object' && state !== null ? Reflect.get(state, member) : undefined;
      if (typeof shown === 'string') await adopt(panel, shown);
      else panel.dispose();
    },
  };
}
