/** The message preview: the entry of the bundle that is loaded when a message is first previewed. One panel beside, reused. */
import * as vscode from 'vscode';
import { ComparedFiles } from './comparedFiles';
import { PartFiles } from './partFiles';
import { ReusedPanel } from '../views/pages/reusedPanel';
import { previewPanelType } from './panelType';
import { PreviewView } from './view';

export { ComparedFiles, PartFiles, PreviewView };

/** The panel beside; the focus stays where it is. */
export function previewPanel(extension: vscode.Uri): ReusedPanel<vscode.Uri> {
  return new ReusedPanel({
    type: previewPanelType,
    title: vscode.l10n.t('Preview'),
    column: () => vscode.ViewColumn.Beside,
    draw: (panel, uri) => new PreviewView(panel, extension, uri),
  });
}
