/**
 * The ways to a story: the command, a link `vscode://mailroot.mailroot/message/<id>`, and a panel that a reload of the window brought back.
 * The page itself is loaded with the first story that is shown.
 */
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { MessageRow } from '../../host/messageRow';
import type { MailSession } from '../../host/session';
import type * as All from './all';
import { restoring } from '../pages/reusedPanel';
import { linkedMessage } from './link';
import { storyPanelType } from './panelType';

export interface StoryWays {
  readonly session: MailSession;
  readonly extension: vscode.ExtensionContext;
  readonly load: () => Promise<typeof All>;
}

/** What of a message one wants to see. */
export interface StoryFocus {
  readonly recipient?: string;
  readonly attempt?: number;
}
type Panel = ReturnType<typeof All.storyPanel>;
export type ShowStory = (row: MessageRow, focus?: StoryFocus) => Promise<void>;

export function registerStory({ session, extension, load }: StoryWays): ShowStory {
  let panel: Promise<Panel> | undefined;
  const loaded = (): Promise<Panel> => (panel ??= load().then(({ storyPanel }) => storyPanel({ session, extension })));
  extension.subscriptions.push(
    vscode.window.registerWebviewPanelSerializer(
      storyPanelType,
      restoring('path', async (restored, path) => (await loaded()).adopt(restored, { path })),
    ),
    vscode.window.registerUriHandler({
      async handleUri({ path }) {
        const id = linkedMessage(path);
        const text = whyNot(id, session);
        if (text !== undefined || id === undefined || session.mailRoot === undefined)
          void vscode.window.showWarningMessage(text ?? '');
        else (await loaded()).show({ path: join(session.mailRoot.Queue, `${id}.eml`) });
      },
    }),
  );
  return async ({ entry }, focus) => {
    (await loaded()).show({ path: entry.path, ...(focus && { focus }) });
  };
}

function whyNot(id: string | undefined, { mailRoot }: MailSession): string | undefined {
  if (id === undefined) return vscode.l10n.t('This link names no message of MailRoot.');
  return mailRoot === undefined
    ? vscode.l10n.t('This window has no MailRoot: open the folder that {0} belongs to.', id)
    : undefined;
}
