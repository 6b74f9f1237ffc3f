/** The colour themes that every view is looked at in. */

/** As the setting names them, and the workbench marks itself. */
export const themes = {
  light: { setting: 'Default Light Modern', look: 'vs' },
  dark: { setting: 'Default Dark Modern', look: 'vs-dark' },
  'high-contrast': { setting: 'Default High Contrast', look: 'hc-black' },
} as const;
export type Theme = keyof typeof themes;
export const everyTheme = ['light', 'dark', 'high-contrast'] as const satisfies readonly Theme[];
