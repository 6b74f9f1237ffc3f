/** The story panel: the entry of the bundle that is loaded when a story is first shown. One panel beside, reused; the focus stays where it is. */
import * as vscode from 'vscode';
import { StoryView, type StoryParts, type StoryTarget } from './storyView';
import { ReusedPanel } from '../pages/reusedPanel';
import { storyPanelType } from './panelType';

export function storyPanel(parts: StoryParts): ReusedPanel<StoryTarget> {
  return new ReusedPanel({
    type: storyPanelType,
    title: vscode.l10n.t('Story'),
    column: () => columnFor(vscode.window.tabGroups.activeTabGroup.activeTab),
    draw: (panel, target) => new StoryView(panel, parts, target),
  });
}

/** Beside what one writes; but not beside another page of ours: that would be a third column. */
function columnFor(active: vscode.Tab | undefined): vscode.ViewColumn {
  const input = active?.input;
  const isPage = input instanceof vscode.TabInputWebview || input instanceof vscode.TabInputCustom;
  return isPage ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
}
