/** The name under which VS Code keeps the story panel over a reload of the window. */
export const storyPanelType = 'mailroot.messageStory';
