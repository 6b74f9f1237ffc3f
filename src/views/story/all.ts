/** The story panel: the entry of the bundle that is loaded when a story is first shown. One panel beside, reused; the focus stays where it is. */
import * as vscode from 'vscode';
import { StoryView, type StoryParts, type StoryTarget } from './storyView';
import { storyPanelType } from './panelType';

export class StoryPanel {
  readonly #parts: StoryParts;
  #view: StoryView | undefined;

  constructor(parts: StoryParts) {
    this.#parts = parts;
  }

  show(target: StoryTarget): void {
    if (this.#view === undefined) {
      const where = { viewColumn: columnFor(vscode.window.tabGroups.activeTabGroup.activeTab), preserveFocus: true };
      this.take(vscode.window.createWebviewPanel(storyPanelType, vscode.l10n.t('Story'), where), target);
      return;
    }
    this.#view.panel.reveal(undefined, true);
    this.#view.show(target);
  }

  /** A panel that is there already: a new one, or one that a reload of the window brought back. */
  take(panel: vscode.WebviewPanel, target: StoryTarget): void {
    const view = new StoryView(panel, this.#parts, target);
    this.#view = view;
    panel.onDidDispose(() => {
      if (this.#view === view) this.#view = undefined;
    });
  }
}

/** Beside what one writes; but not beside another page of ours: that would be a third column. */
function columnFor(active: vscode.Tab | undefined): vscode.ViewColumn {
  const input = active?.input;
  const isPage = input instanceof vscode.TabInputWebview || input instanceof vscode.TabInputCustom;
  return isPage ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
}
