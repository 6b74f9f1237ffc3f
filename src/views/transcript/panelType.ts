/** What VS Code calls the panel that Show Transcript reuses: apart, so that a panel that was open can be brought back before its page is loaded. */
export const transcriptPanelType = 'mailroot.story';
