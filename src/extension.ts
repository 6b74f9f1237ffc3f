/** Composition root of the extension: who meets whom. Decides nothing itself. */
import * as vscode from 'vscode';
import type * as AllCommands from './commands/all';
import { register, type CommandContext } from './commands/command';
import { commandNames } from './commands/names';
import { SendTracker } from './host/sendTracker';
import { tellMissingSecrets } from './host/secretsWanted';
import { MailSession } from './host/session';
import { keepTerminalsInformed } from './host/terminal';
import { registerSendLens } from './language/sendLens';
import { registerWhenNeeded } from './language/whenNeeded';
import { registerPreview } from './preview/register';
import { stageWords } from './views/folderTreeModel';
import { registerCases } from './views/case/register';
import { registerFileDecorations } from './views/fileDecorations';
import { registerFolderTrees } from './views/folderTrees';
import { registerStatusItem } from './views/statusItem';
import { registerRoute } from './views/route/register';
import { registerStory } from './views/story/register';
import { took } from './views/times';
import { registerTranscripts } from './views/transcript/editors';

export function activate(extension: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('MailRoot', { log: true });
  const session = new MailSession(extension, log);
  const tracker = new SendTracker();
  extension.subscriptions.push(
    log,
    session,
    session.onProgress((progress) => tracker.progressed(progress)),
    session.onOutcome((outcome) => tracker.ended(outcome)),
  );
  const showTranscript = registerTranscripts(extension, () => import('./views/transcript/view'));
  const showStory = registerStory({ session, extension, load: () => import('./views/story/all') });
  const preview = registerPreview(extension, () => import('./preview/all'));
  const showRoute = registerRoute({ session, extension }, () => import('./views/route/panel'));
  const { chosen } = registerFolderTrees(session, extension);
  const context: CommandContext = {
    session,
    tracker,
    log,
    extension,
    showTranscript,
    showStory,
    ...preview,
    showRoute,
    chosen,
  };
  const load = (): Promise<typeof AllCommands> => import('./commands/all');
  extension.subscriptions.push(...commandNames.map((name) => register(name, load, context)));
  registerCases(extension, () => import('./views/case/caseView'));
  registerFileDecorations(session, extension);
  registerStatusItem(session, tracker, extension);
  registerSendLens({ session, tracker, words: { stage: stageWords, took } }, extension);
  registerWhenNeeded(() => import('./language/all'), { session, tracker, extension });
  keepTerminalsInformed(session, extension);
  tellMissingSecrets(session, extension);
  session.refresh();
}
