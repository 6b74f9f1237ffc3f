/** What every command gets, and what every command does with an expected failure: show its sentence. */
import * as vscode from 'vscode';
import { UserError, errorText, isUserError } from '../engine/ports';
import type { FolderName, MailRoot } from '../engine/mailroot/layout';
import type { RouteQuestion } from '../engine/routeAnswer';
import type { MailSession } from '../host/session';
import type { SendTracker } from '../host/sendTracker';
import type { MessageRow } from '../host/messageRow';
import type { CommandName } from './names';

export interface CommandContext {
  readonly session: MailSession;
  readonly tracker: SendTracker;
  readonly log: vscode.LogOutputChannel;
  readonly extension: vscode.ExtensionContext;
  readonly showTranscript: (row: MessageRow) => Promise<void>;
  /** `focus`: which recipient or attempt of it one wants to see. */
  readonly showStory: (row: MessageRow, focus?: { recipient?: string; attempt?: number }) => Promise<void>;
  readonly showPreview: (uri: vscode.Uri) => Promise<void>;
  /** Where it would go: `about` is what the page calls it. */
  readonly showRoute: (asked: {
    readonly about: string;
    readonly question: () => Promise<RouteQuestion>;
  }) => Promise<void>;
  /** Two messages by what they say: those given, or those in front with more or less of them. */
  readonly compare: {
    messages(pair: { readonly left: vscode.Uri; readonly right: vscode.Uri }): Promise<void>;
    again(what: 'meaning' | 'everything'): Promise<void>;
  };
  /** The messages selected in the tree of a folder, or checked where it has checkboxes. */
  readonly chosen: (folder: FolderName) => readonly MessageRow[];
}

export type Command = (context: CommandContext, ...given: readonly unknown[]) => Promise<void>;

/** Commands by their names; they are loaded when one is called. */
export type LoadCommands = () => Promise<{ readonly allCommands: Readonly<Record<CommandName, Command>> }>;

export function register(name: CommandName, load: LoadCommands, context: CommandContext): vscode.Disposable {
  return vscode.commands.registerCommand(`mailroot.${name}`, async (...given: unknown[]) => {
    try {
      const { allCommands } = await load();
      await allCommands[name](context, ...given);
    } catch (error) {
      if (!isUserError(error)) context.log.error(error instanceof Error ? error : String(error));
      void tell(errorText(error), context);
    }
  });
}

/** The command has ended by then: who called it is not kept waiting for somebody to read. */
async function tell(text: string, { log }: CommandContext): Promise<void> {
  const openLog = vscode.l10n.t('Open Log');
  if ((await vscode.window.showErrorMessage(text, openLog)) === openLog) log.show();
}

/** The MailRoot, or a sentence that says what is missing, with the way out. */
export async function needMailRoot({ session }: CommandContext): Promise<MailRoot | undefined> {
  if (session.mailRoot !== undefined) return session.mailRoot;
  if (vscode.workspace.workspaceFolders === undefined) {
    throw new UserError(
      vscode.l10n.t('Open a folder first: a MailRoot lives in a workspace folder (or set mailroot.folder).'),
    );
  }
  const create = vscode.l10n.t('Create MailRoot Folder');
  const text = vscode.l10n.t('This workspace has no MailRoot folder yet.');
  if ((await vscode.window.showInformationMessage(text, create)) !== create) return undefined;
  await vscode.commands.executeCommand('mailroot.createFolder');
  return session.mailRoot;
}

/** Sending and moving into Pickup is for trusted workspaces: a cloned repository must not send mail. */
export function needTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new UserError(
    vscode.l10n.t('This workspace is in Restricted Mode: trust it to send mail. Browsing works without.'),
  );
}
