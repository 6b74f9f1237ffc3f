/** The name under which VS Code keeps the preview panel over a reload of the window. */
export const previewPanelType = 'mailroot.previewPanel';
